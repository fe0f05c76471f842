package dev.tributary.mongo;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.util.Base64;
import org.apache.commons.codec.digest.DigestUtils;

/** An id of a document that is made of what identifies it: the same for the same parts, and 43 characters long. */
public final class DigestId {

    private DigestId() {}

    /** Lengths go before the parts, so that ("ab", "c") and ("a", "bc") differ. */
    public static String of(String... parts) {
        MessageDigest digest = DigestUtils.getSha256Digest();
        for (String part : parts) {
            byte[] bytes = part.getBytes(UTF_8);
            digest.update((bytes.length + ":").getBytes(UTF_8));
            digest.update(bytes);
        }
        return Base64.getUrlEncoder().withoutPadding().encodeToString(digest.digest());
    }
}
