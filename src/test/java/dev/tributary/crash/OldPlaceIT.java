package dev.tributary.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tributary.faultrun.Audit;
import dev.tributary.faultrun.Endpoint;
import dev.tributary.faultrun.Form;
import dev.tributary.faultrun.Load;
import dev.tributary.faultrun.Load.Kind;
import dev.tributary.faultrun.Store;
import dev.tributary.faultrun.TestBed;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One second after a change is confirmed, no gateway sends to the old place any more. */
class OldPlaceIT {

    private static final double CALLS_A_SECOND = 150;
    private static final Duration KNOWN_EVERYWHERE = Duration.ofSeconds(1);
    private static final Duration WATCHED = Duration.ofSeconds(3);

    @TempDir
    Path data;

    @Test
    void aSubscriptionThatIsDisabledOrDeletedGetsNothingLaterThanASecondAfterTheAnswer() throws Exception {
        try (var bed = new TestBed(Store.CONTAINER, data)) {
            try (Load load = Load.start(Kind.CREATED, CALLS_A_SECOND, bed.gateway(), bed.startGateway())) {
                List<Long> disabled = new ArrayList<>();
                List<Long> deleted = new ArrayList<>();
                for (int round = 0; round < Form.choose(1, 4); round++) {
                    Endpoint endpoint = receiving(bed, "round" + round);
                    bed.gateway().api().change(endpoint, "{\"enabled\":false}");
                    disabled.addAll(requestsAfter(System.nanoTime(), endpoint));
                    Endpoint next = receiving(bed, "next" + round);
                    bed.gateway().api().unsubscribe(next);
                    deleted.addAll(requestsAfter(System.nanoTime(), next));
                }
                assertNoneLate("disabled", disabled);
                assertNoneLate("deleted", deleted);
                assertThat(load.others()).as("answers other than 200").isEmpty();
            }
        }
    }

    @Test
    void aSubscriptionThatPointsElsewhereGetsEverythingThereAndNothingAtTheOldPlace() throws Exception {
        try (var bed = new TestBed(Store.CONTAINER, data)) {
            Endpoint old = bed.sink().endpoint("old");
            Endpoint other = bed.sink().endpoint("other");
            bed.gateway().api().subscribe(old);
            Load load = Load.start(Kind.CREATED, CALLS_A_SECOND, bed.gateway(), bed.startGateway());
            try (load) {
                awaitArriving(old);
                bed.gateway().api().change(old, "{\"base_uri\":\"%s\"}".formatted(other.uri()));
                assertNoneLate("pointed elsewhere", requestsAfter(System.nanoTime(), old));
            }
            await("everything acknowledged is at one of the places")
                    .atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> {
                        var missing = new HashSet<>(new Audit(old, load.events()).missing());
                        missing.retainAll(new Audit(other, load.events()).missing());
                        assertThat(missing).isEmpty();
                    });
        }
    }

    private static Endpoint receiving(TestBed bed, String name) {
        Endpoint endpoint = bed.sink().endpoint(name);
        bed.gateway().api().subscribe(endpoint);
        awaitArriving(endpoint);
        return endpoint;
    }

    private static void awaitArriving(Endpoint endpoint) {
        await("deliveries arrive")
                .atMost(Duration.ofSeconds(30))
                .until(() -> endpoint.events().size() > CALLS_A_SECOND);
    }

    /** Milliseconds from the answer to each request that came after it, those of the first second included. */
    private static List<Long> requestsAfter(long answeredAt, Endpoint endpoint) {
        await().pollDelay(WATCHED).atMost(WATCHED.plusSeconds(5)).until(() -> true);
        return endpoint.requests().stream()
                .map(request -> TimeUnit.NANOSECONDS.toMillis(request.at() - answeredAt))
                .filter(after -> after > 0)
                .toList();
    }

    private static void assertNoneLate(String what, List<Long> after) {
        List<Long> late = after.stream()
                .filter(millis -> millis > KNOWN_EVERYWHERE.toMillis())
                .toList();
        Form.say(
                "%s: %d requests to the old place after the answer, %d later than a second",
                what, after.size(), late.size());
        assertThat(late)
                .as("%s: requests to the old place, in milliseconds after the answer", what)
                .isEmpty();
    }
}
