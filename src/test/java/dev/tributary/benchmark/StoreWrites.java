package dev.tributary.benchmark;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;

/** What is written to the store, counted between gateway and store: for a healthy delivery, and for failed attempts. */
final class StoreWrites {

    private static final int HOSTS = 20;
    private static final int MAX_ROUNDS = 3;
    private static final double ATTEMPTS_PER_SECOND = 10_000;
    private static final Duration CATCH_UP = Duration.ofMinutes(3);

    /** Per event with one healthy subscription, by command and collection. */
    final Map<String, Double> documents = new TreeMap<>();
    /** Failed attempts recorded a second, while ten thousand a second are asked for. */
    final Measurements failuresRecorded = new Measurements();
    /** Answers 500 a second that the sinks gave meanwhile. */
    final Measurements failuresSent = new Measurements();

    double documentsPerEvent() {
        return documents.entrySet().stream()
                .filter(entry -> !entry.getKey().endsWith(" gateways")) // the heartbeat, once a second under any load
                .mapToDouble(Map.Entry::getValue)
                .sum();
    }

    DeliveryAudit run(BenchmarkSettings settings, String run, Path folder)
            throws IOException, InterruptedException, ExecutionException {
        List<Sink> failing = new ArrayList<>();
        try (DeliveryGateway gateway = new DeliveryGateway(settings, run, folder, "counted", true)) {
            gateway.closedLoop(settings.warmUp());
            gateway.awaitAll(CATCH_UP);
            countDocuments(gateway);
            BitSet acknowledged = gateway.ledger.acknowledged();
            gateway.access.unsubscribe(DeliveryGateway.HEALTHY);
            for (int i = 0; i < HOSTS; i++) {
                failing.add(new Sink());
            }
            for (int i = 0; i < settings.failingEndpoints(); i++) {
                String uri = failing.get(i % HOSTS).uri("/" + i);
                gateway.access.subscribe("failing-" + i, uri, DeliveryGateway.SIGNING_SECRET);
            }
            for (Sink one : failing) {
                one.become(Sink.Behaviour.FAILING);
            }
            countFailures(gateway, failing);
            return gateway.audit(gateway.stopAndRead(), acknowledged);
        } finally {
            for (Sink one : failing) {
                one.close();
            }
        }
    }

    private void countDocuments(DeliveryGateway gateway) throws InterruptedException, ExecutionException {
        awaitQuiet(gateway);
        Map<String, Long> before = gateway.tap().documents();
        LoadRun.Outcome load = gateway.closedLoop(gateway.settings.round());
        gateway.awaitAll(CATCH_UP);
        awaitQuiet(gateway);
        gateway.tap().documents().forEach((command, count) -> {
            double perEvent = (count - before.getOrDefault(command, 0L)) / (double) load.calls();
            if (perEvent > 0) {
                documents.put(command, perEvent);
            }
        });
    }

    /** What is recorded after the last arrival belongs to the events before it. */
    private static void awaitQuiet(DeliveryGateway gateway) {
        AtomicLong last = new AtomicLong(-1);
        Awaitility.await("the last attempts to be recorded")
                .atMost(CATCH_UP)
                .pollInterval(Duration.ofSeconds(2))
                .until(() -> {
                    long attempts = gateway.tap().documentsOf("attempts");
                    return last.getAndSet(attempts) == attempts;
                });
    }

    private void countFailures(DeliveryGateway gateway, List<Sink> failing)
            throws InterruptedException, ExecutionException {
        double rate = ATTEMPTS_PER_SECOND / gateway.settings.failingEndpoints();
        for (int i = 0; i < Math.min(gateway.settings.rounds(), MAX_ROUNDS); i++) {
            long start = System.nanoTime();
            long recorded = failures(gateway);
            int sent = sent(failing);
            gateway.openLoop(rate, gateway.settings.round());
            double seconds = (System.nanoTime() - start) / 1e9;
            failuresRecorded.add((failures(gateway) - recorded) / seconds);
            failuresSent.add((sent(failing) - sent) / seconds);
        }
    }

    /**
     * A delivery whose first attempt failed is inserted into {@code deliveries}. Each later failure updates it twice: when it
     * is claimed, and when the outcome is recorded.
     */
    private static long failures(DeliveryGateway gateway) {
        Map<String, Long> written = gateway.tap().documents();
        return written.getOrDefault("insert deliveries", 0L) + written.getOrDefault("update deliveries", 0L) / 2;
    }

    private static int sent(List<Sink> failing) {
        return failing.stream().mapToInt(Sink::count).sum();
    }
}
