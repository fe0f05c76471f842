package dev.tributary.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.faultrun.Audit;
import dev.tributary.faultrun.Endpoint;
import dev.tributary.faultrun.Endpoint.Request;
import dev.tributary.faultrun.Form;
import dev.tributary.faultrun.GatewayApi;
import dev.tributary.faultrun.GatewayProcess;
import dev.tributary.faultrun.Load;
import dev.tributary.faultrun.Load.Kind;
import dev.tributary.faultrun.Store;
import dev.tributary.faultrun.TestBed;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A range is replayed while two gateways take calls in: each of its events once for each key, all others once. */
class ReplayIT {

    private static final double CALLS_A_SECOND = 100;
    private static final Duration AT_MOST = Duration.ofMinutes(2);

    @TempDir
    Path data;

    @Test
    void aFilteredRangeIsCountedFirstAndReplayedOnceForEachKeyWhileTrafficGoesOn() throws Exception {
        try (var bed = new TestBed(Store.CONTAINER, data)) {
            GatewayProcess second = bed.startGateway();
            Endpoint endpoint = bed.sink().endpoint("sink");
            bed.gateway().api().subscribe(endpoint);
            Instant from = Instant.now();
            Duration time = Duration.ofSeconds(Form.choose(5, 60));
            Set<String> wanted = delivered(endpoint, Kind.CREATED, time, bed.gateway(), second);
            Set<String> filtered = delivered(endpoint, Kind.UPDATED, Duration.ofSeconds(2), bed.gateway(), second);
            String range = range(from);
            Load traffic = Load.start(Kind.CREATED, CALLS_A_SECOND, bed.gateway(), second);
            try (traffic) {
                int counted = second.api().countReplay(range);
                String one = bed.gateway().api().replay(range, "one");
                assertThat(second.api().replay(range, "one"))
                        .as("the replay of the same key")
                        .isEqualTo(one);
                String another = second.api().replay(range, "another");
                Form.say("replay of %d events: %d counted", wanted.size(), counted);
                assertThat(counted).isEqualTo(wanted.size());
                for (String replay : List.of(one, another)) {
                    assertThat(awaitDone(second.api(), replay)).isEqualTo(wanted.size());
                }
            }
            assertThat(traffic.others()).as("answers other than 200").isEmpty();
            new Audit(endpoint, traffic.events()).awaitNothingMissing(AT_MOST);
            awaitRequests(endpoint, wanted, 3);
            awaitRequests(endpoint, filtered, 1);
            awaitRequests(endpoint, traffic.events(), 1);
            assertThat(endpoint.refused()).as("requests with a wrong signature").isEmpty();
        }
    }

    /** What was added before the crash may be sent again, as anything that was in flight; it is listed once. The short form
     * ends the leases of the killed gateway, the long one waits for it. */
    @Test
    void aReplayGoesOnAtAnotherGatewayAfterACrash() throws Exception {
        try (var bed = new TestBed(Store.CONTAINER, data)) {
            GatewayProcess second = bed.startGateway();
            Endpoint endpoint = bed.sink().endpoint("sink");
            bed.gateway().api().subscribe(endpoint);
            Instant from = Instant.now();
            Set<String> wanted =
                    delivered(endpoint, Kind.CREATED, Duration.ofSeconds(Form.choose(10, 30)), bed.gateway());
            String replay = bed.gateway().api().replay(range(from), "crash");
            bed.gateway().kill();
            if (Form.choose(true, false)) {
                bed.endLeases();
            }
            assertThat(awaitDone(second.api(), replay)).isEqualTo(wanted.size());
            Map<String, Long> replays = awaitReplays(second.api(), replay, wanted.size());
            assertThat(replays.values()).containsOnly(1L);
            assertThat(endpoint.byEvent().values()).allSatisfy(requests -> assertThat(
                            requests.stream().map(Request::webhookId).distinct())
                    .hasSize(1));
        }
    }

    private static Set<String> delivered(Endpoint endpoint, Kind kind, Duration time, GatewayProcess... gateways) {
        Load load = Load.run(kind, CALLS_A_SECOND, time, gateways);
        new Audit(endpoint, load.events()).awaitNothingMissing(AT_MOST);
        assertThat(load.events()).isNotEmpty();
        return load.events();
    }

    private static String range(Instant from) {
        return "{\"webHookId\":\"sink\",\"eventType\":\"%s\",\"from\":\"%s\",\"before\":\"%s\",\"events\":true}"
                .formatted(Kind.CREATED.type(), from, Instant.now());
    }

    private static int awaitDone(GatewayApi api, String replay) {
        JsonNode[] last = new JsonNode[1];
        await().atMost(Form.takeOver().plus(AT_MOST)).untilAsserted(() -> {
            last[0] = api.get("/api/v1/replays/" + replay);
            assertThat(last[0].path("state").asText()).as("%s", last[0]).isEqualTo("done");
        });
        return last[0].path("count").asInt();
    }

    /** Waits until each of these events has come so often; more is an error. */
    private static void awaitRequests(Endpoint endpoint, Set<String> events, int count) {
        await().atMost(AT_MOST).untilAsserted(() -> {
            Map<String, List<Request>> requests = endpoint.byEvent();
            List<String> fewer = events.stream()
                    .filter(event -> requests.getOrDefault(event, List.of()).size() < count)
                    .toList();
            assertThat(fewer).as("events that came less than %d times", count).isEmpty();
        });
        Map<String, List<Request>> requests = endpoint.byEvent();
        List<String> more = events.stream()
                .filter(event -> requests.getOrDefault(event, List.of()).size() > count)
                .toList();
        Form.say("%d of %d events came more than %d times", more.size(), events.size(), count);
        assertThat(more).as("events that came more than %d times", count).isEmpty();
    }

    /** How many deliveries of a replay are listed as delivered for each event. */
    private static Map<String, Long> awaitReplays(GatewayApi api, String replay, int events) {
        Map<String, Long> counts = new HashMap<>();
        await().atMost(Form.takeOver()).pollInterval(Duration.ofSeconds(2)).untilAsserted(() -> {
            counts.clear();
            api.getAll("/api/v1/deliveries?state=delivered&webHookId=sink").stream()
                    .filter(delivery -> delivery.path("id").asText().endsWith(":" + replay))
                    .forEach(delivery -> counts.merge(delivery.path("eventId").asText(), 1L, Long::sum));
            assertThat(counts).hasSize(events);
        });
        return counts;
    }
}
