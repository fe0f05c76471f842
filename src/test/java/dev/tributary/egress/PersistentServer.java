package dev.tributary.egress;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLContext;

/** An HTTP server on loopback that keeps connections until a test says how they end. */
final class PersistentServer implements AutoCloseable {

    static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    /** Serves one request of a connection; both numbers begin with 1. */
    interface Script {
        void serve(PersistentServer server, int connection, int request, Peer peer) throws IOException;
    }

    /** The client's end of a connection. */
    record Peer(Socket socket, InputStream in) {

        ScriptedServer.Request read() throws IOException {
            return ScriptedServer.read(in);
        }

        void send(String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(ISO_8859_1));
            socket.getOutputStream().flush();
        }

        void close() throws IOException {
            socket.close();
        }

        void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }
    }

    private final ServerSocket listener;
    private final String scheme;
    private final Script script;
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger closed = new AtomicInteger();
    private final Map<Integer, Socket> open = new ConcurrentHashMap<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();

    PersistentServer(Script script) throws IOException {
        this("http", ServerSocketFactory.getDefault(), script);
    }

    /** A server that speaks TLS. */
    PersistentServer(SSLContext tls, Script script) throws IOException {
        this("https", tls.getServerSocketFactory(), script);
    }

    private PersistentServer(String scheme, ServerSocketFactory sockets, Script script) throws IOException {
        this.scheme = scheme;
        this.script = script;
        this.listener = sockets.createServerSocket(0, 200, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    String url(String path) {
        return scheme + "://127.0.0.1:" + listener.getLocalPort() + path;
    }

    int connections() {
        return connections.get();
    }

    /** Connections that this server has closed. */
    int closed() {
        return closed.get();
    }

    /** The ids that arrived, in order, one for each request that was read whole. */
    List<String> requests() {
        return List.copyOf(requests);
    }

    /** Closes all connections that are open now. */
    void closeConnections() throws IOException {
        for (Socket socket : open.values()) {
            socket.close();
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                int connection = connections.incrementAndGet();
                open.put(connection, socket);
                start(() -> serve(connection, socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(int connection, Socket socket) {
        try (socket) {
            var peer = new Peer(socket, new BufferedInputStream(socket.getInputStream()));
            for (int request = 1; !socket.isClosed(); request++) {
                script.serve(this, connection, request, peer);
            }
        } catch (IOException e) {
            // the other end went away
        } finally {
            open.remove(connection);
            closed.incrementAndGet();
        }
    }

    /** A script's first step: reads a request and notes its id. */
    void take(Peer peer) throws IOException {
        requests.add(peer.read().header("webhook-id"));
    }

    private static void start(Runnable task) {
        var thread = new Thread(task, "persistent-server");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        closeConnections();
    }
}
