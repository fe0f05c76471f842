package dev.tributary.subscription.signing;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The symmetric secret of scheme {@code v1}: 24 to 64 bytes, written as {@code whsec_} and base64. */
final class SigningSecret implements SigningKey {

    private static final String PREFIX = "whsec_";
    private static final int MIN_BYTES = 24;
    private static final int MAX_BYTES = 64;
    private static final int GENERATED_BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final byte[] key;

    private SigningSecret(byte[] key) {
        this.key = key;
    }

    static SigningSecret generate() {
        byte[] key = new byte[GENERATED_BYTES];
        RANDOM.nextBytes(key);
        return new SigningSecret(key);
    }

    /** Reads base64 of 24 to 64 bytes, with or without {@code whsec_} before it. */
    static SigningSecret parse(String text) {
        try {
            byte[] key = Base64.getDecoder().decode(text.startsWith(PREFIX) ? text.substring(PREFIX.length()) : text);
            if (key.length >= MIN_BYTES && key.length <= MAX_BYTES) {
                return new SigningSecret(key);
            }
        } catch (IllegalArgumentException e) {
            // answered below: the decoder's text may repeat a part of the secret
        }
        throw new InvalidSigningKeyException(
                "must be base64 of 24 to 64 bytes, with or without " + PREFIX + " before it");
    }

    @Override
    public SigningScheme scheme() {
        return SigningScheme.V1;
    }

    @Override
    public String text() {
        return PREFIX + Base64.getEncoder().encodeToString(key);
    }

    @Override
    public Optional<String> publicKey() {
        return Optional.empty();
    }

    @Override
    public byte[] sign(byte[] content) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(content);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has HmacSHA256", e);
        }
    }

    @Override
    public String toString() {
        return PREFIX + "...";
    }
}
