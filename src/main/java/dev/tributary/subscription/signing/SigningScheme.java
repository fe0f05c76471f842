package dev.tributary.subscription.signing;

import java.util.Arrays;
import java.util.Optional;

/** The signature schemes of Standard Webhooks. */
public enum SigningScheme {
    /** HMAC-SHA256 with a secret that gateway and subscriber share. */
    V1("v1"),
    /** Ed25519: the gateway keeps the private key, the subscriber verifies with the public one. */
    V1A("v1a");

    private final String label;

    SigningScheme(String label) {
        this.label = label;
    }

    /** The scheme that signs with this label. Empty: there is none. */
    public static Optional<SigningScheme> of(String label) {
        return Arrays.stream(values())
                .filter(scheme -> scheme.label.equals(label))
                .findFirst();
    }

    /** What stands before a signature in the header, and in the field {@code signature} of the configuration API. */
    public String label() {
        return label;
    }

    /** A new random key. */
    public SigningKey generate() {
        return this == V1 ? SigningSecret.generate() : SigningKeyPair.generate();
    }

    /**
     * Reads a key of this scheme from its text.
     *
     * @throws InvalidSigningKeyException if it is none
     */
    public SigningKey parse(String text) {
        return this == V1 ? SigningSecret.parse(text) : SigningKeyPair.parse(text);
    }

    /** Reads what {@link SigningKey#text} gave, of either scheme. */
    public static SigningKey read(String text) {
        return text.startsWith(SigningKeyPair.PREFIX) ? SigningKeyPair.parse(text) : SigningSecret.parse(text);
    }
}
