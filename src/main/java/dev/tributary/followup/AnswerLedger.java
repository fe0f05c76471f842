package dev.tributary.followup;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.answer.AnswerForm;
import dev.tributary.answer.Archive;
import dev.tributary.answer.Envelope;
import dev.tributary.answer.FileRow;
import dev.tributary.answer.ReadRows;
import dev.tributary.answer.ReadRows.Skipped;
import dev.tributary.answer.RowReader;
import dev.tributary.answer.UnfetchableException;
import dev.tributary.ledger.Account;
import dev.tributary.ledger.DocumentFile;
import dev.tributary.ledger.DocumentStore;
import dev.tributary.ledger.Ledger;
import dev.tributary.ledger.LedgerQuery;
import dev.tributary.privacy.EndUser;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what was fetched: rows as records, files as documents. An answer with rows that cannot be read is kept as a document
 * too, so that they can be mapped later. Keeping an answer again changes nothing.
 */
final class AnswerLedger {

    private static final int ACCOUNTS_LOOKED_AT = 20;
    private static final int PAGE_DIGITS = 32;

    private final Ledger ledger;
    private final DocumentStore documents;

    AnswerLedger(Ledger ledger, DocumentStore documents) {
        this.ledger = ledger;
        this.documents = documents;
    }

    /**
     * What was kept of an answer.
     *
     * @param count of rows or files
     * @param skipped rows that could not be read
     * @param answer the document that holds the answer's bytes; null where no row was skipped
     * @param page of rows, of which a next page may hold more, a digest of their ids; else null
     * @param confirms whether one of them is the credential that the event names, of the user that it names
     */
    record Kept(
            int count,
            List<Skipped> skipped,
            @Nullable String answer,
            @Nullable String page,
            boolean confirms) {

        /** How many rows the answer had, if there may be a next page. */
        int rows() {
            return page == null ? 0 : count + skipped.size();
        }

        private static Kept files(int count) {
            return new Kept(count, List.of(), null, null, false);
        }
    }

    /** @throws UnfetchableException if the answer is not what its kind has, or says that it failed */
    Kept keep(FollowUp followUp, @Nullable String contentType, byte[] body) {
        return switch (AnswerForm.of(contentType, body, Kind.of(followUp).files)) {
            case ARCHIVE -> keepArchive(followUp, new Archive(body));
            case FILE -> {
                String type = String.valueOf(contentType).toLowerCase(Locale.ROOT);
                keepFile(followUp, lastSegment(followUp.href()), type.split(";", 2)[0].strip(), body);
                yield Kept.files(1);
            }
            case ROWS -> keepPage(followUp, body);
        };
    }

    private Kept keepArchive(FollowUp followUp, Archive archive) {
        int[] count = new int[1];
        archive.forEach((name, content) -> {
            keepFile(followUp, name, Archive.contentType(name), content);
            count[0]++;
        });
        return Kept.files(count[0]);
    }

    private Kept keepPage(FollowUp followUp, byte[] body) {
        List<JsonNode> rows = rows(body);
        List<Skipped> skipped = keepRows(followUp, rows);
        String answer = skipped.isEmpty()
                ? null
                : keepFile(followUp, followUp.kind() + "-answer.json", "application/json", body);
        Kind kind = Kind.of(followUp);
        boolean confirms = kind == Kind.CREDENTIAL && rows.stream().anyMatch(row -> isNamed(followUp.work(), row));
        return new Kept(rows.size() - skipped.size(), skipped, answer, page(kind, rows), confirms);
    }

    /** The same for the same ids in any order. */
    private static String page(Kind kind, List<JsonNode> rows) {
        String ids =
                rows.stream().map(row -> row.path(kind.id).asText("")).sorted().collect(Collectors.joining("\n"));
        return sha256(ids.getBytes(UTF_8)).substring(0, PAGE_DIGITS);
    }

    /** The kinds of resources that can be kept, by their names in an event. */
    static List<String> kinds() {
        return Stream.of(Kind.values())
                .map(kind -> kind.name().toLowerCase(Locale.ROOT))
                .toList();
    }

