package dev.tributary.fairness;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.faultrun.Audit;
import dev.tributary.faultrun.Endpoint;
import dev.tributary.faultrun.Endpoint.Request;
import dev.tributary.faultrun.Footprint;
import dev.tributary.faultrun.Form;
import dev.tributary.faultrun.Load;
import dev.tributary.faultrun.Load.Kind;
import dev.tributary.faultrun.Store;
import dev.tributary.faultrun.TestBed;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Hostile traffic of every kind at once, beside a genuine source and a genuine subscriber: both keep their rate, and the
 * gateway's memory, disk and log stay as they are. Five minutes on each store in the long form:
 * {@code mvn -Pfaults verify -Dit.test=HostileRunIT}.
 */
@Tag("alone")
class HostileRunIT {

    private static final double GENUINE_A_SECOND = 20;
    private static final Duration ALONE = Duration.ofSeconds(Form.choose(6, 60));
    private static final Duration BEGINNING = Duration.ofSeconds(Form.choose(5, 60));
    private static final Duration ATTACKED = Duration.ofSeconds(Form.choose(14, 240));
    /** An answer or a delivery that comes later counts as none. */
    private static final long IN_TIME = TimeUnit.SECONDS.toNanos(1);

    private static final long MAX_HEAP_GROWTH = 24 << 20;
    /** A heap that is young still takes memory from the system. */
    private static final long MAX_RESIDENT_GROWTH = Form.choose(256L, 96L) << 20;
    /** Of what hostile calls may leave: the receipts that are kept of rejected ones, of two sources. */
    private static final long MAX_DISK_BESIDE = 4 << 20;

    /** At once, and what comes back of the bytes of a day in the long form. */
    private static final long MAX_KEPT = Form.choose(272L, 320L) << 10;
    /** Of one rejected call, beside its body. */
    private static final long RECEIPT_OVERHEAD = 512;

    private static final long MAX_LOG = 1 << 20;

    /** Of the source and of the subscriber, in events a second. */
    private record Rates(double answered, double delivered) {}

    @TempDir
    Path data;

    @ParameterizedTest(name = "{displayName} {0}")
    @MethodSource("dev.tributary.faultrun.Form#stores")
    void hostileTrafficLeavesAGenuineSourceAndSubscriberTheirRateAndTheGatewayItsSize(Store store) throws Exception {
        try (var bed = new TestBed(store, data)) {
            Endpoint subscriber = bed.sink().endpoint("genuine");
            bed.gateway().api().subscribe(subscriber, Kind.CREATED.type());
            bed.gateway().api().createSource("attacked");
            bed.gateway().api().createLegacySource("legacy");
            rates(bed, subscriber, Duration.ofSeconds(5)); // the first calls of a process are slow
            long diskBefore = bed.diskBytes();
            Rates alone = rates(bed, subscriber, ALONE);
            double diskASecond = (double) (bed.diskBytes() - diskBefore) / ALONE.toSeconds();
            try (var attack = new Attack(bed.gateway())) {
                rates(bed, subscriber, BEGINNING);
                Footprint beginning = Footprint.of(bed);
                Map<String, Integer> before = attack.answered();
                long begun = System.nanoTime();
                Rates attacked = rates(bed, subscriber, ATTACKED);
                double seconds = (System.nanoTime() - begun) / 1e9;
                Map<String, Integer> after = attack.answered();
                Footprint end = Footprint.of(bed);
                Form.say(
                        "%s: alone %s, attacked %s; at the beginning %s; after %.0f s %s",
                        store, alone, attacked, beginning, seconds, end);
                Form.say(
                        "%s: hostile answers %s, slow connections closed %d",
                        store, attack.statuses(), attack.dripsClosed());
                assertAttacked(attack, before, after, seconds);
                assertLittleIsKept(bed, "attacked");
                assertLittleIsKept(bed, "legacy");
                assertThat(attacked.answered() / alone.answered())
                        .as("rate of the genuine source")
                        .isGreaterThanOrEqualTo(0.95);
                assertThat(attacked.delivered() / alone.delivered())
                        .as("rate of the genuine subscriber")
                        .isGreaterThanOrEqualTo(0.95);
                assertFlat(beginning, end, (long) (diskASecond * seconds));
            }
        }
    }

