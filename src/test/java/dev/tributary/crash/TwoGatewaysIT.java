package dev.tributary.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tributary.faultrun.Answer;
import dev.tributary.faultrun.Audit;
import dev.tributary.faultrun.Endpoint;
import dev.tributary.faultrun.Form;
import dev.tributary.faultrun.GatewayProcess;
import dev.tributary.faultrun.Load;
import dev.tributary.faultrun.Load.Acknowledged;
import dev.tributary.faultrun.Load.Kind;
import dev.tributary.faultrun.Store;
import dev.tributary.faultrun.TestBed;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two gateways on one database share the work; a change through one of them holds for both. */
class TwoGatewaysIT {

    private static final double CALLS_A_SECOND = 150;
    private static final int CHANGES = 40;
    private static final int MADE = 6;
    private static final int LOOK_UPS_A_SECOND = 10;
    private static final String ENABLED = "{\"enabled\":true}";
    private static final String DISABLED = "{\"enabled\":false}";
    private static final String WIDE = "{\"events\":[\"bank.connection.created.v1\"]}";
    private static final String NARROW = "{\"events\":[\"bank.payment.created.v1\"]}";

    @TempDir
    Path data;

    @Test
    void twoGatewaysOnOneBacklogSendEachDeliveryOnce() throws Exception {
        try (var bed = new TestBed(Store.CONTAINER, data)) {
            Endpoint endpoint = bed.sink().endpoint("sink").answering(Answer.okAfter(Duration.ofSeconds(1)));
            bed.gateway().api().subscribe(endpoint);
            Load backlog = Load.run(Kind.CREATED, 200, Duration.ofSeconds(Form.choose(3, 15)), bed.gateway());
            int waiting = new Audit(endpoint, backlog.events()).missing().size();
            GatewayProcess second = bed.startGateway();
            endpoint.answering(Answer.ok());
            Load both = Load.run(Kind.CREATED, CALLS_A_SECOND, Duration.ofSeconds(3), bed.gateway(), second);
            var acknowledged = new ArrayList<>(backlog.events());
            acknowledged.addAll(both.events());
            var audit = new Audit(endpoint, acknowledged);
            int missing = audit.awaitArrival(Duration.ofMinutes(1)).size();
            Form.say(
                    "two gateways on a backlog of %d: %d acknowledged, %d missing, %d sent more than once",
                    waiting, acknowledged.size(), missing, audit.repeated().size());
            assertThat(waiting)
                    .as("events that waited when the second gateway started")
                    .isPositive();
            audit.awaitNothingMissing(Duration.ofSeconds(1)).assertNothingRepeated();
        }
    }

    /** Both gateways accept calls while the subscription is changed through the first, again and again. */
    @Test
    void whatIsAcknowledgedAfterASubscriptionIsEnabledAgainOrWidenedIsDelivered() throws Exception {
        try (var bed = new TestBed(Store.CONTAINER, data)) {
            Endpoint endpoint = bed.sink().endpoint("sink");
            bed.gateway().api().subscribe(endpoint, Kind.CREATED.type());
            Set<String> owed = new HashSet<>();
            Set<String> late = new TreeSet<>();
            try (Load load = Load.start(Kind.CREATED, CALLS_A_SECOND, bed.gateway(), bed.startGateway())) {
                for (int change = 0; change < Form.choose(4, 12); change++) {
                    bed.gateway().api().change(endpoint, change % 2 == 0 ? DISABLED : NARROW);
                    pause(Duration.ofMillis(1500)); // until both gateways know it
                    bed.gateway().api().change(endpoint, change % 2 == 0 ? ENABLED : WIDE);
                    long changedAt = System.nanoTime();
                    pause(Duration.ofSeconds(2));
                    Set<String> sent = sentSince(changedAt, load);
                    owed.addAll(sent);
                    late.addAll(new Audit(endpoint, sent).awaitArrival(Duration.ofSeconds(10)));
                }
                assertThat(load.others()).as("answers other than 200").isEmpty();
            }
            Set<String> lost = new Audit(endpoint, owed).missing();
            Form.say(
                    "enabled again and widened: of %d acknowledged events %d were not there after 10 s, %d are lost",
                    owed.size(), late.size(), lost.size());
            assertThat(owed).isNotEmpty();
            assertThat(late)
                    .as("events acknowledged by one of two gateways after the 204, and not delivered within 10 s")
                    .isEmpty();
        }
    }

    /** A call that is not verified comes before each change, so that the source was compared with the store just then. */
    @Test
    void aSecretAddedThroughOneGatewayVerifiesCallsAtTheOtherAtOnceAndASourceTakesThemWithinASecond() throws Exception {
        try (var bed = new TestBed(Store.CONTAINER, data)) {
            GatewayProcess other = bed.startGateway();
            Map<Integer, Integer> answers = new TreeMap<>();
            for (int change = 0; change < CHANGES; change++) {
                String secret = "added-secret-" + change;
                assertThat(Load.callLater(other, "early" + change, secret).join())
                        .as("status before the secret was added")
                        .isEqualTo(401);
                bed.gateway().api().addSecret(Load.SOURCE, secret);
                var calls = new ArrayList<CompletableFuture<Integer>>();
                for (int call = 0; call < 200 / CHANGES; call++) {
                    calls.add(Load.callLater(other, "call" + change + "n" + call, secret));
                }
                calls.forEach(call -> answers.merge(call.join(), 1, Integer::sum));
            }
            Form.say("a secret added at the other gateway: answers by status %s", answers);
            assertThat(answers).as("answers by status").containsOnlyKeys(200).containsEntry(200, 200);

            List<Long> millis = new ArrayList<>();
            for (int made = 0; made < MADE; made++) {
                millis.add(millisUntilKnown("made" + made, bed, other));
            }
            Form.say("a source made at the other gateway: the last 404 began after %s ms", millis);
            assertThat(millis).as("milliseconds until a source takes calls").allMatch(time -> time < 1000);
        }
    }

    /** Unknown ids come before, so that the other gateway has no look-up left and learns of the source by following the store. */
    private static long millisUntilKnown(String source, TestBed bed, GatewayProcess other) {
        for (int unknown = 0; unknown < 2 * LOOK_UPS_A_SECOND; unknown++) {
            assertThat(Load.call(other, source + "-unknown" + unknown, Kind.CREATED, "c"))
                    .isEqualTo(404);
        }
        bed.gateway().api().createSource(source);
        long madeAt = System.nanoTime();
        long sentAt = madeAt;
        while (Load.call(other, source, Kind.CREATED, "c") == 404) {
            sentAt = System.nanoTime();
        }
        return Duration.ofNanos(sentAt - madeAt).toMillis();
    }

    private static Set<String> sentSince(long changedAt, Load load) {
        return load.acknowledged().stream()
                .filter(call -> call.sentAt() - changedAt > 0)
                .map(Acknowledged::eventId)
                .collect(Collectors.toSet());
    }

    private static void pause(Duration duration) {
        await().pollDelay(duration).atMost(duration.plusSeconds(5)).until(() -> true);
    }
}
