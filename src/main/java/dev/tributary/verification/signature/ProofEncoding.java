package dev.tributary.verification.signature;

import java.util.Base64;
import java.util.HexFormat;

/** How a proof is written in its header. */
public enum ProofEncoding {
    HEX {
        @Override
        byte[] decode(String text, int length) {
            return HexFormat.of().parseHex(text);
        }
    },
    BASE64 {
        @Override
        byte[] decode(String text, int length) {
            return Base64.getDecoder().decode(text);
        }
    },
    BASE64URL {
        @Override
        byte[] decode(String text, int length) {
            return Base64.getUrlDecoder().decode(text);
        }
    },
    /** For providers that do not document their encoding. Accepting both encodings of one code does not weaken the check. */
    BY_LENGTH {
        @Override
        byte[] decode(String text, int length) {
            return text.length() == 2 * length
                    ? HEX.decode(text, length)
                    : BASE64.decode(text.replace('-', '+').replace('_', '/'), length);
        }
    };

    abstract byte[] decode(String text, int length);

    /** @throws RejectedWebhookException unless the text is exactly so many bytes */
    public byte[] decodeProof(String text, int length) {
        try {
            byte[] bytes = decode(text, length);
            if (bytes.length == length) {
                return bytes;
            }
        } catch (IllegalArgumentException e) {
            // the same answer as for a wrong length
        }
        throw new RejectedWebhookException("proof_malformed");
    }
}
