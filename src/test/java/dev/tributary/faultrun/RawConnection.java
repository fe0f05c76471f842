package dev.tributary.faultrun;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;

/** A connection on which a test writes exactly the bytes that it wants. */
public final class RawConnection implements AutoCloseable {

    private final Socket socket;

    public RawConnection(int port) throws IOException {
        this("127.0.0.1", port);
    }

    /** @param from the address of this side, one of the loopback network */
    public RawConnection(String from, int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port, InetAddress.getByName(from), 0);
        socket.setTcpNoDelay(true);
    }

    public RawConnection write(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(ISO_8859_1));
        return this;
    }

    /** All that the server sends until it closes the connection; fails if it stays open for longer. */
    public String readToEnd(Duration atMost) throws IOException {
        socket.setSoTimeout(Math.toIntExact(atMost.toMillis()));
        var all = new StringBuilder();
        byte[] buffer = new byte[4096];
        try {
            for (int count = socket.getInputStream().read(buffer); count >= 0; ) {
                all.append(new String(buffer, 0, count, ISO_8859_1));
                count = socket.getInputStream().read(buffer);
            }
        } catch (SocketException e) {
            all.append("[reset]");
        }
        return all.toString();
    }

    /** The first bytes of the answer. */
    public String read(int count) throws IOException {
        socket.setSoTimeout(10_000);
        return new String(socket.getInputStream().readNBytes(count), ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
