package dev.tributary.mapping;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.codec.digest.DigestUtils;
import org.jspecify.annotations.Nullable;

/**
 * SHA-256 of each element of a list as it was received, which a parsed tree no longer knows. Reads the body again, but
 * only when asked: most elements name themselves. Of a body that is not UTF-8, whose parser does not tell where an element
 * stands, it is that of the whole body and the place of the element.
 */
final class ElementDigests {

    private static final JsonFactory JSON = new JsonFactory();

    private final byte[] body;
    private final List<String> list;
    private @Nullable List<byte[]> digests;

    /**
     * @param body JSON that was parsed before, without duplicate keys
     * @param list names that lead to the list
     */
    ElementDigests(byte[] body, List<String> list) {
        this.body = body;
        this.list = list;
    }

    byte[] get(int index) {
        List<byte[]> known = digests;
        if (known == null) {
            known = read();
            digests = known;
        }
        return known.get(index);
    }

    private List<byte[]> read() {
        try (JsonParser parser = JSON.createParser(body)) {
            parser.nextToken();
            for (String name : list) {
                find(parser, name);
            }
            return elements(parser);
        } catch (IOException e) {
            throw new UncheckedIOException("a parsed body no longer parses", e);
        }
    }

    private static void find(JsonParser parser, String name) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            boolean found = parser.currentName().equals(name);
            parser.nextToken();
            if (found) {
                return;
            }
            parser.skipChildren();
        }
        throw new IOException("no " + name);
    }

    private List<byte[]> elements(JsonParser parser) throws IOException {
        List<byte[]> found = new ArrayList<>();
        boolean isUtf8 = parser.currentLocation().getByteOffset() >= 0;
        byte[] whole = isUtf8 ? new byte[0] : DigestUtils.sha256(body);
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            int start = (int) parser.currentTokenLocation().getByteOffset();
            parser.skipChildren();
            parser.finishToken();
            int end = (int) parser.currentLocation().getByteOffset();
            MessageDigest sha256 = DigestUtils.getSha256Digest();
            if (isUtf8) {
                sha256.update(body, start, end - start);
            } else {
                sha256.update(whole);
                sha256.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, found.size()));
            }
            found.add(sha256.digest());
        }
        return found;
    }
}
