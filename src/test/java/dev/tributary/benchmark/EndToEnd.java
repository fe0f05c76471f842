package dev.tributary.benchmark;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.HdrHistogram.Histogram;

/** E: calls come in and one healthy endpoint gets their events. */
final class EndToEnd {

    static final Duration CATCH_UP = Duration.ofMinutes(3);
    private static final long MAX_MICROS = Duration.ofMinutes(5).toMillis() * 1000;

    /** Events a second at the sink while calls come in, as fast as they are answered. */
    final Measurements rate = new Measurements();

    final Measurements calls = new Measurements();
    /** Acknowledged calls whose events had not arrived when the calls ended. */
    final Measurements behind = new Measurements();

    /** Of the gateway, per event, from the first call until all events have arrived. */
    final Measurements cpuMicros = new Measurements();

    final Measurements commands = new Measurements();
    final Map<String, Measurements> commandsByName = new TreeMap<>();
    final Measurements openRate = new Measurements();
    final Measurements p50Millis = new Measurements();
    final Measurements p99Millis = new Measurements();
    final Measurements lateShare = new Measurements();
    private final List<Map<Integer, Long>> intended = new ArrayList<>();

    void closedLoop(DeliveryGateway gateway) throws IOException, InterruptedException, ExecutionException {
        Map<String, Double> before = gateway.access.mongoCommandsByName();
        double cpu = gateway.cpuSeconds();
        int arrivedBefore = gateway.sink.count();
        LoadRun.Outcome load = gateway.closedLoop(gateway.settings.round());
        int arrived = gateway.sink.count() - arrivedBefore;
        behind.add(gateway.outstanding());
        gateway.awaitAll(CATCH_UP);
        rate.add(arrived / load.seconds());
        calls.add(load.rate());
        cpuMicros.add((gateway.cpuSeconds() - cpu) * 1e6 / load.calls());
        Map<String, Double> after = gateway.access.mongoCommandsByName();
        double sum = 0;
        for (Map.Entry<String, Double> command : after.entrySet()) {
            double perEvent = (command.getValue() - before.getOrDefault(command.getKey(), 0.0)) / load.calls();
            commandsByName
                    .computeIfAbsent(command.getKey(), first -> new Measurements())
                    .add(perEvent);
            sum += perEvent;
        }
        commands.add(sum);
    }

    /** At half of what the closed loop has reached. */
    void openLoop(DeliveryGateway gateway) throws InterruptedException, ExecutionException {
        OpenLoop.Outcome load = gateway.openLoop(rate.median() / 2, gateway.settings.round());
        gateway.awaitAll(CATCH_UP);
        openRate.add(load.intended().size() / load.seconds());
        lateShare.add(load.late());
        intended.add(load.intended());
    }

    /** From the time when a call should have been sent until its event was at the sink. */
    void latencies(Sink sink, Map<Integer, String> eventIds) {
        Map<String, Long> arrivals = new HashMap<>();
        sink.since(0).forEach(arrival -> arrivals.putIfAbsent(arrival.id(), arrival.nanos()));
        for (Map<Integer, Long> round : intended) {
            Histogram micros = new Histogram(MAX_MICROS, 3);
            round.forEach((number, at) -> {
                Long arrived = arrivals.get(eventIds.getOrDefault(number, ""));
                if (arrived != null) {
                    micros.recordValue(Math.min(MAX_MICROS, Math.max(0, (arrived - at) / 1000)));
                }
            });
            p50Millis.add(micros.getValueAtPercentile(50) / 1000.0);
            p99Millis.add(micros.getValueAtPercentile(99) / 1000.0);
        }
    }
}
