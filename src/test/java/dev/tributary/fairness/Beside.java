package dev.tributary.fairness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tributary.faultrun.Audit;
import dev.tributary.faultrun.Endpoint;
import dev.tributary.faultrun.Form;
import dev.tributary.faultrun.Load;
import dev.tributary.faultrun.Load.Kind;
import dev.tributary.faultrun.TestBed;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ConditionTimeoutException;

/** The rate of a quick endpoint, first without others, then beside them, on one gateway in one run. */
final class Beside {

    /** Events that were recorded last may still be on their way when the calls end. */
    private static final Duration ON_THE_WAY = Duration.ofMillis(500);

    private final TestBed bed;
    private final Endpoint quick;
    private final double rate;
    private final Load alone;
    private final long arrivedAlone;

    /** Subscribes the endpoint to events of kind CREATED, and measures it without the others. */
    Beside(TestBed bed, Endpoint quick, double rate) {
        this.bed = bed;
        this.quick = quick;
        this.rate = rate;
        bed.gateway().api().subscribe(quick, Kind.CREATED.type());
        Load warmUp = Load.run(Kind.CREATED, rate, Duration.ofSeconds(3), bed.gateway());
        new Audit(quick, warmUp.events()).awaitNothingMissing(Duration.ofSeconds(30));
        this.alone = Load.run(Kind.CREATED, rate, Form.window(), bed.gateway());
        this.arrivedAlone = arrived(alone);
    }

    /** Measures it again, and compares. */
    void assertAsQuickAsAlone(String others) {
        Load load = Load.run(Kind.CREATED, rate, Form.window(), bed.gateway());
        long arrived = arrived(load);
        double ratio = (double) arrived / arrivedAlone;
        Form.say(
                "%s: the quick endpoint got %d of %d in time, %d of %d without them; ratio %.3f",
                others,
                arrived,
                load.events().size(),
                arrivedAlone,
                alone.events().size(),
                ratio);
        assertThat(ratio)
                .as(
                        "rate of the quick endpoint beside %s, against its rate without them (%d and %d events in time)",
                        others, arrived, arrivedAlone)
                .isGreaterThanOrEqualTo(0.99);
        new Audit(quick, load.events())
                .awaitNothingMissing(Duration.ofSeconds(30))
                .assertNothingRepeated();
    }

    /** Each of the others got at least half as many requests as the one that got the largest number. */
    static void assertEven(List<Endpoint> others) {
        List<Integer> counts =
                others.stream().map(endpoint -> endpoint.requests().size()).toList();
        int least = counts.stream().mapToInt(Integer::intValue).min().orElseThrow();
        int greatest = counts.stream().mapToInt(Integer::intValue).max().orElseThrow();
        Form.say("requests to each of the others: %d to %d", least, greatest);
        assertThat(least)
                .as("requests to the endpoint that got fewest; all: %s", counts)
                .isPositive()
                .isGreaterThanOrEqualTo((greatest + 1) / 2);
    }

    /** How many events of a load arrived until shortly after its last call was due. */
    private long arrived(Load load) {
        long end = load.startedAt() + Form.window().plus(ON_THE_WAY).toNanos();
        var audit = new Audit(quick, load.events());
        try {
            await().atMost(Duration.ofNanos(Math.max(TimeUnit.MILLISECONDS.toNanos(200), end - System.nanoTime())))
                    .until(() -> audit.missing().isEmpty());
        } catch (ConditionTimeoutException e) {
            // What is late is what is measured.
        }
        Set<String> events = audit.acknowledged();
        return quick.requests().stream()
                .filter(request -> events.contains(request.eventId()) && request.at() - end < 0)
                .map(Endpoint.Request::eventId)
                .distinct()
                .count();
    }
}
