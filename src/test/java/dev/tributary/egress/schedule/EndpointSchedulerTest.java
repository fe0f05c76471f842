package dev.tributary.egress.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.egress.schedule.OutgoingCall.Result;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Time is set by hand, and a call is in flight until the test ends it. */
class EndpointSchedulerTest {

    private final List<Runnable> started = new ArrayList<>();
    private final List<String> made = new ArrayList<>();
    private final List<String> withdrawn = new ArrayList<>();
    private long now = TimeUnit.DAYS.toNanos(3);
    private final EndpointScheduler scheduler = new EndpointScheduler(new Places(16), 1 << 20, started::add, () -> now);

    @Test
    void servesEndpointsInTurnHoweverMuchWaitsForOne() {
        offer("busy", 50, Result.SUCCEEDED);
        offer("quiet", 1, Result.SUCCEEDED);

        assertThat(scheduler.inFlight()).isEqualTo(5);
        endAll();

        assertThat(made).hasSize(5).contains("quiet");
    }

    @Test
    void servesTenantsInTurnHoweverManyEndpointsOneHas() {
        for (int i = 0; i < 60; i++) {
            scheduler.offer(new Endpoint("large", "large-" + i, 0), call("large", Result.SUCCEEDED));
        }
        scheduler.offer(new Endpoint("small", "small", 0), call("small", Result.SUCCEEDED));

        endOne();
        endOne(); // two places are free now, one for each tenant

        endAll();
        assertThat(made).hasSize(10).contains("small");
    }

    @Test
    void keepsHalfOfThePlacesForEndpointsThatAnswerQuickly() {
        offer("quick", 1, Result.SUCCEEDED);
        endAll();
        for (int i = 0; i < 50; i++) {
            offer("hanging-" + i, 4, Result.FAILED);
        }

        assertThat(scheduler.inFlight()).as("new endpoints").isEqualTo(8);
        offer("quick", 4, Result.SUCCEEDED);
        assertThat(scheduler.inFlight()).isEqualTo(12);
    }

    @Test
    void countsAnEndpointAsSlowWhileItsCallHangsAndNotOnlyAfterIt() {
        offer("hanging", 4, Result.FAILED);
        pass(Duration.ofMillis(1100));
        offer("hanging", 10, Result.FAILED);

        assertThat(scheduler.inFlight()).as("a quarter of the places").isEqualTo(4);
    }

    @Test
    void pausesAnEndpointThatFailsFiveTimesInARowAndGivesBackWhatWaits() {
        offer("dead", 20, Result.FAILED);
        while (!started.isEmpty()) {
            endOne();
        }

        assertThat(made).hasSizeBetween(5, 8);
        assertThat(withdrawn).hasSize(20 - made.size());
        assertThat(scheduler.capacity(new Endpoint("t", "dead", 0))).isZero();
        assertThat(scheduler.paused()).isOne();
        pass(Duration.ofSeconds(20));
        offer("dead", 3, Result.FAILED);
        assertThat(scheduler.inFlight()).as("one call shows whether it is back").isOne();
    }

    @Test
    void growsTheLimitOfAnEndpointThatUsesItAndAnswersQuickly() {
        offer("quick", 200, Result.SUCCEEDED);
        assertThat(scheduler.inFlight()).isEqualTo(4);
        for (int i = 0; i < 6; i++) {
            endOne();
        }
        assertThat(scheduler.inFlight()).as("a quarter of the places").isEqualTo(4);
        var large = new EndpointScheduler(new Places(256), 1 << 20, started::add, () -> now);
        started.clear();
        for (int i = 0; i < 500; i++) {
            large.offer(new Endpoint("t", "quick", 0), call("quick", Result.SUCCEEDED));
        }
        for (int i = 0; i < 20; i++) {
            endOne();
        }
        assertThat(large.inFlight()).isEqualTo(24);
    }

    @Test
    void keepsARate() {
        for (int i = 0; i < 10; i++) {
            scheduler.offer(new Endpoint("t", "limited", 2), call("limited", Result.SUCCEEDED));
        }
        int starts = 0;
        for (int tick = 0; tick < 300; tick++) {
            starts += started.size();
            endAll();
            pass(Duration.ofMillis(10));
        }
        assertThat(starts).as("two a second for three seconds").isBetween(6, 7);
    }

