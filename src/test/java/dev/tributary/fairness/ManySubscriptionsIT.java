package dev.tributary.fairness;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.faultrun.Audit;
import dev.tributary.faultrun.Endpoint;
import dev.tributary.faultrun.Form;
import dev.tributary.faultrun.GatewayProcess;
import dev.tributary.faultrun.Load;
import dev.tributary.faultrun.Load.Kind;
import dev.tributary.faultrun.Store;
import dev.tributary.faultrun.TestBed;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The cost of an event depends on what is sent for it, not on how many subscriptions there are. */
@Tag("alone")
class ManySubscriptionsIT {

    private static final int HOSTS = 50;

    @TempDir
    Path data;

    private final int count = Form.choose(1_000, 10_000);

    @Test
    void anEventThatOneOfThousandsMatchesCostsLittleMoreThanWithoutTheOthers() throws Exception {
        try (var bed = new TestBed(Store.EMBEDDED, data)) {
            Endpoint one = bed.sink().endpoint("one");
            bed.gateway().api().subscribe(one, Kind.CREATED.type());
            costOfAnEvent(bed.gateway(), one);
            double alone = leastCostOfAnEvent(bed.gateway(), one);
            bed.gateway().api().subscribeAll(endpoints(bed), "bank.payment.*");
            double among = leastCostOfAnEvent(bed.gateway(), one);
            Form.say(
                    "%d subscriptions of which one matches: %.0f µs of CPU an event, %.0f with that one alone",
                    count, among, alone);
            assertThat(among / alone)
                    .as("CPU of the gateway for an event, with %d other subscriptions against without", count)
                    .isLessThan(1.5);
        }
    }

    @Test
    void eventsThatThousandsOfSubscriptionsMatchReachAllOfThemInAHeapOf384MiB() throws Exception {
        try (var bed = new TestBed(Store.EMBEDDED, data)) {
            List<Endpoint> all = endpoints(bed);
            bed.gateway().api().subscribeAll(all, Kind.UPDATED.type());
            Load load = Load.run(Kind.UPDATED, 2, Duration.ofSeconds(Form.choose(2, 4)), bed.gateway());
            long startedAt = System.nanoTime();
            int wanted = all.size() * load.events().size();
            Awaitility.await("the %d deliveries of %d events"
                            .formatted(wanted, load.events().size()))
                    .atMost(Duration.ofMinutes(Form.choose(1, 4)))
                    .untilAsserted(() -> {
                        assertThat(bed.gateway().isAlive())
                                .as("the gateway runs")
                                .isTrue();
                        assertThat(arrived(all)).as("deliveries that arrived").isGreaterThanOrEqualTo(wanted);
                    });
            Form.say(
                    "%d subscriptions that all match: %d deliveries in %d ms after the last call",
                    count, wanted, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startedAt));
            all.forEach(endpoint -> new Audit(endpoint, load.events())
                    .awaitNothingMissing(Duration.ofSeconds(1))
                    .assertNothingRepeated());
            assertAllListed(bed, load, count);
            assertThat(bed.gateway().log()).doesNotContain("java.lang.OutOfMemoryError");
        }
    }

    private static int arrived(List<Endpoint> all) {
        return all.stream().mapToInt(endpoint -> endpoint.requests().size()).sum();
    }

    private static void assertAllListed(TestBed bed, Load load, int count) {
        JsonNode found = bed.gateway().api().get("/api/v1/events?limit=200").path("result");
        assertThat(found.size()).isEqualTo(load.events().size());
        String eventId = found.get(0).path("id").asText();
        Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(
                        bed.gateway().api().listedStates(eventId))
                .as("states of the deliveries of one event")
                .hasSize(count)
                .containsOnly("delivered"));
    }

    /** The lesser of two: the compilers of the gateway still work in the first. */
    private static double leastCostOfAnEvent(GatewayProcess gateway, Endpoint endpoint) {
        double first = costOfAnEvent(gateway, endpoint);
        return Math.min(first, costOfAnEvent(gateway, endpoint));
    }

    /** In microseconds, until all events of a load have arrived. */
    private static double costOfAnEvent(GatewayProcess gateway, Endpoint endpoint) {
        Duration before = gateway.cpuTime();
        Load load = Load.run(Kind.CREATED, 250, Form.window(), gateway);
        new Audit(endpoint, load.events()).awaitNothingMissing(Duration.ofSeconds(60));
        Duration spent = gateway.cpuTime().minus(before);
        return spent.toNanos() / 1e3 / load.events().size();
    }

    private List<Endpoint> endpoints(TestBed bed) {
        return IntStream.range(0, count)
                .mapToObj(i -> bed.sink().endpoint("many" + i, i % HOSTS))
                .toList();
    }
}
