package dev.tributary.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.faultrun.Audit;
import dev.tributary.faultrun.Endpoint;
import dev.tributary.faultrun.Form;
import dev.tributary.faultrun.Load;
import dev.tributary.faultrun.Load.Kind;
import dev.tributary.faultrun.Store;
import dev.tributary.faultrun.TestBed;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The measure for all fault runs: without a fault every event is sent once. */
class FaultFreeIT {

    private static final double CALLS_A_SECOND = 850;

    @TempDir
    Path data;

    @ParameterizedTest(name = "{displayName} {0}")
    @MethodSource("dev.tributary.faultrun.Form#stores")
    void withoutAFaultEveryEventIsSentOnce(Store store) throws Exception {
        try (var bed = new TestBed(store, data)) {
            Endpoint endpoint = bed.sink().endpoint("sink");
            bed.gateway().api().subscribe(endpoint);
            Load first = Load.run(Kind.CREATED, CALLS_A_SECOND / 4, Duration.ofSeconds(3), bed.gateway());
            Load load = Load.run(Kind.CREATED, CALLS_A_SECOND, Duration.ofSeconds(Form.choose(6, 20)), bed.gateway());
            assertThat(load.events()).as("acknowledged events").hasSizeGreaterThan((int) CALLS_A_SECOND);
            var audit = new Audit(
                    endpoint,
                    Stream.of(first, load).flatMap(run -> run.events().stream()).toList());
            int missing = audit.awaitArrival(Duration.ofSeconds(60)).size();
            Form.say(
                    "fault-free, %s: %d acknowledged, other answers %s, %d missing, %d sent more than once",
                    store,
                    load.events().size(),
                    load.others(),
                    missing,
                    audit.repeated().size());
            audit.awaitNothingMissing(Duration.ofSeconds(1)).assertNothingRepeated();
        }
    }
}
