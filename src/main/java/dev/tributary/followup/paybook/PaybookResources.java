package dev.tributary.followup.paybook;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.followup.api.AnswerSink;
import dev.tributary.followup.api.ReadAnswer;
import dev.tributary.followup.api.ReadRows;
import dev.tributary.followup.api.ReadRows.Skipped;
import dev.tributary.followup.api.ResourceApi;
import dev.tributary.followup.api.SessionRequest;
import dev.tributary.followup.api.UnfetchableException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.codec.digest.DigestUtils;
import org.jspecify.annotations.Nullable;

/**
 * Lists relative URLs that begin with the version, pages by {@code limit} and {@code skip}, and wraps rows in an envelope. An
 * answer with rows that cannot be read is kept as a document too, so that they can be mapped later.
 */
public final class PaybookResources implements ResourceApi {

    public static final String NAME = "paybook";

    private static final String VERSION = "/v1";
    private static final int PAGE_DIGITS = 32;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<String> kinds() {
        return Stream.of(Kind.values())
                .map(kind -> kind.name().toLowerCase(Locale.ROOT))
                .toList();
    }

    @Override
    public Optional<String> path(String href) {
        return href.startsWith(VERSION + '/') ? Optional.of(href) : Optional.empty();
    }

    /** The documented bases end in the version that listed URLs begin with. */
    @Override
    public Optional<String> uri(String baseUri, String href) {
        String base = baseUri.replaceAll("/+$", "");
        if (base.endsWith(VERSION)) {
            base = base.substring(0, base.length() - VERSION.length());
        }
        return Optional.of(base + href);
    }

    @Override
    public Optional<String> nextPage(String href, int rows, List<String> listed) {
        return NextPage.after(href, rows, listed);
    }

    /** Neither the key nor the id has a character that JSON would escape. */
    @Override
    public Optional<SessionRequest> session(String apiKey, String user) {
        return Optional.of(new SessionRequest(
                VERSION + "/sessions",
                "api_key api_key=" + apiKey,
                "{\"id_user\":\"" + user + "\"}",
                "/response/token",
                "TOKEN token={token}"));
    }

    @Override
    public ReadAnswer read(Listed listed, @Nullable String contentType, byte[] body, AnswerSink sink) {
        return switch (AnswerForm.of(contentType, body, Kind.of(listed).files)) {
            case ARCHIVE -> {
                int[] count = new int[1];
                new Archive(body).forEach((name, content) -> {
                    sink.file(name, Archive.contentType(name), content);
                    count[0]++;
                });
                yield ReadAnswer.of(count[0]);
            }
            case FILE -> {
                String type = String.valueOf(contentType).toLowerCase(Locale.ROOT);
                sink.file(lastSegment(listed.href()), type.split(";", 2)[0].strip(), body);
                yield ReadAnswer.of(1);
            }
            case ROWS -> readPage(listed, body, sink);
        };
    }

    private static ReadAnswer readPage(Listed listed, byte[] body, AnswerSink sink) {
        Envelope envelope = Envelope.parse(body);
        if (!envelope.status()) {
            throw UnfetchableException.ofStatus(envelope.code());
        }
        List<JsonNode> rows = envelope.rows();
        List<Skipped> skipped = readRows(listed, rows, sink);
        String answer = skipped.isEmpty() ? null : sink.file(listed.kind() + "-answer.json", "application/json", body);
        return new ReadAnswer(rows.size() - skipped.size(), skipped, answer, page(Kind.of(listed), rows));
    }

    private static List<Skipped> readRows(Listed listed, List<JsonNode> rows, AnswerSink sink) {
        var reader = new RowReader(listed.tenant(), listed.sourceId());
        Kind kind = Kind.of(listed);
        return switch (kind) {
            case CREDENTIAL -> ReadRows.of(rows, kind.id, reader::connection).storedBy(sink::connections);
            case ACCOUNT -> ReadRows.of(rows, kind.id, reader::account).storedBy(sink::accounts);
            case TRANSACTION ->
                ReadRows.of(rows, kind.id, row -> reader.transaction(row, sink::timeZone))
                        .storedBy(sink::transactions);
            case ATTACHMENT, DOCUMENT ->
                ReadRows.of(rows, kind.id, row -> readFile(row, sink)).skipped();
        };
    }

    private static String readFile(JsonNode row, AnswerSink sink) {
        FileRow file = FileRow.read(row);
        return sink.file(file.name(), file.contentType(), file.content());
    }

    private static String lastSegment(String href) {
        String path = href.split("\\?", 2)[0];
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** The same for the same ids in any order. */
    private static String page(Kind kind, List<JsonNode> rows) {
        String ids =
                rows.stream().map(row -> row.path(kind.id).asText("")).sorted().collect(Collectors.joining("\n"));
        return DigestUtils.sha256Hex(ids).substring(0, PAGE_DIGITS);
    }

    /** The kinds of resources, by their names in an event. */
    private enum Kind {
        CREDENTIAL("id_credential", false),
        ACCOUNT("id_account", false),
        TRANSACTION("id_transaction", false),
        ATTACHMENT("id_attachment", true),
        DOCUMENT("id_document", true);

        private final String id;
        private final boolean files;

        /**
         * @param id the member with the id of a row
         * @param files whether an answer may be a file
         */
        Kind(String id, boolean files) {
            this.id = id;
            this.files = files;
        }

        static Kind of(Listed listed) {
            try {
                return valueOf(listed.kind().toUpperCase(Locale.ROOT));
            } catch (IllegalArgumentException e) {
                throw UnfetchableException.permanentFailure(
                        UnfetchableException.REFUSED, "nothing is known of this kind");
            }
        }
    }
}
