package dev.tributary.faultrun;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.http.HttpHeaders;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Many endpoints on one server. A delivery counts only if the scheme's own library accepts its signature. An endpoint
 * that answers late or never holds no thread, so it does not delay the others.
 */
public final class Sink implements AutoCloseable {

    /** The signing secret of every subscription. */
    public static final String SECRET = "whsec_c2luay1zZWNyZXQtZm9yLXRlc3RzLTAxMjM0NTY3ODk=";

    private static final Pattern EVENT = Pattern.compile("\"subject\":\"connections/([^\"]+)\"");
    private static final int HOSTS_PER_NET = 250;

    static {
        // The server reads these once. It must not close a connection that a gateway keeps for the next delivery.
        System.setProperty("sun.net.httpserver.maxIdleConnections", "20000");
        System.setProperty("sun.net.httpserver.idleInterval", "3600");
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final HttpServer server;
    private final ExecutorService workers = Executors.newFixedThreadPool(16, daemon("sink"));
    private final ScheduledExecutorService late = Executors.newScheduledThreadPool(2, daemon("sink-late"));
    private final Map<String, Endpoint> endpoints = new ConcurrentHashMap<>();
    private final AtomicInteger hosts = new AtomicInteger();
    private final Webhook webhook = new Webhook(SECRET);

    public Sink() throws IOException {
        server = HttpServer.create(new InetSocketAddress(0), 4096);
        server.setExecutor(workers);
        server.createContext("/", this::take);
        server.start();
    }

    /** A new endpoint on a host of its own: each has an address of the loopback network. */
    public Endpoint endpoint(String name) {
        return endpoint(name, hosts.incrementAndGet());
    }

    /** A new endpoint on a host that others may have, too. */
    public Endpoint endpoint(String name, int host) {
        String address = "127.1." + host / HOSTS_PER_NET + "." + (1 + host % HOSTS_PER_NET);
        String uri = "http://" + address + ":" + server.getAddress().getPort() + "/" + name;
        var endpoint = new Endpoint(name, uri);
        endpoints.put("/" + name, endpoint);
        return endpoint;
    }

    @Override
    public void close() {
        server.stop(0);
        workers.shutdownNow();
        late.shutdownNow();
    }

    private void take(HttpExchange exchange) throws IOException {
        Endpoint endpoint = endpoints.get(exchange.getRequestURI().getPath());
        String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        if (endpoint == null) {
            send(exchange, 404);
        } else if ("OPTIONS".equals(exchange.getRequestMethod())) {
            consent(exchange);
        } else {
            receive(exchange, endpoint, body);
        }
    }

    /** The endpoint check of a gateway; no delivery. */
    private static void consent(HttpExchange exchange) {
        exchange.getResponseHeaders().set("WebHook-Allowed-Origin", "*");
        exchange.getResponseHeaders().set("WebHook-Allowed-Rate", "*");
        send(exchange, 200);
    }

    private void receive(HttpExchange exchange, Endpoint endpoint, String body) {
        try {
            webhook.verify(body, HttpHeaders.of(exchange.getRequestHeaders(), (name, value) -> true));
        } catch (WebhookVerificationException e) {
            endpoint.refuse(String.valueOf(e.getMessage()));
            send(exchange, 400);
            return;
        }
        Matcher event = EVENT.matcher(body);
        if (!event.find()) {
            send(exchange, 204); // a test or a notice of the gateway itself
            return;
        }
        String webhookId = exchange.getRequestHeaders().getFirst("webhook-id");
        var request = new Endpoint.Request(event.group(1), webhookId, System.nanoTime());
        endpoint.add(request);
        answer(exchange, endpoint, request);
    }

    private void answer(HttpExchange exchange, Endpoint endpoint, Endpoint.Request request) {
        Answer answer = endpoint.answer();
        Runnable sending = () -> {
            send(exchange, answer.status());
            endpoint.answered(request);
        };
        if (answer.status() == 0) {
            return;
        }
        if (answer.delay().isZero()) {
            sending.run();
        } else {
            var unused = late.schedule(sending, answer.delay().toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private static void send(HttpExchange exchange, int status) {
        try (exchange) {
            exchange.sendResponseHeaders(status, -1);
        } catch (IOException e) {
            // The gateway hung up or was killed: it decides what that means for the delivery.
        }
    }

    private static ThreadFactory daemon(String name) {
        return task -> {
            var thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }
}
