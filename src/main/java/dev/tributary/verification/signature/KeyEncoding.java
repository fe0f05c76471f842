package dev.tributary.verification.signature;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;

/** How a secret's text becomes the bytes of a key. */
public enum KeyEncoding {
    UTF_8_TEXT {
        @Override
        public byte[] decode(String secret) {
            return secret.getBytes(UTF_8);
        }
    },
    /** Base64url is tolerated. */
    BASE64 {
        @Override
        public byte[] decode(String secret) {
            return Base64.getDecoder().decode(secret.replace('-', '+').replace('_', '/'));
        }
    },
    /** Standard Webhooks: base64 behind {@code whsec_}. */
    WHSEC {
        @Override
        public byte[] decode(String secret) {
            return BASE64.decode(secret.startsWith("whsec_") ? secret.substring(6) : secret);
        }
    };

    /** @throws IllegalArgumentException if the text is not so encoded */
    public abstract byte[] decode(String secret);
}
