package dev.tributary.security.secret;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Everyone that a gateway calls, on one port: a provider's API, subscribers, and an issuer of tokens. Remembers credentials. */
final class Partner implements AutoCloseable {

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Queue<String> authorizations = new ConcurrentLinkedQueue<>();

    Partner() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    String uri() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** The credentials of every request, in the order of the requests. */
    List<String> authorizations() {
        return List.copyOf(authorizations);
    }

    private void answer(HttpExchange exchange) throws IOException {
        for (String name : List.of("Authorization", "X-Key")) {
            String value = exchange.getRequestHeaders().getFirst(name);
            if (value != null) {
                authorizations.add(value);
            }
        }
        exchange.getRequestBody().readAllBytes();
        String path = exchange.getRequestURI().getPath();
        if (path.endsWith("/.well-known/openid-configuration")) {
            send(exchange, 200, """
                    {"issuer":"%s/realm","token_endpoint":"%1$s/token","jwks_uri":"%1$s/keys"}""".formatted(uri()));
        } else if (path.equals("/token")) {
            send(exchange, 200, "{\"access_token\":\"canary-access-token\",\"expires_in\":300}");
        } else if (path.equals("/keys")) {
            send(exchange, 200, "{\"keys\":[]}");
        } else if (path.startsWith("/v1/")) {
            send(exchange, 401, "{\"code\":401,\"status\":false,\"response\":null}");
        } else {
            exchange.getResponseHeaders().set("WebHook-Allowed-Origin", "*");
            send(exchange, 200, "{}");
        }
    }

    private static void send(HttpExchange exchange, int status, String json) throws IOException {
        byte[] body = json.getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
