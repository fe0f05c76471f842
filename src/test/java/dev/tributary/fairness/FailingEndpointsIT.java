package dev.tributary.fairness;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.faultrun.Answer;
import dev.tributary.faultrun.Audit;
import dev.tributary.faultrun.Endpoint;
import dev.tributary.faultrun.Form;
import dev.tributary.faultrun.Load;
import dev.tributary.faultrun.Load.Kind;
import dev.tributary.faultrun.Store;
import dev.tributary.faultrun.TestBed;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Endpoints that fail, and a burst of events, leave a healthy endpoint its rate. */
@Tag("alone")
class FailingEndpointsIT {

    private static final double CALLS_A_SECOND = 60;

    @TempDir
    Path data;

    @ParameterizedTest(name = "{displayName} {0}")
    @MethodSource("dev.tributary.faultrun.Form#stores")
    void aThousandEndpointsThatAnswer500LeaveTheHealthyOneItsRateAndAreListed(Store store) throws Exception {
        try (var bed = new TestBed(store, data)) {
            var beside = new Beside(bed, bed.sink().endpoint("healthy"), CALLS_A_SECOND);
            List<Endpoint> failing = IntStream.range(0, 1000)
                    .mapToObj(i -> bed.sink().endpoint("failing" + i).answering(Answer.status(500)))
                    .toList();
            bed.gateway().api().subscribeAll(failing, Kind.UPDATED.type());
            Load toFailing = Load.start(Kind.UPDATED, 1, bed.gateway());
            try (toFailing) {
                beside.assertAsQuickAsAlone(store + ", 1,000 endpoints that answer 500");
            }
            Awaitility.await("every failing endpoint was called")
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> failing.stream()
                            .noneMatch(endpoint -> endpoint.requests().isEmpty()));
            for (int i = 0; i < failing.size(); i += 100) {
                assertFailuresListed(bed, failing.get(i), toFailing.events().size());
            }
        }
    }

    @ParameterizedTest(name = "{displayName} {0}")
    @MethodSource("dev.tributary.faultrun.Form#stores")
    void aBurstReachesEachSubscriptionOnceAndLeavesTheQuickOneItsRate(Store store) throws Exception {
        try (var bed = new TestBed(store, data)) {
            var beside = new Beside(bed, bed.sink().endpoint("quick"), CALLS_A_SECOND);
            List<Endpoint> others = IntStream.range(0, 4)
                    .mapToObj(
                            i -> bed.sink().endpoint("burst" + i).answering(Answer.okAfter(Duration.ofMillis(5L * i))))
                    .toList();
            bed.gateway().api().subscribeAll(others, Kind.UPDATED.type());
            Load burst = Load.run(Kind.UPDATED, 1000, Duration.ofSeconds(Form.choose(2, 6)), bed.gateway());
            beside.assertAsQuickAsAlone(store + ", after a burst");
            for (Endpoint endpoint : others) {
                new Audit(endpoint, burst.events())
                        .awaitNothingMissing(Duration.ofMinutes(1))
                        .assertNothingRepeated();
            }
        }
    }

    /** Each request that came is listed as an attempt with the status that was answered. */
    private static void assertFailuresListed(TestBed bed, Endpoint endpoint, int events) {
        Awaitility.await("the deliveries of " + endpoint.name() + " are listed with their attempts")
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> {
                    JsonNode deliveries = bed.gateway().api().deliveries(endpoint);
                    assertThat(deliveries.size())
                            .as("deliveries listed for %s", endpoint.name())
                            .isBetween(1, events);
                    assertThat(deliveries.findValues("state"))
                            .extracting(JsonNode::asText)
                            .containsOnly("pending");
                    assertThat(deliveries.findValues("attempts").stream()
                                    .mapToInt(JsonNode::size)
                                    .sum())
                            .as("attempts listed for %s", endpoint.name())
                            .isEqualTo(endpoint.requests().size());
                    assertThat(deliveries.findValues("status"))
                            .extracting(JsonNode::asInt)
                            .isNotEmpty()
                            .containsOnly(500);
                });
    }
}
