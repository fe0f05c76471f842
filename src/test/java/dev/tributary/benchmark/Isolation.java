package dev.tributary.benchmark;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;

/** N: the rate of a healthy endpoint beside nine of another kind, against its rate alone, both at a fixed rate of calls. */
final class Isolation {

    static final int OTHERS = 9;
    static final double CALLS_PER_SECOND = 120;
    /** More would take long and say no more. */
    private static final int MAX_ROUNDS = 3;

    private static final Duration BETWEEN = Duration.ofSeconds(30);
    private static final Duration AT_THE_END = Duration.ofMinutes(3);

    final Sink.Behaviour others;
    final Measurements alone = new Measurements();
    final Measurements beside = new Measurements();
    /** Requests to the one of the nine served least, over those to the one served best. */
    final Measurements evenness = new Measurements();

    Isolation(Sink.Behaviour others) {
        this.others = others;
    }

    DeliveryAudit run(BenchmarkSettings settings, String run, Path folder)
            throws IOException, InterruptedException, ExecutionException {
        List<Sink> nine = new ArrayList<>();
        int rounds = Math.min(settings.rounds(), MAX_ROUNDS);
        try (DeliveryGateway gateway =
                new DeliveryGateway(settings, run, folder, others.name().toLowerCase(Locale.ROOT), false)) {
            gateway.openLoop(CALLS_PER_SECOND, settings.round());
            gateway.awaitAll(BETWEEN);
            for (int i = 0; i < rounds; i++) {
                alone.add(rate(gateway));
                gateway.awaitAll(BETWEEN);
            }
            for (int i = 0; i < OTHERS; i++) {
                Sink other = new Sink();
                nine.add(other);
                gateway.access.subscribe("other-" + i, other.uri("/"), DeliveryGateway.SIGNING_SECRET);
                other.become(others);
            }
            for (int i = 0; i < rounds; i++) {
                int[] before = nine.stream().mapToInt(Sink::count).toArray();
                beside.add(rate(gateway));
                evenness(nine, before);
                gateway.awaitAll(BETWEEN);
            }
            for (int i = 0; i < OTHERS; i++) {
                gateway.access.unsubscribe("other-" + i);
            }
            gateway.awaitAll(AT_THE_END);
            return gateway.audit(gateway.stopAndRead(), gateway.ledger.acknowledged())
                    .withRepeated(repeated(nine));
        } finally {
            for (Sink other : nine) {
                other.close();
            }
        }
    }

    /** A request that was never answered may be repeated; one that was answered 200, however late, may not. */
    private int repeated(List<Sink> nine) {
        return others == Sink.Behaviour.HANGING
                ? 0
                : nine.stream()
                        .mapToInt(other -> other.count() - other.distinct())
                        .sum();
    }

    private void evenness(List<Sink> nine, int[] before) {
        int[] got = IntStream.range(0, OTHERS)
                .map(i -> nine.get(i).count() - before[i])
                .sorted()
                .toArray();
        if (got[OTHERS - 1] > 0) {
            evenness.add((double) got[0] / got[OTHERS - 1]);
        }
    }

    /** Events a second at the healthy endpoint while calls come in. */
    private static double rate(DeliveryGateway gateway) throws InterruptedException, ExecutionException {
        int before = gateway.sink.count();
        OpenLoop.Outcome load = gateway.openLoop(CALLS_PER_SECOND, gateway.settings.round());
        return (gateway.sink.count() - before) / load.seconds();
    }
}
