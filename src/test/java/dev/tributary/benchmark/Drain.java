package dev.tributary.benchmark;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.awaitility.Awaitility;

/**
 * D: how fast a stored backlog of one endpoint is sent. The rate is that of the middle four fifths of the arrivals, so
 * that neither the moment in which the gateway notices nor the last late attempt counts.
 */
final class Drain {

    private static final Duration MAX = Duration.ofMinutes(5);

    final Measurements firstAttempts = new Measurements();
    final Measurements afterOutage = new Measurements();
    /** From the end of the outage to the first request. */
    final Measurements secondsToNotice = new Measurements();

    /** The subscription's rate limit holds the events back, so that nothing of the backlog has failed before. */
    void firstAttempts(DeliveryGateway gateway) throws IOException, InterruptedException, ExecutionException {
        gateway.access.change(DeliveryGateway.HEALTHY, "{\"rate_limit\":1}");
        int before = gateway.sink.count();
        gateway.calls(64); // the change is in force when these are held back
        Awaitility.await("the rate limit")
                .atMost(Duration.ofSeconds(30))
                .pollDelay(Duration.ofSeconds(3))
                .until(() -> gateway.outstanding() > 32 || gateway.outstanding() <= 0);
        gateway.calls(gateway.settings.backlog());
        int arrived = gateway.sink.count() - before;
        gateway.access.change(DeliveryGateway.HEALTHY, "{\"rate_limit\":null}");
        gateway.awaitAll(MAX);
        firstAttempts.add(rate(gateway.sink.since(before + arrived)));
    }

    /** The endpoint refuses connections while the calls come in. */
    void afterOutage(DeliveryGateway gateway) throws IOException, InterruptedException, ExecutionException {
        int before = gateway.sink.count();
        gateway.sink.refuse();
        gateway.calls(gateway.settings.backlog());
        long end = System.nanoTime();
        gateway.sink.listenAgain();
        gateway.awaitAll(MAX);
        List<Sink.Arrival> arrivals = gateway.sink.since(before);
        afterOutage.add(rate(arrivals));
        secondsToNotice.add(arrivals.isEmpty() ? Double.NaN : (arrivals.get(0).nanos() - end) / 1e9);
    }

    private static double rate(List<Sink.Arrival> arrivals) {
        long[] nanos = arrivals.stream().mapToLong(Sink.Arrival::nanos).sorted().toArray();
        int from = nanos.length / 10;
        int to = nanos.length - 1 - from;
        return to <= from ? 0 : (to - from) * 1e9 / (nanos[to] - nanos[from]);
    }
}
