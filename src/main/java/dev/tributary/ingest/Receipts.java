package dev.tributary.ingest;

import dev.tributary.event.Proof;
import dev.tributary.event.TimeOrderedId;
import dev.tributary.ingest.commit.RejectedCall;
import dev.tributary.receipt.Receipt;
import dev.tributary.receipt.Receipt.Verdict;
import dev.tributary.receipt.rejected.RejectedProof;
import dev.tributary.source.Source;
import dev.tributary.verification.SecretRedaction;
import dev.tributary.verification.WebhookCall;
import dev.tributary.verification.WebhookVerifier;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes the receipt of a call: its bytes without the secrets in them, and the few headers that help an operator. */
final class Receipts {

    private static final List<String> HEADERS_KEPT = List.of("content-type", "content-encoding", "user-agent");
    private static final int MAX_HEADER = 200;
    private static final int MAX_REJECTED_BODY = 4096;
    /** A signature or a token takes a few hundred. */
    private static final int MAX_REJECTED_PROOF = 2048;

    private final TimeOrderedId ids;
    private final SecretRedaction redaction;
    private final WebhookVerifier verifier;

    Receipts(TimeOrderedId ids, SecretRedaction redaction, WebhookVerifier verifier) {
        this.ids = ids;
        this.redaction = redaction;
        this.verifier = verifier;
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
                content(call, HexFormat.of().formatHex(call.sha256()), kept),
                null);
    }

    /** What is kept of a call that was not verified: neither its whole body is read for it, nor a digest of it made. */
    RejectedCall ofRejected(Source source, WebhookCall call, @Nullable String reason) {
        SecretRedaction.Redacted kept = redaction.redactStart(call, MAX_REJECTED_BODY, source.secrets());
        boolean isWhole = call.body().length <= MAX_REJECTED_BODY;
        var receipt = new Receipt(
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
                null,
                content(call, isWhole ? HexFormat.of().formatHex(call.sha256()) : "", kept),
                null);
        Map<String, List<String>> proof = isWhole && kept.redactions().isEmpty() ? proof(source, call) : Map.of();
        return new RejectedCall(
                receipt, proof.isEmpty() ? null : new RejectedProof(receipt.id(), receipt.tenant(), proof));
    }

    /** The headers that are kept so that the call can be verified again; none where there are too many bytes of them. */
    private Map<String, List<String>> proof(Source source, WebhookCall call) {
        Map<String, List<String>> read = verifier.proof(call, source);
        return RejectedProof.bytes(read) <= MAX_REJECTED_PROOF ? read : Map.of();
    }

    /** At most so many bytes of body and proof. */
    int bytesKeptOfRejected(Source source, WebhookCall call) {
        return call.body().length > MAX_REJECTED_BODY
                ? MAX_REJECTED_BODY
                : call.body().length + RejectedProof.stored(proof(source, call));
    }

    private static Receipt.Content content(WebhookCall call, String sha256, SecretRedaction.Redacted kept) {
        return new Receipt.Content(sha256, call.body().length, kept.redactions(), headers(call), kept.body());
    }

    private static Map<String, String> headers(WebhookCall call) {
        var kept = new LinkedHashMap<String, String>();
        for (String name : HEADERS_KEPT) {
            List<String> values = call.headers(name);
            if (!values.isEmpty()) {
                String value = values.get(0);
                kept.put(name, value.substring(0, Math.min(value.length(), MAX_HEADER)));
            }
        }
        return kept;
    }
}
