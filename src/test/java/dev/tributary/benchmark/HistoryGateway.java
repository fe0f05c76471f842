package dev.tributary.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** The packaged gateway on one database that is filled between its starts. */
final class HistoryGateway implements AutoCloseable {

    private static final int PAGES = 100;
    /** Of counts; the longest time that a page shows. */
    private static final int DAYS = 30;

    private static final int CALLS_BEFORE_KILL = 1_000;
    private static final Duration LONG = Duration.ofHours(1);

    private final BenchmarkSettings settings;
    private final String run;
    private final Path folder;
    private final GatewayAccess access;
    private final Ledger ledger = new Ledger();
    private @Nullable TargetProcess process;
    private boolean known;
    private long filled;

    HistoryGateway(BenchmarkSettings settings, String run, Path parent) {
        this.settings = settings;
        this.run = run;
        this.folder = parent.resolve("history");
        this.access = new GatewayAccess(settings.firstPort(), settings.firstPort() + 1);
    }

    void start() throws IOException, InterruptedException {
        int port = settings.firstPort();
        process = TargetProcess.start(
                settings.jvm() + " " + settings.gatewayJvm(),
                List.of("-jar", System.getProperty("tributary.test.jar", "target/tributary.jar")),
                BenchmarkSettings.environment(port, folder, settings.databaseUri(database())),
                URI.create("http://127.0.0.1:%d/actuator/health/readiness".formatted(port + 1)),
                folder);
        if (!known) {
            access.setUp(folder);
            known = true;
        }
        access.readToken(folder);
    }

    private String database() {
        return "benchmark_" + run + "_history";
    }

    /** Has about so many calls stored. */
    void store(int calls) throws InterruptedException, ExecutionException {
        LoadRun.run(settings.firstPort(), settings.connections(), LONG, ledger.nextNumber() + calls, calls(), ledger);
    }

    private SignedCalls calls() {
        return SignedCalls.of(run, GatewayAccess.SOURCE_ID, GatewayAccess.SECRET, Instant.now());
    }

    /** Warms the gateway up, then measures rate and pages. */
    History measure() throws Exception {
        say("warming up and measuring with " + stored() + " events");
        LoadRun.run(settings.firstPort(), settings.connections(), settings.warmUp(), calls(), ledger);
        Measurements rate = new Measurements();
        for (int i = 0; i < settings.rounds(); i++) {
            rate.add(LoadRun.run(settings.firstPort(), settings.connections(), settings.round(), calls(), ledger)
                    .rate());
        }
        Map<String, Double> pages = new LinkedHashMap<>();
        pages.put("no filter, first pages", pageMillis("limit=100"));
        pages.put("type", pageMillis("limit=100&type=bank.payment.updated.v1"));
        pages.put("type[prefix]", pageMillis("limit=100&type%5Bprefix%5D=bank.payment."));
        pages.put("subject", pageMillis("limit=100&subject=" + subject()));
        pages.put(
                "recordedtime[gte], last minute",
                pageMillis("limit=100&recordedtime%5Bgte%5D=" + Instant.now().minusSeconds(60)));
        return new History(
                stored(),
                rate.median(),
                pages,
                new ConsoleVisit(settings.firstPort(), folder).pageMillis(),
                process().secondsToReady(),
                process().peakMemory());
    }

    /** Of events, of which only few have a receipt. For a stopped gateway. */
    double bytesPerEvent() throws IOException {
        return StoreSize.bytes(settings.mongodb(), database(), folder) / stored();
    }

    private long stored() {
        return filled + ledger.acknowledged().cardinality();
    }

    /** The 95th percentile over pages that follow each other, in milliseconds. */
    private double pageMillis(String query) throws IOException, InterruptedException {
        Histogram micros = new Histogram(Duration.ofMinutes(5).toNanos() / 1000, 3);
        String next = query;
        for (int i = 0; i < 2 * PAGES; i++) {
            long startedAt = System.nanoTime();
            JsonNode page = access.events(next);
            if (i >= PAGES) { // the first ones warm up
                micros.recordValue((System.nanoTime() - startedAt) / 1000);
            }
            String cursor = page.path("nextCursor").asText();
            next = cursor.isEmpty() ? query : query + "&cursor=" + cursor;
        }
        return micros.getValueAtPercentile(95) / 1000.0;
    }

    private String subject() throws IOException, InterruptedException {
        return access.events("limit=1").path("result").path(0).path("subject").asText();
    }

    /** Copies stored events, each with keys of its own, until there are so many. For a stopped gateway. */
    void fill(int events) {
        long missing = events - stored();
        say("storing " + missing + " more events");
        StoreAudit.use(settings.mongodb(), database(), folder, database -> {
            StoreFill.statistics(database, DAYS);
            return StoreFill.copies(database, missing);
        });
        filled += Math.max(0, missing);
    }

    void stop() throws IOException {
        if (process != null) {
            process.close();
            process = null;
        }
    }

    /** Under load. @return seconds until it was ready again */
    double killAndStart() throws IOException, InterruptedException, ExecutionException {
        store(CALLS_BEFORE_KILL);
        process().kill();
        start();
        return process().secondsToReady();
    }

    private TargetProcess process() {
        if (process == null) {
            throw new IllegalStateException("the gateway is not running");
        }
        return process;
    }

    /** Minutes pass without a result. */
    private static void say(String progress) {
        System.out.println("benchmark: " + progress);
    }

    @Override
    public void close() throws IOException {
        stop();
        StoreAudit.drop(settings.mongodb(), database());
    }
}
