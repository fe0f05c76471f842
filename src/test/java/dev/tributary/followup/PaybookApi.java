package dev.tributary.followup;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A small Paybook API on a real port. It answers as scripted and remembers every request. */
final class PaybookApi implements AutoCloseable {

    static final String CONNECTION = "5e793889ea4c5165d46f9811";
    static final String CREDENTIAL = "/v1/credentials/" + CONNECTION;
    static final String ACCOUNTS = "/v1/accounts?id_credential=" + CONNECTION + "&limit=5000&skip=0&wbhk=1";
    static final String TRANSACTIONS = "/v1/transactions?id_credential=" + CONNECTION + "&limit=5000&skip=0&wbhk=1";
    static final String EXPORT = "/v1/attachments/export?id_credential=" + CONNECTION + "&limit=5000&skip=0&wbhk=1";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Request> requests = Collections.synchronizedList(new ArrayList<>());
    private final Map<String, List<Answer>> script = Collections.synchronizedMap(new HashMap<>());

    record Request(String uri, String authorization, String method, long nanos) {}

    /** @param before is run before the answer is written; one that blocks makes the API slow */
    @SuppressWarnings("ArrayRecordComponent") // one holder, never compared
    record Answer(int status, Map<String, String> headers, byte[] body, Runnable before) {

        static Answer json(int status, String body) {
            return new Answer(status, Map.of("Content-Type", "application/json"), body.getBytes(UTF_8), () -> {});
        }

        static Answer sample(String name) {
            return new Answer(
                    200, Map.of("Content-Type", "application/json; charset=utf-8"), PaybookApi.sample(name), () -> {});
        }

        static Answer zip(byte[] body) {
            return new Answer(200, Map.of("Content-Type", "application/zip"), body, () -> {});
        }

        Answer with(String header, String value) {
            var all = new HashMap<>(headers);
            all.put(header, value);
            return new Answer(status, all, body, before);
        }

        Answer after(Runnable newBefore) {
            return new Answer(status, headers, body, newBefore);
        }
    }

    PaybookApi() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
        on(CREDENTIAL, Answer.sample("api-credentials-200.json"));
        on("/v1/accounts", Answer.sample("api-accounts-200.json"));
        on("/v1/transactions", Answer.sample("api-transactions-200.json"));
    }

    String baseUri() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** The answers to one URL, or to all of one path: one after the other, the last one for ever. */
    void on(String uriOrPath, Answer... answers) {
        script.put(uriOrPath, new ArrayList<>(List.of(answers)));
    }

    List<Request> requests() {
        synchronized (requests) {
            return List.copyOf(requests);
        }
    }

    List<String> uris() {
        return requests().stream().map(Request::uri).toList();
    }

    static byte[] sample(String name) {
        try (InputStream in = PaybookApi.class.getResourceAsStream("/samples/paybook/" + name)) {
            return Objects.requireNonNull(in, name).readAllBytes();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        String uri = exchange.getRequestURI().toString();
        requests.add(new Request(
                uri,
                String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")),
                exchange.getRequestMethod(),
                System.nanoTime()));
        Answer answer = next(uri);
        answer.before().run();
        answer.headers().forEach(exchange.getResponseHeaders()::set);
        exchange.sendResponseHeaders(answer.status(), answer.body().length == 0 ? -1 : answer.body().length);
        exchange.getResponseBody().write(answer.body());
        exchange.close();
    }

    private Answer next(String uri) {
        synchronized (script) {
            String path = uri.split("\\?", 2)[0];
            List<Answer> answers = script.getOrDefault(uri, script.get(path));
            if (answers == null) {
                return Answer.json(404, "{\"code\":404,\"status\":false,\"response\":null}");
            }
            return answers.size() > 1 ? answers.remove(0) : answers.get(0);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
