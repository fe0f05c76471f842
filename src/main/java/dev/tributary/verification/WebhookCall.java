package dev.tributary.verification;

import dev.tributary.provider.InvalidPayloadException;
import dev.tributary.provider.Payload;
import dev.tributary.verification.signature.RejectedWebhookException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.commons.codec.digest.DigestUtils;
import org.jspecify.annotations.Nullable;

/** One incoming call as it was received. The bytes are read as JSON at most once, when it is asked for. */
public final class WebhookCall {

    private final String provider;
    private final String sourceId;
    private final Instant receivedAt;
    private final String path;
    private final Map<String, List<String>> headers;
    private final byte[] body;
    private @Nullable Payload payload;
    private byte @Nullable [] sha256;
    private @Nullable String keyId;

    /**
     * Takes a call over as it is.
     *
     * @param path of the request, without the query
     * @param headers by lower-case names; values in the order received
     * @param body as received; must not be changed afterwards
     */
    public WebhookCall(
            String provider,
            String sourceId,
            Instant receivedAt,
            String path,
            Map<String, List<String>> headers,
            byte[] body) {
        this.provider = provider;
        this.sourceId = sourceId;
        this.receivedAt = receivedAt;
        this.path = path;
        this.headers = headers;
        this.body = body;
    }

    public String provider() {
        return provider;
    }

    public String sourceId() {
        return sourceId;
    }

    public Instant receivedAt() {
        return receivedAt;
    }

    public byte[] body() {
        return body;
    }

    /** Every value of a header, none if it is absent. */
    public List<String> headers(String name) {
        return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
    }

    /** @throws InvalidPayloadException if the body is not a JSON object */
    public Payload payload() {
        Payload known = payload;
        if (known == null) {
            known = Payload.parse(body);
            payload = known;
        }
        return known;
    }

    /** The id of the secret that verified the call; null where none has. */
    public @Nullable String keyId() {
        return keyId;
    }

    void verifiedBy(String secretId) {
        keyId = secretId;
    }

    /** SHA-256 of the bytes as received. The caller must not change it. */
    public byte[] sha256() {
        byte[] known = sha256;
        if (known == null) {
            known = DigestUtils.sha256(body);
            sha256 = known;
        }
        return known;
    }

    /** The payload if it was read before. */
    @Nullable
    Payload knownPayload() {
        return payload;
    }

    String path() {
        return path;
    }

    /** The one value of a header. */
    String header(String name) {
        List<String> values = headers(name);
        if (values.size() != 1 || values.get(0).isBlank()) {
            throw new RejectedWebhookException(values.isEmpty() ? "proof_missing" : "proof_malformed");
        }
        return values.get(0);
    }
}
