package dev.tributary.source.registration;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** A provider's API over TLS on loopback. What it answers is given by a provider's script; single answers can be replaced. */
final class ProviderDouble implements AutoCloseable {

    static final ObjectMapper JSON = new ObjectMapper();

    /** One request as it came. */
    record Call(String method, String path, String query, Map<String, String> headers, String body) {

        JsonNode json() {
            try {
                return JSON.readTree(body);
            } catch (IOException e) {
                throw new IllegalStateException(body, e);
            }
        }

        Map<String, String> form() {
            Map<String, String> fields = new LinkedHashMap<>();
            for (String pair : body.split("&", -1)) {
                String[] parts = pair.split("=", 2);
                fields.put(URLDecoder.decode(parts[0], UTF_8), URLDecoder.decode(parts[1], UTF_8));
            }
            return fields;
        }

        String header(String name) {
            return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
        }

        @Override
        public String toString() {
            return method + ' ' + path;
        }
    }

    /** What the provider does. */
    interface Script {
        Reply answer(Call call);
    }

    /** @param ending how the answer ends */
    record Reply(int status, String contentType, String body, Map<String, String> headers, Ending ending) {

        static Reply json(int status, Object tree) {
            try {
                return new Reply(status, "application/json", JSON.writeValueAsString(tree), Map.of(), Ending.WHOLE);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        static Reply empty(int status) {
            return new Reply(status, "", "", Map.of(), Ending.WHOLE);
        }

        Reply with(String header, String value) {
            return new Reply(status, contentType, body, Map.of(header, value), ending);
        }
    }

    enum Ending {
        WHOLE,
        /** The connection is closed before the answer, after the work was done. */
        CUT,
        /** No answer before the server is closed. */
        SILENT
    }

    private final HttpServer server;
    private final Script script;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Call> calls = new CopyOnWriteArrayList<>();
    private final Map<String, Queue<Reply>> instead = new LinkedHashMap<>();
    private final Map<String, Queue<Ending>> endings = new LinkedHashMap<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile @Nullable CountDownLatch held;

    ProviderDouble(SSLContext tls, Script script) throws IOException {
        this(secured(tls), script);
    }

    private ProviderDouble(HttpServer server, Script script) {
        this.script = script;
        this.server = server;
        server.createContext("/", this::serve);
        server.setExecutor(threads);
        server.start();
    }

    /** One without TLS, for a gateway in a process of its own, which trusts no certificate of tests. */
    static ProviderDouble plain(Script script) throws IOException {
        return new ProviderDouble(HttpServer.create(address(), 50), script);
    }

    private static HttpServer secured(SSLContext tls) throws IOException {
        HttpsServer server = HttpsServer.create(address(), 50);
        server.setHttpsConfigurator(new HttpsConfigurator(tls));
        return server;
    }

    private static InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    String url() {
        String scheme = server instanceof HttpsServer ? "https" : "http";
        return scheme + "://127.0.0.1:" + server.getAddress().getPort();
    }

    /** The next request of this method and path is answered so, and the provider does nothing. */
    void refuse(String method, String path, Reply reply) {
        synchronized (instead) {
            instead.computeIfAbsent(method + ' ' + path, key -> new ArrayDeque<>())
                    .add(reply);
        }
    }

    /** The next request of this method and path is carried out, and answered with this ending. */
    void end(String method, String path, Ending ending) {
        synchronized (instead) {
            endings.computeIfAbsent(method + ' ' + path, key -> new ArrayDeque<>())
                    .add(ending);
        }
    }

    /** Holds all requests until the latch is at zero. */
    void hold(CountDownLatch until) {
        held = until;
    }

    List<Call> calls() {
        return List.copyOf(calls);
    }

    List<Call> calls(String method, String path) {
        return calls.stream()
                .filter(call -> call.method().equals(method) && call.path().matches(path))
                .toList();
    }

    private void serve(HttpExchange exchange) throws IOException {
        Call call = read(exchange);
        calls.add(call);
        await(held);
        Reply reply = reply(call);
        switch (reply.ending()) {
            case WHOLE -> write(exchange, reply);
            case CUT -> exchange.close();
            case SILENT -> {
                await(closed);
                exchange.close();
            }
        }
    }

    private Reply reply(Call call) {
        synchronized (instead) {
            Reply refusal =
                    instead.getOrDefault(call.toString(), new ArrayDeque<>()).poll();
            if (refusal != null) {
                return refusal;
            }
            Reply reply = script.answer(call);
            Ending ending =
                    endings.getOrDefault(call.toString(), new ArrayDeque<>()).poll();
            return ending == null
                    ? reply
                    : new Reply(reply.status(), reply.contentType(), reply.body(), reply.headers(), ending);
        }
    }

    private static Call read(HttpExchange exchange) throws IOException {
        Map<String, String> headers = new LinkedHashMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.get(0)));
        String query = exchange.getRequestURI().getRawQuery();
        return new Call(
                exchange.getRequestMethod(),
                exchange.getRequestURI().getRawPath(),
                query == null ? "" : query,
                headers,
                new String(exchange.getRequestBody().readAllBytes(), UTF_8));
    }

    private static void write(HttpExchange exchange, Reply reply) throws IOException {
        reply.headers().forEach(exchange.getResponseHeaders()::set);
        byte[] body = reply.body().getBytes(UTF_8);
        if (body.length > 0) {
            exchange.getResponseHeaders().set("Content-Type", reply.contentType());
        }
        exchange.sendResponseHeaders(reply.status(), body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static void await(@Nullable CountDownLatch latch) {
        try {
            if (latch != null) {
                boolean unused = latch.await(60, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The values of an attribute that the server holds, for lists in answers. */
    static List<Object> copy(Iterable<JsonNode> nodes) {
        List<Object> all = new ArrayList<>();
        nodes.forEach(node -> all.add(node.asText()));
        return all;
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
