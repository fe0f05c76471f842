package dev.tributary.benchmark;

import com.standardwebhooks.Webhook;
import dev.tributary.embedded.EmbeddedStore;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;

/** The packaged gateway with one healthy subscription, the load on it, and the books that are compared in the end. */
final class DeliveryGateway implements AutoCloseable {

    static final String HEALTHY = "healthy";
    /** Of every subscription. */
    static final String SIGNING_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private static final Duration LONG = Duration.ofHours(1);

    final Ledger ledger = new Ledger();
    final Sink sink = new Sink();
    final GatewayAccess access;
    final BenchmarkSettings settings;
    private final String run;
    private final String name;
    private final Path folder;
    private final Webhook webhook = new Webhook(SIGNING_SECRET);
    private final @Nullable EmbeddedStore embedded;
    private final @Nullable StoreTap tap;
    private final Map<String, String> environment;
    private TargetProcess process;
    /** Requests at the sink that are not events of the benchmark: the check of the endpoint. */
    private final int before;

    private int verified;
    private int forged;
    private boolean closed;
    private byte[] sampleBody = {};

    /**
     * @param run 16 hex digits that no other run has
     * @param tapped whether to count what is written to the store; an embedded store then runs in this process
     */
    DeliveryGateway(BenchmarkSettings settings, String run, Path parent, String name, boolean tapped)
            throws IOException, InterruptedException {
        this.settings = settings;
        this.run = run;
        this.name = name;
        this.folder = parent.resolve("delivery-" + name);
        this.embedded = tapped && settings.mongodb() == null ? new EmbeddedStore(folder) : null;
        String server = embedded == null ? settings.mongodb() : embedded.uri();
        this.tap = tapped && server != null ? new StoreTap(server) : null;
        int port = settings.firstPort();
        String databaseUri =
                tap == null ? settings.databaseUri(database()) : BenchmarkSettings.uri(tap.uri(), database());
        this.environment = BenchmarkSettings.environment(port, folder, databaseUri);
        environment.put("TRIBUTARY_EGRESS_ALLOW", "127.0.0.0/8");
        // One late attempt must not decide how long a drain takes.
        environment.put("TRIBUTARY_DELIVERY_SCHEDULE", "0s" + ",2s".repeat(60));
        this.process = start();
        this.access = new GatewayAccess(port, port + 1);
        access.createSource(folder);
        access.subscribe(HEALTHY, sink.uri("/"), SIGNING_SECRET);
        this.before = sink.distinct();
        sink.takeSamples();
    }

    private TargetProcess start() throws IOException, InterruptedException {
        return TargetProcess.start(
                settings.jvm() + " " + settings.gatewayJvm(),
                List.of("-jar", System.getProperty("tributary.test.jar", "target/tributary.jar")),
                environment,
                URI.create("http://127.0.0.1:%d/actuator/health/readiness".formatted(settings.firstPort() + 1)),
                folder);
    }

    /** Ends the gateway without notice and starts it again on what is stored. @return seconds until it was ready */
    double killAndStart() throws IOException, InterruptedException {
        process.kill();
        process = start();
        return process.secondsToReady();
    }

    /** With a tap, the embedded store is also a database server, where the database has this name. */
    private String database() {
        return settings.mongodb() == null ? "tributary" : "benchmark_" + run + "_delivery_" + name;
    }

    StoreTap tap() {
        if (tap == null) {
            throw new IllegalStateException("this gateway has no tap");
        }
        return tap;
    }

    LoadRun.Outcome closedLoop(Duration duration) throws InterruptedException, ExecutionException {
        return LoadRun.run(settings.firstPort(), settings.connections(), duration, calls(), ledger);
    }

    /** About so many calls, as fast as they are answered. */
    void calls(int count) throws InterruptedException, ExecutionException {
        long last = ledger.nextNumber() + count;
        LoadRun.run(settings.firstPort(), settings.connections(), LONG, last, calls(), ledger);
    }

    OpenLoop.Outcome openLoop(double rate, Duration duration) throws InterruptedException, ExecutionException {
        OpenLoop.Outcome load =
                OpenLoop.run(settings.firstPort(), settings.connections(), rate, duration, calls(), ledger);
        verifySamples(); // a signature is good for five minutes only
        return load;
    }

    private SignedCalls calls() {
        return SignedCalls.of(run, GatewayAccess.SOURCE_ID, GatewayAccess.SECRET, Instant.now());
    }

    /** Acknowledged calls whose events have not arrived yet. */
    int outstanding() {
        return ledger.acknowledged().cardinality() - (sink.distinct() - before);
    }

    /**
     * Waits until the events of all acknowledged calls have arrived, and verifies the signatures of the requests that
     * were kept.
     *
     * @return whether they have
     */
    boolean awaitAll(Duration max) {
        boolean all = true;
        try {
            Awaitility.await().pollInterval(Duration.ofMillis(50)).atMost(max).until(() -> outstanding() <= 0);
        } catch (ConditionTimeoutException e) {
            all = false;
        }
        verifySamples();
        return all;
    }

    private void verifySamples() {
        for (SinkRequest sample : sink.takeSamples()) {
            sampleBody = sample.body();
            if (sample.verifies(webhook)) {
                verified++;
            } else {
                forged++;
            }
        }
    }

    /** The body of a delivery that has arrived. */
    byte[] sampleBody() {
        return sampleBody.clone();
    }

    double cpuSeconds() throws IOException {
        return process.cpuSeconds();
    }

    double peakMemory() throws IOException {
        return process.peakMemory();
    }

    double memory() throws IOException {
        return process.memory();
    }

    /** Stops the gateway and reads its store. @return ids of the stored events, by number of the call */
    Map<Integer, String> stopAndRead() throws IOException {
        verifySamples();
        close();
        return StoreAudit.read(settings.mongodb(), database(), folder, StoreAudit::eventIds);
    }

    DeliveryAudit audit(Map<Integer, String> eventIds, BitSet acknowledged) {
        List<String> arrived = sink.since(before).stream().map(Sink.Arrival::id).toList();
        return DeliveryAudit.of(name, acknowledged, eventIds, arrived, verified, forged);
    }

    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        process.close();
        if (tap != null) {
            tap.close();
        }
        if (embedded != null) {
            embedded.close();
        }
        sink.close();
    }
}
