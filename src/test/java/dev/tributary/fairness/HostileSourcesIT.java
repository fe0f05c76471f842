package dev.tributary.fairness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.faultrun.Drips;
import dev.tributary.faultrun.Form;
import dev.tributary.faultrun.Load;
import dev.tributary.faultrun.Load.Kind;
import dev.tributary.faultrun.Store;
import dev.tributary.faultrun.TestBed;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Hostile callers and a hot source leave the calls of another source their rate. */
@Tag("alone")
class HostileSourcesIT {

    private static final double GENUINE_A_SECOND = 10;
    private static final double HOT_A_SECOND = 100 * GENUINE_A_SECOND;
    private static final double UNKNOWN_A_SECOND = 500;
    private static final double WRONG_A_SECOND = 1000;
    private static final Duration WINDOW = Duration.ofSeconds(Form.choose(6, 30));
    private static final String SECRET = "a-shared-secret-for-tests";
    /** An answer that comes later is none. */
    private static final Duration IN_TIME = Duration.ofSeconds(1);

    @TempDir
    Path data;

    @ParameterizedTest(name = "{displayName} {0}")
    @MethodSource("dev.tributary.faultrun.Form#stores")
    void aFloodOfWrongSecretsLeavesTheGenuineCallsOfTheSameSourceTheirRate(Store store) throws Exception {
        try (var bed = new TestBed(store, data)) {
            Load.run(Kind.CREATED, 100, Duration.ofSeconds(3), bed.gateway());
            long alone = inTime(Load.run(Kind.CREATED, GENUINE_A_SECOND, WINDOW, bed.gateway()));
            String body = "{\"event\":\"credential_update\",\"id_credential\":\"%d\",\"id_user\":\"u\"}";
            try (var wrong = new Flood(
                    bed.gateway(),
                    WRONG_A_SECOND,
                    256,
                    i -> Flood.post("/hooks/paybook/" + Load.SOURCE, "wrong" + i, body.formatted(i)))) {
                int before = wrong.answered();
                long begun = System.nanoTime();
                Load load = Load.run(Kind.CREATED, GENUINE_A_SECOND, WINDOW, bed.gateway());
                double rate = (wrong.answered() - before) / ((System.nanoTime() - begun) / 1e9);
                double ratio = (double) inTime(load) / alone;
                Form.say(
                        "%s: genuine calls answered 200 in time beside wrong secrets %d, alone %d, ratio %.3f, others %s;"
                                + " wrong secrets %.0f a second %s",
                        store, inTime(load), alone, ratio, load.others(), rate, wrong.answers());
                assertThat(rate).as("wrong secrets a second").isGreaterThan(0.95 * WRONG_A_SECOND);
                assertThat(wrong.answers()).containsKey("401").doesNotContainKey("200");
                assertThat(ratio).as("rate of the genuine calls").isGreaterThanOrEqualTo(0.95);
            }
        }
    }

    @ParameterizedTest(name = "{displayName} {0}")
    @MethodSource("dev.tributary.faultrun.Form#stores")
    void aFloodADripAndUnknownIdsLeaveAGenuineSourceItsRate(Store store) throws Exception {
        try (var bed = new TestBed(store, data)) {
            bed.gateway().api().createSource("hot");
            Load.run(Kind.CREATED, 100, Duration.ofSeconds(3), bed.gateway());
            long alone = inTime(Load.run(Kind.CREATED, GENUINE_A_SECOND, WINDOW, bed.gateway()));
            String body = "{\"event\":\"credential_update\",\"id_credential\":\"%d\",\"id_user\":\"u\"}";
            String slow = "POST /hooks/paybook/hot HTTP/1.1\r\nHost: x\r\nX-Secret: x\r\nContent-Length: 1000\r\n\r\n";
            try (var hot = new Flood(
                            bed.gateway(),
                            HOT_A_SECOND,
                            256,
                            i -> Flood.post("/hooks/paybook/hot", SECRET, body.formatted(i)));
                    var unknown = new Flood(
                            bed.gateway(),
                            UNKNOWN_A_SECOND,
                            64,
                            i -> Flood.post("/hooks/paybook/none" + i, SECRET, body.formatted(i)));
                    var drips = new Drips(bed.gateway().port(), 300, slow, "x")) {
                int hotBefore = hot.answered();
                int unknownBefore = unknown.answered();
                long begun = System.nanoTime();
                Load load = Load.run(Kind.CREATED, GENUINE_A_SECOND, WINDOW, bed.gateway());
                double seconds = (System.nanoTime() - begun) / 1e9;
                double hotRate = (hot.answered() - hotBefore) / seconds;
                double unknownRate = (unknown.answered() - unknownBefore) / seconds;
                double ratio = (double) inTime(load) / alone;
                Form.say(
                        "%s: genuine calls answered 200 in time beside hostile ones %d, alone %d, ratio %.3f, others %s;"
                                + " hot source %.0f a second %s, unknown ids %.0f a second %s, drips closed %d",
                        store,
                        inTime(load),
                        alone,
                        ratio,
                        load.others(),
                        hotRate,
                        hot.answers(),
                        unknownRate,
                        unknown.answers(),
                        drips.closed());
                assertThat(hotRate).as("calls a second of the hot source").isGreaterThan(0.95 * HOT_A_SECOND);
                assertThat(unknownRate).as("unknown ids a second").isGreaterThan(0.95 * UNKNOWN_A_SECOND);
                assertThat(unknown.answers()).containsKey("404");
                assertThat(drips.closed()).as("connections that were too slow").isGreaterThanOrEqualTo(300);
                assertThat(ratio).as("rate of the genuine source").isGreaterThanOrEqualTo(0.95);
            }
        }
    }

    private static long inTime(Load load) {
        return load.acknowledged().stream()
                .filter(call -> call.acknowledgedAt() - call.sentAt() < IN_TIME.toNanos())
                .count();
    }
}
