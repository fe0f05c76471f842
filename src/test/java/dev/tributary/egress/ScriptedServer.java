package dev.tributary.egress;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** An HTTP server on loopback that answers byte for byte as a test says, one request for each connection. */
public final class ScriptedServer implements AutoCloseable {

    /** What arrived: header names in lower case. */
    @SuppressWarnings("ArrayRecordComponent")
    public record Request(String line, Map<String, String> headers, byte[] body) {

        public String header(String name) {
            return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
        }
    }

    /** Writes the answer; the connection is closed when it returns. */
    public interface Script {
        void answer(Request request, OutputStream out) throws IOException, InterruptedException;
    }

    private final ServerSocket listener;
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private volatile Script script;

    public ScriptedServer(Script script) throws IOException {
        this.script = script;
        this.listener = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    /** A script that sends these lines, an empty line and the body. */
    public static Script always(String head, String body) {
        return (request, out) -> {
            out.write((head + "\r\nConnection: close\r\n\r\n" + body).getBytes(ISO_8859_1));
            out.flush();
        };
    }

    /** A script that answers a status without a body. */
    public static Script status(int status) {
        return always("HTTP/1.1 " + status + " as told\r\nContent-Length: 0", "");
    }

    public void script(Script next) {
        this.script = next;
    }

    public int port() {
        return listener.getLocalPort();
    }

    public String url(String pathAndQuery) {
        return "http://127.0.0.1:" + port() + pathAndQuery;
    }

    public List<Request> requests() {
        return new ArrayList<>(requests);
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                open.add(socket);
                start(() -> serve(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            Request request = read(new BufferedInputStream(socket.getInputStream()));
            requests.add(request);
            script.answer(request, socket.getOutputStream());
        } catch (IOException e) {
            // the client went away, as many of these tests make it do
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static Request read(InputStream in) throws IOException {
        String line = readLine(in);
        var headers = new TreeMap<String, String>();
        for (String header = readLine(in); !header.isEmpty(); header = readLine(in)) {
            int colon = header.indexOf(':');
            headers.put(
                    header.substring(0, colon).toLowerCase(Locale.ROOT),
                    header.substring(colon + 1).strip());
        }
        return new Request(line, headers, in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0"))));
    }

    private static String readLine(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("the request ended early");
            }
            line.append((char) c);
        }
        return line.toString().stripTrailing();
    }

    private static void start(Runnable task) {
        var thread = new Thread(task, "scripted-server");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
