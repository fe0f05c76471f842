package dev.tributary.api.contract;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * Where a page of a list ends: base64url of a version, a hash of what was listed, and the position. It is neither a secret nor
 * a permission; each query names the tenant of its caller.
 */
final class Cursor {

    private static final byte VERSION = 1;
    private static final int HASH_BYTES = 8;
    private static final int MAX_LENGTH = 1_000;

    private Cursor() {}

    /** @param listed says which list and with which filters */
    static String write(String listed, String position) {
        byte[] bytes = position.getBytes(US_ASCII);
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(ByteBuffer.allocate(1 + HASH_BYTES + bytes.length)
                        .put(VERSION)
                        .put(hash(listed))
                        .put(bytes)
                        .array());
    }

    /** @throws IllegalArgumentException if it is not a cursor of this list with these filters; the message tells the client why */
    static String read(String listed, String cursor) {
        ByteBuffer bytes = ByteBuffer.wrap(decode(cursor));
        if (bytes.remaining() <= 1 + HASH_BYTES || bytes.get() != VERSION) {
            throw unusable();
        }
        byte[] hash = new byte[HASH_BYTES];
        bytes.get(hash);
        if (!Arrays.equals(hash, hash(listed))) {
            throw new IllegalArgumentException(
                    "belongs to another list or to other filters; send the filters that it came with");
        }
        String position = US_ASCII.decode(bytes).toString();
        if (!position.chars().allMatch(character -> character > ' ' && character < 0x7F)) {
            throw unusable();
        }
        return position;
    }

    private static byte[] decode(String cursor) {
        if (cursor.length() > MAX_LENGTH) {
            throw unusable();
        }
        try {
            return Base64.getUrlDecoder().decode(cursor);
        } catch (IllegalArgumentException e) {
            throw unusable();
        }
    }

    private static IllegalArgumentException unusable() {
        return new IllegalArgumentException(
                "is not a nextCursor of this version of the gateway; begin again without a cursor");
    }

    private static byte[] hash(String listed) {
        return Arrays.copyOf(DigestUtils.sha256(listed), HASH_BYTES);
    }
}
