package dev.tributary.subscription;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A symmetric secret of Standard Webhooks.
 *
 * @see <a href="https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md">Standard
 *     Webhooks, signature scheme</a>
 */
public final class SigningSecret {

    private static final String PREFIX = "whsec_";
    private static final int SHORTEST = 24;
    private static final int LONGEST = 64;
    private static final int GENERATED = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final byte[] key;

    private SigningSecret(byte[] key) {
        this.key = key;
    }

    /** A new one of 32 random bytes. */
    public static SigningSecret generate() {
        byte[] key = new byte[GENERATED];
        RANDOM.nextBytes(key);
        return new SigningSecret(key);
    }

    /**
     * Reads base64 of 24 to 64 bytes, with or without {@code whsec_} before it.
     *
     * @throws InvalidSubscriptionException for anything else
     */
    public static SigningSecret parse(String text) {
        try {
            byte[] key = Base64.getDecoder().decode(text.startsWith(PREFIX) ? text.substring(PREFIX.length()) : text);
            if (key.length >= SHORTEST && key.length <= LONGEST) {
                return new SigningSecret(key);
            }
        } catch (IllegalArgumentException e) {
            // answered below: the decoder's text may repeat a part of the secret
        }
        throw new InvalidSubscriptionException(
                "signing_secret", "must be base64 of 24 to 64 bytes, with or without " + PREFIX + " before it");
    }

    /** {@code whsec_} and base64: what is shown once, and what is stored encrypted. */
    public String text() {
        return PREFIX + Base64.getEncoder().encodeToString(key);
    }

    /** The {@code v1} signature of one attempt: {@code v1,<base64 of HMAC-SHA256 over id.timestamp.body>}. */
    String sign(String id, long timestamp, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            mac.update((id + '.' + timestamp + '.').getBytes(US_ASCII));
            return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has HmacSHA256", e);
        }
    }

    /** Tells nothing. */
    @Override
    public String toString() {
        return PREFIX + "...";
    }
}