    @Test
    void startsWhatWaitsForARateOnceTheRateIsRaised() {
        scheduler.offer(new Endpoint("t", "limited", 0.05), call("limited", Result.SUCCEEDED));
        endAll();
        scheduler.offer(new Endpoint("t", "limited", 0.05), call("limited", Result.SUCCEEDED));
        assertThat(scheduler.inFlight()).as("waits for 20 s").isZero();

        scheduler.offer(new Endpoint("t", "limited", 0), call("limited", Result.SUCCEEDED));
        assertThat(scheduler.inFlight()).isEqualTo(2);
    }

    @Test
    void restsForAsLongAsTheEndpointAsks() {
        offer("resting", 1, Result.SUCCEEDED);
        endAll();
        scheduler.rest("resting", Duration.ofSeconds(10));
        offer("resting", 1, Result.SUCCEEDED);
        assertThat(scheduler.inFlight()).isZero();
        pass(Duration.ofSeconds(10));
        assertThat(scheduler.inFlight()).isOne();
    }

    @Test
    void keepsFirstAttemptsAheadOfLateOnesAndLateOnesWithinTheirShare() {
        for (int i = 0; i < 40; i++) {
            scheduler.offer(new Endpoint("t", "e" + i, 0), lateCall("late"));
        }
        assertThat(scheduler.inFlight()).as("a quarter of the places").isEqualTo(4);
        offer("e39", 1, Result.SUCCEEDED);
        assertThat(scheduler.inFlight()).isEqualTo(5);
        while (!started.isEmpty()) {
            endOne();
        }
        assertThat(made).hasSize(41).contains("e39");
    }

    @Test
    void startsNothingWhileAConditionDoesNotHold() {
        var open = new AtomicBoolean();
        scheduler.startOnlyWhile(open::get);
        offer("any", 3, Result.SUCCEEDED);
        assertThat(scheduler.inFlight()).isZero();
        open.set(true);
        scheduler.tick();
        assertThat(scheduler.inFlight()).isEqualTo(3);
    }

    @Test
    void boundsWhatWaitsInMemory() {
        int taken = 0;
        while (scheduler.offer(new Endpoint("t", "new", 0), call("new", Result.SUCCEEDED)) && taken < 1000) {
            taken++;
        }
        assertThat(taken)
                .as("in flight and waiting, of an endpoint that has not answered yet")
                .isEqualTo(4 + 64);
        pass(Duration.ofSeconds(31));
        assertThat(withdrawn).as("what has waited too long goes to the store").hasSize(64);
    }

    @Test
    void withdrawsWhatWaitsWhenItClosesAndWaitsForWhatIsInFlight() throws Exception {
        offer("any", 10, Result.SUCCEEDED);
        scheduler.close();
        assertThat(withdrawn).hasSize(6);
        assertThat(scheduler.offer(new Endpoint("t", "any", 0), call("any", Result.SUCCEEDED)))
                .isFalse();
        endAll();
        scheduler.awaitIdle(Duration.ofSeconds(1));
        assertThat(scheduler.inFlight()).isZero();
        assertThat(made).hasSize(4);
    }

    private void offer(String endpoint, int calls, Result result) {
        for (int i = 0; i < calls; i++) {
            scheduler.offer(new Endpoint("t", endpoint, 0), call(endpoint, result));
        }
    }

    private void pass(Duration time) {
        now += time.toNanos();
        scheduler.tick();
    }

    private void endOne() {
        started.remove(0).run();
    }

    /** Ends what is in flight now. */
    private void endAll() {
        List<Runnable> all = List.copyOf(started);
        started.clear();
        all.forEach(Runnable::run);
    }

    private OutgoingCall call(String name, Result result) {
        return new TestCall(name, result, false);
    }

    private OutgoingCall lateCall(String name) {
        return new TestCall(name, Result.SUCCEEDED, true);
    }

    private final class TestCall implements OutgoingCall {

        private final String name;
        private final Result result;
        private final boolean late;

        TestCall(String name, Result result, boolean late) {
            this.name = name;
            this.result = result;
            this.late = late;
        }

        @Override
        public Result run() {
            made.add(name);
            return result;
        }

        @Override
        public void withdrawn() {
            withdrawn.add(name);
        }

        @Override
        public boolean late() {
            return late;
        }

        @Override
        public int bytes() {
            return 100;
        }
    }
}
