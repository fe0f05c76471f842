package dev.tributary.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A gateway is killed while it stores, sends and records; what it acknowledged is delivered all the same. */
class KillIT {

    private static final double CALLS_A_SECOND = 150;
    private static final int LATEST_KILL_MILLIS = 1500;
    /** Until when what no killed gateway had claimed has arrived. */
    private static final Duration UNLEASED = Form.lease();

    /** Where in the way of an event the kill comes. */
    private enum Moment {
        ANY,
        AFTER_THE_COMMIT,
        BEFORE_THE_ANSWER_OF_THE_ENDPOINT,
        AFTER_THE_ANSWER_OF_THE_ENDPOINT
    }

    private static final Moment[] MOMENTS = Moment.values();

    @TempDir
    Path data;

    private final Queue<Long> kills = new ConcurrentLinkedQueue<>();
    private final Set<String> acknowledged = new HashSet<>();

    @ParameterizedTest(name = "{displayName} {0}")
    @EnumSource
    void aGatewayKilledAtAnyMomentLosesNothingAndRepeatsOnlyWhatItWasSending(Store store) throws Exception {
        Random random = Form.random("kill, " + store);
        try (var bed = new TestBed(store, data)) {
            Endpoint endpoint = bed.sink().endpoint("sink");
            bed.gateway().api().subscribe(endpoint);
            int first = random.nextInt(MOMENTS.length);
            for (int cycle = 0; cycle < Form.choose(store == Store.EMBEDDED ? 4 : 2, 20); cycle++) {
                Moment moment = MOMENTS[(first + cycle) % MOMENTS.length];
                killUnderLoad(bed.gateway(), endpoint, moment, random);
                bed.gateway().start();
            }
            acknowledged.addAll(Load.run(Kind.CREATED, CALLS_A_SECOND, Duration.ofSeconds(2), bed.gateway())
                    .events());
            var audit = new Audit(endpoint, acknowledged);
            Set<String> missing = awaitArrival(bed, audit);
            Form.say(
                    "kill, %s: %d kills, %d acknowledged, %d missing, %d sent more than once",
                    store,
                    kills.size(),
                    acknowledged.size(),
                    missing.size(),
                    audit.repeated().size());
            audit.awaitNothingMissing(Duration.ofSeconds(1)).assertRepeatedOnlyAfter(kills);
            aCallSentAgainIsNoNewEvent(bed.gateway(), endpoint);
            assertThat(bed.gateway().log().lines())
                    .as("deliveries that were begun before the gateway could make any")
                    .noneMatch(line -> line.contains("goes back to the queue without an attempt"));
        }
    }

    /**
     * What a killed gateway had claimed from the queue is leased for 90 s. The long form waits for it; the short form ends
     * the leases, with one more kill that comes without load.
     */
    private Set<String> awaitArrival(TestBed bed, Audit audit) throws Exception {
        Set<String> missing = audit.awaitArrival(Form.choose(UNLEASED, Form.takeOver()));
        if (missing.isEmpty() || Form.choose(false, true)) {
            return missing;
        }
        kill(bed.gateway());
        bed.endLeases();
        bed.gateway().start();
        return audit.awaitArrival(Form.takeOver());
    }

    private void killUnderLoad(GatewayProcess gateway, Endpoint endpoint, Moment moment, Random random) {
        int before = kills.size();
        Load load = Load.start(Kind.CREATED, CALLS_A_SECOND, gateway);
        try (load) {
            arm(gateway, endpoint, moment, random.nextInt(100));
            if (moment == Moment.AFTER_THE_COMMIT) {
                int calls = random.nextInt(100);
                await("calls are acknowledged")
                        .atMost(Duration.ofSeconds(30))
                        .pollInterval(Duration.ofMillis(1))
                        .until(() -> load.events().size() > calls);
                kill(gateway);
            } else if (moment == Moment.ANY) {
                await().pollDelay(Duration.ofMillis(random.nextInt(LATEST_KILL_MILLIS)))
                        .until(() -> true);
                kill(gateway);
            }
            await("the gateway was killed " + moment)
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> kills.size() > before);
            endpoint.onRequest(request -> {}, request -> {});
        }
        acknowledged.addAll(load.events());
    }

    /** The request of that number kills the gateway. */
    private void arm(GatewayProcess gateway, Endpoint endpoint, Moment moment, int number) {
        var requests = new AtomicInteger();
        Runnable count = () -> {
            if (requests.getAndIncrement() == number) {
                kill(gateway);
            }
        };
        switch (moment) {
            case ANY, AFTER_THE_COMMIT -> {}
            case BEFORE_THE_ANSWER_OF_THE_ENDPOINT -> endpoint.onRequest(request -> count.run(), request -> {});
            case AFTER_THE_ANSWER_OF_THE_ENDPOINT -> endpoint.onRequest(request -> {}, request -> count.run());
        }
    }

    private void kill(GatewayProcess gateway) {
        gateway.kill();
        kills.add(System.nanoTime());
    }

    private void aCallSentAgainIsNoNewEvent(GatewayProcess gateway, Endpoint endpoint) {
        String event = acknowledged.iterator().next();
        assertThat(Load.call(gateway, Load.SOURCE, Kind.CREATED, event)).isEqualTo(200);
        acknowledged.addAll(
                Load.run(Kind.CREATED, 10, Duration.ofSeconds(1), gateway).events());
        new Audit(endpoint, acknowledged).awaitNothingMissing(Duration.ofSeconds(30));
        List<String> ids = endpoint.requests().stream()
                .filter(request -> request.eventId().equals(event))
                .map(Endpoint.Request::webhookId)
                .distinct()
                .toList();
        assertThat(ids).as("webhook-ids of an event whose call was sent again").hasSize(1);
    }
}
