package dev.tributary.crash;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A provider with two accounts and three full pages of 5,000 transactions, which has a bad day: it answers 429, then 500, cuts
 * the connection in the second page, and sends one row that cannot be read. The second request for the second page is
 * answered by half and then waits, so that a test can kill the gateway in the middle of it.
 */
final class RefreshPages implements AutoCloseable {

    static final int PAGE = 5_000;
    static final int ROWS = 3 * PAGE;
    /** The row without a readable amount. */
    static final int BROKEN = 12_345;

    static final String QUERY = "?id_credential=c1&limit=" + PAGE + "&skip=";

    private static final Instant FIRST_DAY = Instant.parse("2024-01-01T00:00:00Z");
    private static final int DAYS = 500;

    final CountDownLatch inTheMiddle = new CountDownLatch(1);
    private final CountDownLatch killed = new CountDownLatch(1);
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, AtomicInteger> requests = new ConcurrentHashMap<>();

    RefreshPages() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    String uri() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Goes on after the gateway was killed. */
    void goOn() {
        killed.countDown();
    }

    /** How often each URL was asked for. */
    Map<String, Integer> asked() {
        Map<String, Integer> asked = new TreeMap<>();
        requests.forEach((url, count) -> asked.put(url, count.get()));
        return asked;
    }

    /** What the gateway should have: account, amount and date by the id of the transaction. */
    static Map<String, String> expected() {
        Map<String, String> expected = new TreeMap<>();
        for (int n = 0; n < ROWS; n++) {
            if (n != BROKEN) {
                expected.put("t" + n, account(n) + " " + n + ".25 " + date(n));
            }
        }
        return expected;
    }

    static String account(int n) {
        return n % 3 == 0 ? "a1" : "a2";
    }

    static LocalDate date(int n) {
        return FIRST_DAY.plus(Duration.ofDays(n % DAYS)).atZone(ZoneOffset.UTC).toLocalDate();
    }

    private void handle(HttpExchange exchange) throws IOException {
        String url = exchange.getRequestURI().toString();
        int time = requests.computeIfAbsent(url, any -> new AtomicInteger()).incrementAndGet();
        try (exchange) {
            if (url.startsWith("/v1/accounts")) {
                if (time == 1) {
                    exchange.getResponseHeaders().set("Retry-After", "1");
                    answer(exchange, 429, "{}");
                } else {
                    answer(exchange, 200, page(account("a1") + ',' + account("a2")));
                }
            } else if (url.equals("/v1/transactions" + QUERY + 0) && time == 1) {
                answer(exchange, 500, "oops");
            } else if (url.equals("/v1/transactions" + QUERY + PAGE) && time <= 2) {
                answerByHalf(exchange, page(rows(PAGE)), time == 2);
            } else {
                int skip = Integer.parseInt(url.replaceAll(".*skip=(\\d+).*", "$1"));
                answer(exchange, 200, page(skip < ROWS ? rows(skip) : ""));
            }
        }
    }

    private void answerByHalf(HttpExchange exchange, String body, boolean waits) throws IOException {
        byte[] bytes = body.getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, bytes.length);
        OutputStream out = exchange.getResponseBody();
        out.write(bytes, 0, bytes.length / 2);
        out.flush();
        if (waits) {
            inTheMiddle.countDown();
            try {
                killed.await(60, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        throw new IOException("the connection is cut");
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private static String page(String rows) {
        return "{\"code\":200,\"status\":true,\"response\":[" + rows + "]}";
    }

    private static String account(String id) {
        return """
                {"id_account":"%s","id_credential":"c1","name":"%1$s","balance":1.5,"currency":"MXN","dt_refresh":1552530148,
                 "site":{"time_zone":"UTC"}}""".formatted(id);
    }

    private static String rows(int skip) {
        var rows = new StringBuilder();
        for (int n = skip; n < skip + PAGE; n++) {
            rows.append(n == skip ? "" : ",").append("""
                    {"id_transaction":"t%d","id_account":"%s","id_credential":"c1","amount":%s,"currency":"MXN",
                     "description":"Transaction %1$d","dt_transaction":%d,"dt_refresh":1552530148}""".formatted(
                            n,
                            account(n),
                            n == BROKEN ? "\"23,15\"" : n + ".25",
                            FIRST_DAY.plus(Duration.ofDays(n % DAYS)).getEpochSecond()));
        }
        return rows.toString();
    }

    @Override
    public void close() {
        killed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
