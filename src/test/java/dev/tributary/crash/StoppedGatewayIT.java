package dev.tributary.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.faultrun.Answer;
import dev.tributary.faultrun.Audit;
import dev.tributary.faultrun.Endpoint;
import dev.tributary.faultrun.Form;
import dev.tributary.faultrun.GatewayApi;
import dev.tributary.faultrun.GatewayProcess;
import dev.tributary.faultrun.Load;
import dev.tributary.faultrun.Load.Kind;
import dev.tributary.faultrun.Store;
import dev.tributary.faultrun.TestBed;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway that stands still longer than its lease, and then goes on, does no harm. */
class StoppedGatewayIT {

    private static final double CALLS_A_SECOND = 150;
    private static final Duration BEYOND_FIRST_RETRY = Duration.ofSeconds(7);
    private static final long ON_THE_WIRE = Duration.ofMillis(200).toNanos();
    /** Within this time after it goes on, a gateway has written what it was about to write when it stopped. */
    private static final long BEGUN = Duration.ofMillis(500).toNanos();

    @TempDir
    Path data;

    @Test
    void whatAStoppedGatewayHadIsTakenOverAndListedOnceAsDelivered() throws Exception {
        try (var bed = new TestBed(Store.CONTAINER, data)) {
            Endpoint endpoint = bed.sink().endpoint("sink").answering(Answer.okAfter(Duration.ofMillis(200)));
            bed.gateway().api().subscribe(endpoint);
            GatewayProcess second = bed.startGateway();
            List<Long> faults = new ArrayList<>();
            Set<String> acknowledged = acknowledgedUntilStopped(bed, endpoint, faults);
            endpoint.answering(Answer.ok());
            var audit = new Audit(endpoint, acknowledged);
            long stoppedAt = System.nanoTime();
            int missing = audit.awaitArrival(Form.takeOver()).size();
            long seconds = Duration.ofNanos(System.nanoTime() - stoppedAt).toSeconds();
            long resumedAt = System.nanoTime();
            bed.gateway().resume();
            faults.add(resumedAt);
            Load after = Load.run(Kind.CREATED, CALLS_A_SECOND, BEYOND_FIRST_RETRY, bed.gateway(), second);
            new Audit(endpoint, after.events()).awaitNothingMissing(Duration.ofSeconds(30));
            Form.say(
                    "stopped: %d acknowledged, %d missing after %d s without the stopped gateway, %d sent more than once",
                    acknowledged.size(), missing, seconds, audit.repeated().size());
            assertThat(missing).as("events that no gateway took over").isZero();
            audit.assertRepeatedOnlyAfter(faults);
            assertThat(audit.repeatedAfter(resumedAt + BEGUN))
                    .as("events that were sent again after this gateway went on")
                    .isEmpty();
            assertListedOnceAsDelivered(second.api(), acknowledged);
        }
    }

    /** The first gateway accepts calls, and stops while deliveries are in flight. */
    private static Set<String> acknowledgedUntilStopped(TestBed bed, Endpoint endpoint, List<Long> faults)
            throws Exception {
        Load load = Load.start(Kind.CREATED, CALLS_A_SECOND, bed.gateway());
        try (load) {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> endpoint.requests().size() > CALLS_A_SECOND);
            bed.gateway().pause();
            faults.add(System.nanoTime());
            // what the gateway wrote before it stopped arrives a little later, and long before its lease ends
            faults.add(System.nanoTime() + ON_THE_WIRE);
        }
        return load.events();
    }

    private static void assertListedOnceAsDelivered(GatewayApi api, Set<String> acknowledged) {
        Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            Map<String, List<String>> states = states(api);
            List<String> wrong = acknowledged.stream()
                    .filter(event -> !List.of("delivered").equals(states.get(event)))
                    .map(event -> event + " is " + states.get(event))
                    .toList();
            assertThat(wrong)
                    .as("events that are not listed once, as delivered")
                    .isEmpty();
        });
    }

    /** The states of the deliveries of each event; the API lists deliveries by the event's own id. */
    private static Map<String, List<String>> states(GatewayApi api) {
        var names = new HashMap<String, String>();
        for (JsonNode event : api.getAll("/api/v1/events")) {
            names.put(event.path("id").asText(), event.path("subject").asText().replace("connections/", ""));
        }
        var states = new HashMap<String, List<String>>();
        for (JsonNode delivery : api.getAll("/api/v1/deliveries")) {
            String event = String.valueOf(names.get(delivery.path("eventId").asText()));
            states.computeIfAbsent(event, any -> new ArrayList<>())
                    .add(delivery.path("state").asText());
        }
        return states;
    }
}
