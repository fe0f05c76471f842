package dev.tributary.fairness;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.faultrun.Drips;
import dev.tributary.faultrun.Form;
import dev.tributary.faultrun.Load;
import dev.tributary.faultrun.Load.Kind;
import dev.tributary.faultrun.Store;
import dev.tributary.faultrun.TestBed;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How many genuine calls are taken beside each kind of slow callers, and what is kept of large calls without a valid secret. */
@Tag("alone")
class SlowCallersIT {

    private static final int GENUINE = 100;
    private static final double GENUINE_A_SECOND = 20;
    /** An answer that comes later counts as none. */
    private static final Duration IN_TIME = Duration.ofSeconds(1);

    private static final double LARGE_A_SECOND = 8;
    private static final Duration LARGE_FOR = Duration.ofSeconds(Form.choose(8, 60));
    private static final String LARGE = "{\"event\":\"" + "x".repeat(1_000_000) + "\"}";
    /** The bytes of a day, at most, and what comes back of them in a minute. */
    private static final long MAX_KEPT = 320 << 10;

    private static final String LENGTH = "Content-Length: 1000\r\n\r\n";
    private static final String CHUNKED = "Transfer-Encoding: chunked\r\n\r\n";

    /** Its time is over only after that of the calls beside it. */
    private static final String HEADERS = "headers";

    private record Slow(String name, int connections, String head, String drop) {}

    private static final List<Slow> SLOW = List.of(
            new Slow("bodies of the API without a token", 310, post("/api/v1/configuration/sources") + LENGTH, "x"),
            new Slow("bodies to an unknown source", 300, post("/hooks/nope/none") + LENGTH, "x"),
            new Slow("chunked bodies to an unknown source", 80, post("/hooks/nope/none") + CHUNKED, "1\r\nx\r\n"),
            new Slow("bodies to another source", 280, post("/hooks/paybook/other") + LENGTH, "x"),
            new Slow(HEADERS, 300, "POST /hooks/paybook/other HTTP/1.1\r\nHost: x\r\nX: ", "x"),
            new Slow("sizes of chunks", 80, post("/hooks/paybook/other") + CHUNKED + "1;a=", "x"),
            new Slow("trailers", 80, post("/hooks/paybook/other") + CHUNKED + "0\r\nA: ", "x"));

    @TempDir
    Path data;

    @ParameterizedTest(name = "{displayName} {0}")
    @MethodSource("dev.tributary.faultrun.Form#stores")
    void genuineCallsAreTakenBesideEachKindOfSlowCallers(Store store) throws Exception {
        try (var bed = new TestBed(store, data)) {
            bed.gateway().api().createSource("other");
            Load.run(Kind.CREATED, GENUINE_A_SECOND, Duration.ofSeconds(5), bed.gateway()); // the first calls are slow
            for (Slow slow : SLOW) {
                try (var drips = new Drips(bed.gateway().port(), slow.connections(), slow.head(), slow.drop())) {
                    long taken = inTime(Load.run(
                            Kind.CREATED,
                            GENUINE_A_SECOND,
                            Duration.ofMillis((long) (1000 * GENUINE / GENUINE_A_SECOND)),
                            bed.gateway()));
                    Form.say(
                            "%s: genuine calls taken beside %d connections with slow %s: %d of %d, connections closed %d",
                            store, slow.connections(), slow.name(), taken, GENUINE, drips.closed());
                    assertThat(taken)
                            .as("genuine calls beside slow %s", slow.name())
                            .isGreaterThanOrEqualTo(95);
                    if (!slow.name().equals(HEADERS)) {
                        assertThat(drips.closed())
                                .as("closed connections with slow %s", slow.name())
                                .isGreaterThanOrEqualTo(slow.connections());
                    }
                }
            }
        }
    }

    @ParameterizedTest(name = "{displayName} {0}")
    @MethodSource("dev.tributary.faultrun.Form#stores")
    void littleIsKeptOfLargeCallsWithAWrongSecret(Store store) throws Exception {
        try (var bed = new TestBed(store, data)) {
            bed.gateway().api().createSource("attacked");
            long diskBefore = bed.diskBytes();
            int answered;
            try (var large = new Flood(
                    bed.gateway(), LARGE_A_SECOND, 8, i -> Flood.post("/hooks/paybook/attacked", "wrong" + i, LARGE))) {
                Load.run(Kind.CREATED, 1, LARGE_FOR, bed.gateway());
                answered = large.answered();
                assertThat(large.answers()).containsKey("401").doesNotContainKey("200");
            }
            long kept = kept(bed);
            Form.say(
                    "%s: calls of 1 MB with a wrong secret: %.0f MiB sent in %d s (%.0f a minute), %.2f MiB kept, disk %.2f MiB more",
                    store,
                    mebibytes((long) answered * LARGE.length()),
                    LARGE_FOR.toSeconds(),
                    mebibytes((long) answered * LARGE.length()) * 60 / LARGE_FOR.toSeconds(),
                    mebibytes(kept),
                    mebibytes(bed.diskBytes() - diskBefore));
            assertThat(answered).isGreaterThan((int) (0.8 * LARGE_A_SECOND * LARGE_FOR.toSeconds()));
            assertThat(kept).as("bytes kept").isPositive().isLessThan(MAX_KEPT);
        }
    }

    private static long kept(TestBed bed) {
        List<JsonNode> receipts = bed.gateway().api().getAll("/api/v1/receipts?verdict=rejected&sourceId=attacked");
        return receipts.stream()
                .mapToLong(receipt -> receipt.toString().length()
                        + bed.gateway()
                                .api()
                                .keptBody(receipt.path("id").asText())
                                .length())
                .sum();
    }

    private static double mebibytes(long bytes) {
        return bytes / (double) (1 << 20);
    }

    private static long inTime(Load load) {
        return load.acknowledged().stream()
                .filter(call -> call.acknowledgedAt() - call.sentAt() < IN_TIME.toNanos())
                .count();
    }

    private static String post(String path) {
        return "POST " + path + " HTTP/1.1\r\nHost: x\r\nX-Secret: x\r\n";
    }
}