    private static List<JsonNode> rows(byte[] body) {
        Envelope envelope = Envelope.parse(body);
        if (!envelope.status()) {
            throw FetchedAnswers.failure(envelope.code());
        }
        return envelope.rows();
    }

    private List<Skipped> keepRows(FollowUp followUp, List<JsonNode> rows) {
        FollowUp.Work work = followUp.work();
        var reader = new RowReader(work.tenant(), work.sourceId());
        Kind kind = Kind.of(followUp);
        return switch (kind) {
            case CREDENTIAL ->
                ReadRows.of(rows, kind.id, reader::connection)
                        .storedBy(page -> ledger.storeConnections(page, work.provider()));
            case ACCOUNT ->
                ReadRows.of(rows, kind.id, reader::account)
                        .storedBy(page -> ledger.storeAccounts(page, user(work), followUp.eventId()));
            case TRANSACTION -> {
                Function<@Nullable String, @Nullable String> zones = timeZones(work);
                yield ReadRows.of(rows, kind.id, row -> reader.transaction(row, zones))
                        .storedBy(page -> ledger.storeTransactions(page, user(work), followUp.eventId()));
            }
            case ATTACHMENT, DOCUMENT ->
                ReadRows.of(rows, kind.id, row -> keepRow(followUp, row)).skipped();
        };
    }

    /** Whether a row is the credential of an event, of the user of that event where both name one. */
    private static boolean isNamed(FollowUp.Work work, JsonNode row) {
        String user = row.path("id_user").asText("");
        return row.path("id_credential").asText("").equals(work.connectionId())
                && (work.userId() == null || user.isBlank() || user.equals(work.userId()));
    }

    private String keepRow(FollowUp followUp, JsonNode row) {
        FileRow file = FileRow.read(row);
        return keepFile(followUp, file.name(), file.contentType(), file.content());
    }

    /** Returns the id of the document. */
    private String keepFile(FollowUp followUp, String name, String contentType, byte[] content) {
        FollowUp.Work work = followUp.work();
        String sha256 = sha256(content);
        String id = DocumentStore.id(work.sourceId(), work.connectionId(), name, sha256);
        documents.store(
                new DocumentFile(
                        id,
                        work.sourceId(),
                        work.connectionId(),
                        followUp.eventId(),
                        name,
                        contentType,
                        content.length,
                        sha256,
                        work.tenant()),
                content,
                user(work));
        return id;
    }

    /** In whose name it was fetched, see {@link ProviderCalls}. */
    private EndUser user(FollowUp.Work work) {
        return EndUser.of(work.tenant(), work.provider(), ProviderCalls.user(ledger, work));
    }

    /** By account, which was fetched before its transactions; else any account of the connection is at the same site. */
    private Function<@Nullable String, @Nullable String> timeZones(FollowUp.Work work) {
        Map<String, Optional<String>> known = new HashMap<>();
        return accountId -> known.computeIfAbsent(Objects.requireNonNullElse(accountId, ""), id -> ledger.findAccount(
                                work.tenant(), Ledger.id(work.sourceId(), id))
                        .map(Account::timeZone)
                        .or(() -> timeZoneOfConnection(work)))
                .orElse(null);
    }

    private Optional<String> timeZoneOfConnection(FollowUp.Work work) {
        var ofConnection =
                new LedgerQuery(work.tenant(), work.sourceId(), work.connectionId(), null, null, ACCOUNTS_LOOKED_AT);
        return ledger.findAccounts(ofConnection).found().stream()
                .map(Account::timeZone)
                .filter(Objects::nonNull)
                .findFirst();
    }

    private static String lastSegment(String href) {
        String path = href.split("\\?", 2)[0];
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
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

        static Kind of(FollowUp followUp) {
            try {
                return valueOf(followUp.kind().toUpperCase(Locale.ROOT));
            } catch (IllegalArgumentException e) {
                throw UnfetchableException.forGood(RefreshPlan.REFUSED, "nothing is known of this kind");
            }
        }
    }
}
