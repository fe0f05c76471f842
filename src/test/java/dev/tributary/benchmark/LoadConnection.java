package dev.tributary.benchmark;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Locale;

/** A connection kept alive, with just as much HTTP/1.1 as it takes to know an answer's status and its end. */
final class LoadConnection implements AutoCloseable {

    private static final int HEAD_END = '\r' << 24 | '\n' << 16 | '\r' << 8 | '\n';

    private final Socket socket;
    private final OutputStream out;
    private final InputStream in;
    private final byte[] buffer = new byte[16384];
    private int read;
    private int filled;

    LoadConnection(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(20_000);
        out = socket.getOutputStream();
        in = socket.getInputStream();
    }

    /** @return the status */
    int exchange(byte[] request) throws IOException {
        out.write(request);
        StringBuilder head = new StringBuilder(256);
        int last = 0;
        while (last != HEAD_END) {
            int next = next();
            head.append((char) next);
            last = last << 8 | next;
        }
        skipBody(head.toString().toLowerCase(Locale.ROOT));
        return Integer.parseInt(head, 9, 12, 10);
    }

    private void skipBody(String head) throws IOException {
        int length = head.indexOf("\r\ncontent-length:");
        if (length >= 0) {
            int from = length + "\r\ncontent-length:".length();
            skip(Integer.parseInt(head.substring(from, head.indexOf('\r', from)).strip()));
        } else if (head.contains("\r\ntransfer-encoding: chunked")) {
            int chunk = 1;
            while (chunk > 0) {
                chunk = Integer.parseInt(line(), 16);
                skip(chunk + 2);
            }
        }
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder(8);
        for (int next = next(); next != '\n'; next = next()) {
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }

    private void skip(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            next();
        }
    }

    private int next() throws IOException {
        if (read == filled) {
            read = 0;
            filled = in.read(buffer);
            if (filled < 0) {
                throw new EOFException("the target closed the connection");
            }
        }
        return buffer[read++] & 0xff;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
