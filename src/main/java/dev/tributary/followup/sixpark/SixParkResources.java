package dev.tributary.followup.sixpark;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.tributary.banking.Account;
import dev.tributary.banking.RecordId;
import dev.tributary.followup.api.AnswerSink;
import dev.tributary.followup.api.ReadAnswer;
import dev.tributary.followup.api.ResourceApi;
import dev.tributary.followup.api.UnfetchableException;
import dev.tributary.provider.Payload;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Links whole URLs, which are followed to the host of the source only; an account is one object without an envelope. */
public final class SixParkResources implements ResourceApi {

    private static final String NAME = "sixpark";
    private static final String ACCOUNT = "account";
    private static final int MAX_TEXT = 10_000;
    private static final Set<String> CLOSED = Set.of("false", "0", "no", "n");
    /** Scheme and authority, and all behind them. The base of the source decides which scheme and authority are right. */
    private static final Pattern URL = Pattern.compile("(https?://[A-Za-z0-9.:\\[\\]-]{1,300})(/[^#]*)?");

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(64)
                            .maxNumberLength(1_000)
                            .build())
                    .build())
            .build();

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<String> kinds() {
        return List.of(ACCOUNT);
    }

    @Override
    public Optional<String> path(String href) {
        Matcher url = URL.matcher(href);
        return url.matches() ? Optional.ofNullable(url.group(2)) : Optional.empty();
    }

    @Override
    public Optional<String> uri(String baseUri, String href) {
        Matcher base = URL.matcher(baseUri);
        Matcher url = URL.matcher(href);
        return base.matches() && url.matches() && base.group(1).equals(url.group(1))
                ? Optional.of(href)
                : Optional.empty();
    }

    @Override
    public ReadAnswer read(Listed listed, @Nullable String contentType, byte[] body, AnswerSink sink) {
        if (!listed.kind().equals(ACCOUNT)) {
            throw UnfetchableException.permanentFailure(UnfetchableException.REFUSED, "nothing is known of this kind");
        }
        JsonNode account = account(body);
        String id = text(account, "id");
        if (id == null || Payload.isBlank(id)) {
            throw UnfetchableException.transientFailure(UnfetchableException.MALFORMED, "the account has no id");
        }
        sink.accounts(List.of(new Account(
                RecordId.of(listed.sourceId(), id),
                listed.sourceId(),
                null,
                id,
                text(account, "display_name"),
                "investment",
                null,
                null,
                null,
                new Account.Institution(null, null, null),
                isClosed(account.path("open")),
                null,
                0,
                listed.tenant(),
                null)));
        return ReadAnswer.of(1);
    }

    private static JsonNode account(byte[] body) {
        try {
            JsonNode account = JSON.readTree(body);
            if (account.isObject()) {
                return account;
            }
        } catch (IOException e) {
            // told below; its message may quote what was read
        }
        throw UnfetchableException.transientFailure(UnfetchableException.MALFORMED, "no JSON object");
    }

    /** Also where the flag comes as a number or a text. */
    private static boolean isClosed(JsonNode open) {
        return CLOSED.contains(open.asText().strip().toLowerCase(Locale.ROOT));
    }

    private static @Nullable String text(JsonNode account, String name) {
        JsonNode member = account.path(name);
        if (member.isMissingNode() || member.isNull()) {
            return null;
        }
        String text = member.asText();
        if (text.length() > MAX_TEXT) {
            throw UnfetchableException.permanentFailure(
                    UnfetchableException.MALFORMED, name + " has more than " + MAX_TEXT + " characters");
        }
        return text;
    }
}
