package dev.tributary.faultrun;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Provider calls at a rate, at intended times, to one gateway after the other: a slow answer does not delay the next
 * call, until as many are unanswered as a gateway admits. Each call is one event with an id of its own.
 */
public final class Load implements AutoCloseable {

    /**
     * A call that was answered 200.
     *
     * @param sentAt {@link System#nanoTime()} before the call was sent
     * @param acknowledgedAt when the answer was there
     */
    public record Acknowledged(String eventId, long sentAt, long acknowledgedAt) {}

    /** What a call becomes. */
    public enum Kind {
        CREATED("credential_create", "bank.connection.created.v1"),
        UPDATED("credential_update", "bank.connection.updated.v1");

        private final String call;
        private final String type;

        Kind(String call, String type) {
            this.call = call;
            this.type = type;
        }

        /** The type of the event. */
        public String type() {
            return type;
        }
    }

    /** The source that is called when no other is named. */
    public static final String SOURCE = "faults";

    public static final String SECRET_HEADER = "X-Secret";
    public static final String SECRET = "a-shared-secret-for-tests";

    /** Below what a gateway admits at a time: more calls would be refused, and say nothing about deliveries. */
    private static final int MAX_UNANSWERED = 200;

    private static final AtomicInteger RUNS = new AtomicInteger();

    private final String prefix = "run" + RUNS.incrementAndGet() + "n";
    private final Kind kind;
    private final double rate;
    private final long limit;
    private final List<GatewayProcess> gateways;
    private final Map<String, Acknowledged> acknowledged = new ConcurrentHashMap<>();
    private final Map<Integer, Integer> others = new ConcurrentHashMap<>();
    private final AtomicInteger unanswered = new AtomicInteger();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final long startedAt = System.nanoTime();
    private int sent;

    private Load(Kind kind, double rate, long limit, List<GatewayProcess> gateways) {
        this.kind = kind;
        this.rate = rate;
        this.limit = limit;
        this.gateways = gateways;
        var unused = clock.scheduleAtFixedRate(this::sendDue, 0, 1, TimeUnit.MILLISECONDS);
    }

    /** Calls until {@link #close}. */
    public static Load start(Kind kind, double rate, GatewayProcess... gateways) {
        return new Load(kind, rate, Long.MAX_VALUE, List.of(gateways));
    }

    /** Calls for a time; returns when all are answered. */
    public static Load run(Kind kind, double rate, Duration duration, GatewayProcess... gateways) {
        long calls = Math.round(rate * duration.toMillis() / 1000);
        var load = new Load(kind, rate, calls, List.of(gateways));
        if (!load.ended(duration.plusSeconds(60))) {
            throw new AssertionError("calls at " + rate + " a second for " + duration + " did not end");
        }
        load.awaitAnswers();
        return load;
    }

    /** One call to a source; gives the status, or 0 when there was no answer. */
    public static int call(GatewayProcess gateway, String source, Kind kind, String eventId) {
        return gateway.post("/hooks/paybook/" + source, body(kind, eventId), SECRET_HEADER, SECRET);
    }

    /** A call to the source that is called when no other is named, with another secret; 0 stands for no answer. */
    public static CompletableFuture<Integer> callLater(GatewayProcess gateway, String eventId, String secret) {
        return gateway.postLater("/hooks/paybook/" + SOURCE, body(Kind.CREATED, eventId), SECRET_HEADER, secret);
    }

    /** When the first call was intended, by {@link System#nanoTime()}. */
    public long startedAt() {
        return startedAt;
    }

    public Set<String> events() {
        return Set.copyOf(acknowledged.keySet());
    }

    public List<Acknowledged> acknowledged() {
        return List.copyOf(acknowledged.values());
    }

    /** How often each other status was answered; 0 stands for no answer. */
    public Map<Integer, Integer> others() {
        return Map.copyOf(others);
    }

    /** Stops calling, and waits for the answers to the calls that were sent. */
    @Override
    public void close() {
        clock.shutdownNow();
        awaitAnswers();
    }

    private void awaitAnswers() {
        await("every call ended").atMost(Duration.ofSeconds(30)).until(() -> unanswered.get() == 0);
    }

    private boolean ended(Duration atMost) {
        try {
            return clock.awaitTermination(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void sendDue() {
        long due = Math.min(limit, (long) ((System.nanoTime() - startedAt) / 1e9 * rate) + 1);
        while (sent < due && unanswered.get() < MAX_UNANSWERED && !clock.isShutdown()) {
            send(sent++);
        }
        if (sent >= limit) {
            clock.shutdown();
        }
    }

    private void send(int number) {
        String eventId = prefix + number;
        GatewayProcess gateway = gateways.get(number % gateways.size());
        long sentAt = System.nanoTime();
        unanswered.incrementAndGet();
        var unused = gateway.postLater("/hooks/paybook/" + SOURCE, body(kind, eventId), SECRET_HEADER, SECRET)
                .thenAccept(status -> {
                    if (status == 200) {
                        acknowledged.put(eventId, new Acknowledged(eventId, sentAt, System.nanoTime()));
                    } else {
                        others.merge(status, 1, Integer::sum);
                    }
                    unanswered.decrementAndGet();
                });
    }

    private static String body(Kind kind, String eventId) {
        return """
                {"event":"%s","id_credential":"%s","id_user":"u","id_job_uuid":"j","is_executing":1,"endpoints":{}}""".formatted(kind.call, eventId);
    }
}