    /** Without this, a gateway that refuses every connection would pass. */
    private static void assertAttacked(
            Attack attack, Map<String, Integer> before, Map<String, Integer> after, double seconds) {
        Map<String, Double> targets = Map.of(
                "wrong proofs", Attack.WRONG_PROOFS_A_SECOND,
                "unknown ids", Attack.UNKNOWN_IDS_A_SECOND,
                "scans", Attack.SCANS_A_SECOND,
                "bombs", Attack.BOMBS_A_SECOND,
                "bad tokens", Attack.BAD_TOKENS_A_SECOND);
        targets.forEach(
                (kind, target) -> assertThat((after.getOrDefault(kind, 0) - before.getOrDefault(kind, 0)) / seconds)
                        .as("%s answered a second", kind)
                        .isGreaterThan(0.8 * target));
        assertThat(attack.statuses().get("wrong proofs")).containsKey("401").doesNotContainKey("200");
        assertThat(attack.statuses().get("unknown ids")).containsKey("404");
        assertThat(attack.statuses().get("bad tokens")).containsKey("401").doesNotContainKey("200");
        assertThat(attack.dripsClosed()).as("slow connections closed").isGreaterThan(Attack.DRIPS);
    }

    /** The bytes of all that a source sent in the run; in the short form the disk does not show them. */
    private static void assertLittleIsKept(TestBed bed, String source) {
        List<JsonNode> receipts = bed.gateway().api().getAll("/api/v1/receipts?verdict=rejected&sourceId=" + source);
        long bytes = receipts.stream()
                .mapToLong(receipt -> RECEIPT_OVERHEAD
                        + bed.gateway()
                                .api()
                                .keptBody(receipt.path("id").asText())
                                .length())
                .sum();
        Form.say("%d rejected calls to %s are kept, %.1f KB", receipts.size(), source, bytes / 1e3);
        assertThat(bytes)
                .as("bytes kept of rejected calls to %s", source)
                .isPositive()
                .isLessThan(MAX_KEPT);
    }

    private static void assertFlat(Footprint beginning, Footprint end, long diskOfGenuineCalls) {
        assertThat(end.heap()).as("heap in use").isLessThan(beginning.heap() + MAX_HEAP_GROWTH);
        assertThat(end.resident()).as("resident memory").isLessThan(beginning.resident() + MAX_RESIDENT_GROWTH);
        assertThat(end.disk()).as("disk").isLessThan(beginning.disk() + diskOfGenuineCalls + MAX_DISK_BESIDE);
        assertThat(end.log()).as("log").isLessThan(MAX_LOG);
    }

    private static Rates rates(TestBed bed, Endpoint subscriber, Duration window) {
        Load load = Load.run(Kind.CREATED, GENUINE_A_SECOND, window, bed.gateway());
        new Audit(subscriber, load.events())
                .awaitNothingMissing(Duration.ofSeconds(30))
                .assertNothingRepeated();
        Map<String, Long> arrivals =
                subscriber.requests().stream().collect(Collectors.toMap(Request::eventId, Request::at, Math::min));
        long answered = load.acknowledged().stream()
                .filter(call -> call.acknowledgedAt() - call.sentAt() < IN_TIME)
                .count();
        long delivered = load.acknowledged().stream()
                .filter(call -> arrivals.getOrDefault(call.eventId(), Long.MAX_VALUE) - call.sentAt() < IN_TIME)
                .count();
        return new Rates(answered / (double) window.toSeconds(), delivered / (double) window.toSeconds());
    }
}
