package dev.tributary.security.privacy;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.tributary.event.PersonalMembers;
import dev.tributary.event.PersonalMembers.Member;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of an event's data with the mask in place of each personal value, and the values that were cut out. All other
 * bytes stay as they are, so that putting the values back gives the bytes of before.
 *
 * @param cut for each value its position in the masked bytes, its length, and its bytes
 */
@SuppressWarnings("ArrayRecordComponent") // one holder, never compared
record MaskedData(byte[] masked, byte[] cut) {

    private static final byte[] MASK = ('"' + PersonalMembers.MASK + '"').getBytes(US_ASCII);
    private static final int MAX_NUMBER = 2_000;
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNumberLength(MAX_NUMBER).build())
            .build();

    /** Null where no personal member is there. */
    static @Nullable MaskedData of(byte[] data, Member root) {
        var cuts = new Cuts(data);
        try (JsonParser json = JSON.createParser(data)) {
            json.nextToken();
            cuts.find(json, root);
        } catch (IOException e) {
            throw new UncheckedIOException("the data of an event cannot be read", e);
        }
        return cuts.end();
    }

    /**
     * The bytes of before.
     *
     * @throws IllegalArgumentException if the mask does not stand where a value was cut out; like what else is thrown then, it says
     *     that the masked bytes are other ones than then
     */
    static byte[] restore(byte[] masked, byte[] cut) {
        var out = new ByteArrayOutputStream(masked.length + cut.length);
        ByteBuffer values = ByteBuffer.wrap(cut);
        int copied = 0;
        while (values.hasRemaining()) {
            int position = values.getInt();
            int length = values.getInt();
            if (!Arrays.equals(masked, position, position + MASK.length, MASK, 0, MASK.length)) {
                throw new IllegalArgumentException("there is no mask at " + position);
            }
            out.write(masked, copied, position - copied);
            out.write(cut, values.position(), length);
            values.position(values.position() + length);
            copied = position + MASK.length;
        }
        out.write(masked, copied, masked.length - copied);
        return out.toByteArray();
    }

    private static final class Cuts {

        private final byte[] data;
        private final ByteArrayOutputStream masked;
        private final ByteArrayOutputStream cut = new ByteArrayOutputStream();
        private int copied;

        Cuts(byte[] data) {
            this.data = data;
            this.masked = new ByteArrayOutputStream(data.length + MASK.length);
        }

        /** Begins at the start of an object and ends at its end. */
        void find(JsonParser json, Member object) throws IOException {
            for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
                Member member = object.inside().get(name);
                JsonToken value = json.nextToken();
                if (member != null && member.personal()) {
                    int start = (int) json.currentTokenLocation().getByteOffset();
                    json.skipChildren();
                    json.finishToken();
                    add(start, (int) json.currentLocation().getByteOffset());
                } else if (member != null && value == JsonToken.START_OBJECT) {
                    find(json, member);
                } else {
                    json.skipChildren();
                }
            }
        }

        private void add(int start, int end) {
            masked.write(data, copied, start - copied);
            cut.writeBytes(ByteBuffer.allocate(2 * Integer.BYTES)
                    .putInt(masked.size())
                    .putInt(end - start)
                    .array());
            cut.write(data, start, end - start);
            masked.writeBytes(MASK);
            copied = end;
        }

        @Nullable
        MaskedData end() {
            if (copied == 0) {
                return null;
            }
            masked.write(data, copied, data.length - copied);
            return new MaskedData(masked.toByteArray(), cut.toByteArray());
        }
    }
}
