package dev.tributary.ingest;

import dev.tributary.event.Proof;
import dev.tributary.event.TimeOrderedId;
import dev.tributary.receipt.Receipt;
import dev.tributary.receipt.Receipt.Verdict;
import dev.tributary.source.Source;
import dev.tributary.verification.SecretRedaction;
import dev.tributary.verification.WebhookCall;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes the receipt of a call: its bytes without the secrets in them, and the few headers that help an operator. */
final class Receipts {

    private static final List<String> HEADERS_KEPT = List.of("content-type", "content-encoding", "user-agent");
    private static final int LONGEST_HEADER = 200;
    private static final int MAX_REJECTED_BODY = 4096;

    private final TimeOrderedId ids;
    private final SecretRedaction redaction;

    Receipts(TimeOrderedId ids, SecretRedaction redaction) {
        this.ids = ids;
        this.redaction = redaction;
    }

    String newId() {
        return ids.next();
    }

    Receipt of(
            String id,
            Source source,
            WebhookCall call,
            Verdict verdict,
            @Nullable String reason,
            @Nullable Proof proof,
            List<String> eventIds) {
        SecretRedaction.Redacted kept = redaction.redact(call);
        return new Receipt(
                id,
                source.tenant(),
                source.provider(),
                source.id(),
                call.receivedAt(),
                verdict,
                reason,
                null,
                eventIds,
                proof,
                call.keyId(),
                HexFormat.of().formatHex(call.sha256()),
                call.body().length,
                kept.redactions(),
                headers(call),
                kept.body());
    }

    /** The receipt of a call that was not verified: neither its whole body is read for it, nor a digest of it made. */
    Receipt ofRejected(Source source, WebhookCall call, @Nullable String reason) {
        SecretRedaction.Redacted kept = redaction.redactStart(call, MAX_REJECTED_BODY, source.secrets());
        boolean isWhole = call.body().length <= MAX_REJECTED_BODY;
        return new Receipt(
                newId(),
                source.tenant(),
                source.provider(),
                source.id(),
                call.receivedAt(),
                Verdict.REJECTED,
                reason,
                null,
                List.of(),
                null,
                isWhole ? HexFormat.of().formatHex(call.sha256()) : "",
                call.body().length,
                kept.redactions(),
                headers(call),
                kept.body());
    }

    int bytesKeptOfRejected(WebhookCall call) {
        return Math.min(call.body().length, MAX_REJECTED_BODY);
    }

    private static Map<String, String> headers(WebhookCall call) {
        var kept = new LinkedHashMap<String, String>();
        for (String name : HEADERS_KEPT) {
            List<String> values = call.headers(name);
            if (!values.isEmpty()) {
                String value = values.get(0);
                kept.put(name, value.substring(0, Math.min(value.length(), LONGEST_HEADER)));
            }
        }
        return kept;
    }
}
