package dev.tributary.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LaneTest {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final Lane lane = new Lane();

    @Test
    void startsWithFourAtATimeAndGrowsToEightWhileAllIsWell() {
        assertThat(start(100, 0)).isEqualTo(4);
        for (int i = 0; i < 200; i++) {
            lane.succeeded();
            start(1, 0);
        }
        assertThat(start(100, 0)).isEqualTo(8 - 4);
    }

    @Test
    void halvesWithEachTrouble() {
        assertThat(start(100, 0)).isEqualTo(4);
        assertThat(lane.troubled(0)).isFalse();
        assertThat(lane.troubled(0)).isFalse();
        assertThat(start(1, 0)).isZero();
        assertThat(lane.troubled(0)).isFalse();
        assertThat(lane.troubled(0)).isFalse();
        assertThat(start(100, 0)).isEqualTo(1);
    }

    @Test
    void leavesAnEndpointAloneForGrowingPausesAndThenProbesIt() {
        for (int i = 0; i < 4; i++) {
            lane.started(0, null);
            assertThat(lane.troubled(0)).isFalse();
        }
        lane.started(0, null);
        assertThat(lane.troubled(0)).isTrue();
        assertThat(start(100, SECOND - 1)).isZero();
        assertThat(start(100, SECOND)).isEqualTo(1);

        assertThat(lane.troubled(SECOND)).isTrue();
        assertThat(lane.open(3 * SECOND - 1)).isFalse();
        assertThat(start(100, 3 * SECOND)).isEqualTo(1);
        lane.succeeded();
        assertThat(lane.open(3 * SECOND)).isTrue();
    }

    @Test
    void takesFirstAttemptsBeforeLaterOnes() {
        lane.add(delivery("later", 1));
        lane.add(delivery("first", 0));

        assertThat(lane.next(0, true)).extracting(Delivery::eventId).isEqualTo("first");
        assertThat(lane.next(0, false)).isNull();
        assertThat(lane.next(0, true)).extracting(Delivery::eventId).isEqualTo("later");
    }

    @Test
    void keepsToARate() {
        lane.add(delivery("1", 0));
        lane.add(delivery("2", 0));
        assertThat(lane.next(0, true)).isNotNull();
        lane.started(0, 2.0);

        assertThat(lane.next(SECOND / 2 - 1, true)).isNull();
        assertThat(lane.untilNextStart(0)).isEqualTo(SECOND / 2);
        assertThat(lane.next(SECOND / 2, true)).isNotNull();
    }

    @Test
    void countsAsStartableOnlyWhatItsLimitAndItsRateLetStart() {
        for (int i = 0; i < 10; i++) {
            lane.add(delivery("e" + i, 0));
        }
        assertThat(lane.startable(0)).isEqualTo(4);
        lane.next(0, true);
        lane.started(0, 2.0);

        assertThat(lane.startable(0)).isZero();
        assertThat(lane.startable(SECOND / 2)).isEqualTo(3);
    }

    @Test
    void staysShortAndAsksForMoreWhenItHasRoomAgain() {
        assertThat(lane.takes(0, 63)).isTrue();
        assertThat(lane.takes(0, 64)).isFalse();
        start(4, 0);
        lane.leaveBehind();

        assertThat(lane.wantsMore(0)).isFalse();
        lane.succeeded();
        assertThat(lane.wantsMore(0)).isTrue();
        assertThat(lane.wantsMore(0)).isFalse();
    }

    @Test
    void givesUpWhatWaits() {
        lane.add(delivery("1", 0));
        lane.add(delivery("2", 3));

        assertThat(lane.takeAll()).hasSize(2);
        assertThat(lane.waiting()).isZero();
    }

    /** How many of so many start at a moment. */
    private int start(int wanted, long now) {
        int started = 0;
        for (int i = 0; i < wanted; i++) {
            lane.add(delivery("e" + i, 0));
            if (lane.next(now, true) != null) {
                lane.started(now, null);
                started++;
            }
        }
        lane.takeAll();
        return started;
    }

    private static Delivery delivery(String eventId, int made) {
        return new Delivery("default", eventId, "s1", new byte[0], "token", made);
    }
}
