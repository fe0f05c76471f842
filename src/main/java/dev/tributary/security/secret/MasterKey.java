package dev.tributary.security.secret;

import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import javax.crypto.spec.SecretKeySpec;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * A key that encrypts stored secrets.
 *
 * @param id by which stored secrets name the key
 * @param fingerprint the first bytes of the key's SHA-256 in hex: the id of a key that was given without one
 */
record MasterKey(String id, String fingerprint, SecretKeySpec key) {

    static final int BYTES = 32;

    private static final String ALLOWED = "must be base64 of 32 bytes, or a list id:base64,id:base64 of which the first"
            + " encrypts and all decrypt; an id has 1 to 64 of A-Za-z0-9_-; make a key with: openssl rand -base64 32";
    /** No dot: it ends the id in a stored secret. */
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    /**
     * The keys of a setting or file, separated by commas or white space.
     *
     * @throws IllegalArgumentException with what is allowed, without the text: it may be a key with a typing error
     */
    static List<MasterKey> parse(String text) {
        List<MasterKey> keys = new ArrayList<>();
        Map<String, String> fingerprints = new HashMap<>();
        for (String part : text.strip().split("[,\\s]+", -1)) {
            MasterKey key = one(part);
            String other = fingerprints.putIfAbsent(key.id(), key.fingerprint());
            if (other != null && !other.equals(key.fingerprint())) {
                throw new IllegalArgumentException("has two keys with the id '" + key.id() + "'");
            }
            keys.add(key);
        }
        return List.copyOf(keys);
    }

    /** A key without an id of its own. */
    static MasterKey of(byte[] bytes) {
        String fingerprint = fingerprint(bytes);
        return new MasterKey(fingerprint, fingerprint, new SecretKeySpec(bytes, "AES"));
    }

    private static MasterKey one(String part) {
        int colon = part.indexOf(':');
        MasterKey key = of(decode(part.substring(colon + 1)));
        if (colon < 0) {
            return key;
        }
        String id = part.substring(0, colon);
        if (!ID.matcher(id).matches()) {
            throw new IllegalArgumentException(ALLOWED);
        }
        return new MasterKey(id, key.fingerprint(), key.key());
    }

    private static byte[] decode(String base64) {
        byte[] key;
        try {
            key = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            key = new byte[0];
        }
        if (key.length != BYTES) {
            throw new IllegalArgumentException(ALLOWED);
        }
        return key;
    }

    private static String fingerprint(byte[] key) {
        return HexFormat.of().formatHex(DigestUtils.sha256(key), 0, 4);
    }
}
