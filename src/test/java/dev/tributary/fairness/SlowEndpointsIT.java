package dev.tributary.fairness;

import dev.tributary.faultrun.Answer;
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
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Endpoints that answer late or never take nothing from one that answers at once. */
@Tag("alone")
class SlowEndpointsIT {

    private static final double CALLS_A_SECOND = 120;
    private static final Answer AFTER_100_MILLIS = Answer.okAfter(Duration.ofMillis(100));
    private static final Answer AFTER_TWO_SECONDS = Answer.okAfter(Duration.ofSeconds(2));

    @TempDir
    Path data;

    static Stream<Arguments> slowEndpoints() {
        return Form.stores()
                .flatMap(store -> Form.choose(
                        Stream.of(Arguments.of(store, 9, AFTER_100_MILLIS), Arguments.of(store, 9, Answer.never())),
                        Stream.of(
                                Arguments.of(store, 9, AFTER_100_MILLIS),
                                Arguments.of(store, 9, AFTER_TWO_SECONDS),
                                Arguments.of(store, 9, Answer.never()),
                                Arguments.of(store, 8, Answer.never()))));
    }

    @ParameterizedTest(name = "{displayName} {0} {1} {2}")
    @MethodSource("slowEndpoints")
    void aFewSlowEndpointsShareEvenlyAndLeaveTheQuickOneItsRate(Store store, int count, Answer answer)
            throws Exception {
        try (var bed = new TestBed(store, data)) {
            var beside = new Beside(bed, bed.sink().endpoint("quick"), CALLS_A_SECOND);
            List<Endpoint> slow = endpoints(bed, count, answer);
            bed.gateway().api().subscribeAll(slow, Kind.CREATED.type());
            beside.assertAsQuickAsAlone(store + ", " + count + " endpoints with " + answer);
            Beside.assertEven(slow);
        }
    }

    @ParameterizedTest(name = "{displayName} {0}")
    @MethodSource("dev.tributary.faultrun.Form#stores")
    void aHundredSlowEndpointsShareEvenlyAndLeaveTheQuickOneItsRate(Store store) throws Exception {
        try (var bed = new TestBed(store, data)) {
            var beside = new Beside(bed, bed.sink().endpoint("quick"), CALLS_A_SECOND);
            List<Endpoint> slow = endpoints(bed, 100, AFTER_TWO_SECONDS);
            bed.gateway().api().subscribeAll(slow, Kind.UPDATED.type());
            try (Load toAll = Load.start(Kind.UPDATED, 5, bed.gateway())) {
                beside.assertAsQuickAsAlone(store + ", a hundred endpoints with " + AFTER_TWO_SECONDS);
                Form.say("%d events for each of the hundred", toAll.events().size());
            }
            Beside.assertEven(slow);
        }
    }

    @ParameterizedTest(name = "{displayName} {0}")
    @MethodSource("dev.tributary.faultrun.Form#stores")
    void twoSlowSubscriptionsLeaveTheQuickOneOnTheSameHostItsRate(Store store) throws Exception {
        try (var bed = new TestBed(store, data)) {
            var beside = new Beside(bed, bed.sink().endpoint("quick", 0), CALLS_A_SECOND);
            List<Endpoint> slow = IntStream.range(0, 2)
                    .mapToObj(i -> bed.sink().endpoint("slow" + i, 0).answering(AFTER_TWO_SECONDS))
                    .toList();
            bed.gateway().api().subscribeAll(slow, Kind.CREATED.type());
            beside.assertAsQuickAsAlone(store + ", two on the same host with " + AFTER_TWO_SECONDS);
            Beside.assertEven(slow);
        }
    }

    private static List<Endpoint> endpoints(TestBed bed, int count, Answer answer) {
        return IntStream.range(0, count)
                .mapToObj(i -> bed.sink().endpoint("slow" + i).answering(answer))
                .toList();
    }
}
