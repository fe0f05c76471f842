package dev.tributary.benchmark;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads requests off a connection that is kept alive: heads, and bodies with a {@code Content-Length}. */
final class SinkReader {

    private final InputStream in;
    private byte[] buffer = new byte[16 * 1024];
    private int from;
    private int to;

    SinkReader(InputStream in) {
        this.in = in;
    }

    /** @return null at the end of the connection */
    @Nullable
    SinkRequest next() throws IOException {
        int end = headEnd(from);
        while (end < 0) {
            int scanned = Math.max(from, to - 3);
            int consumed = from;
            if (!fill()) {
                if (from == to) {
                    return null;
                }
                throw new EOFException("the connection ended within a head");
            }
            end = headEnd(scanned - consumed + from);
        }
        String head = new String(buffer, from, end - from, ISO_8859_1);
        int length = length(head);
        while (to - end < length) {
            int before = end - from;
            if (!fill()) {
                throw new EOFException("the connection ended within a body");
            }
            end = from + before;
        }
        from = end + length;
        return new SinkRequest(head, Arrays.copyOfRange(buffer, end, end + length));
    }

    private static int length(String head) throws IOException {
        if (!SinkRequest.header(head, "transfer-encoding").isEmpty()) {
            throw new IOException("this reader needs a Content-Length");
        }
        String length = SinkRequest.header(head, "content-length");
        return length.isEmpty() ? 0 : Integer.parseInt(length);
    }

    private int headEnd(int start) {
        for (int i = start; i + 3 < to; i++) {
            if (buffer[i] == '\r' && buffer[i + 1] == '\n' && buffer[i + 2] == '\r' && buffer[i + 3] == '\n') {
                return i + 4;
            }
        }
        return -1;
    }

    /** Moves what is left to the beginning of the buffer and reads more behind it. */
    private boolean fill() throws IOException {
        System.arraycopy(buffer, from, buffer, 0, to - from);
        to -= from;
        from = 0;
        if (to == buffer.length) {
            buffer = Arrays.copyOf(buffer, buffer.length * 2);
        }
        int read = in.read(buffer, to, buffer.length - to);
        to += Math.max(read, 0);
        return read >= 0;
    }
}
