package dev.tributary.platform.membership;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoDatabase;
import dev.tributary.platform.membership.Membership.Departed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.bson.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What gateways know of each other on every server of the protocol; each has a clock of its own. */
abstract class MembershipContract {

    private final AtomicLong time = new AtomicLong(1);
    private final AtomicLong otherTime = new AtomicLong(1_000_000);
    private int takenOver;
    private Membership one;
    private Membership other;
    private MongoDatabase database;

    abstract MongoDatabase database();

    @BeforeEach
    void open() {
        database = database();
        one = new Membership(new GatewayStore(database), false, time::get);
        other = new Membership(new GatewayStore(database), false, otherTime::get);
        one.beat("checkpoint-1");
        other.beat("checkpoint-2");
    }

    @Test
    void countsTheLivingAndKnowsTheirBacklog() {
        one.addBacklog(List.of("s1", "s2"));
        assertThat(other.takeOver()).isEmpty();
        assertThat(other.living()).isEqualTo(2);
        assertThat(other.backlogOfOthers()).containsExactlyInAnyOrder("s1", "s2");
        one.removeBacklog("s1");
        one.beat("checkpoint-1");
        other.takeOver();
        assertThat(other.backlogOfOthers()).containsExactly("s2");
    }

    @Test
    void theCommonFeedGoesAsFarAsTheLastGatewayHasShown() {
        var feed = new CommonFeed(new GatewayStore(database), one, false);
        var otherFeed = new CommonFeed(new GatewayStore(database), other, false);
        assertThat(feed.horizon("feed-5")).contains("checkpoint-2"); // has shown nothing yet
        assertThat(otherFeed.horizon("feed-7")).contains("feed-5");
        assertThat(feed.horizon("feed-6")).contains("feed-6");
        assertThat(feed.horizon("feed-9")).contains("feed-7");
        other.takeOver();
        otherFeed.show(() -> "feed-8");
        assertThat(feed.horizon("feed-9")).contains("feed-8");
        other.leave("checkpoint-9");
        List<Departed> departed = one.takeOver();
        assertThat(otherFeed.horizon("feed-9")).isEmpty();
        departed.forEach(one::tookOver);
        assertThat(feed.horizon("feed-9")).contains("feed-9");
        assertThat(otherFeed.horizon("feed-9")).isEmpty();
    }

    /** Threads of a gateway show it at the same time. */
    @Test
    void whatAGatewayHasShownNeverGoesBack() {
        var feed = new CommonFeed(new GatewayStore(database), one, false);
        var otherFeed = new CommonFeed(new GatewayStore(database), other, false);
        otherFeed.horizon("feed-9");
        otherFeed.horizon("feed-5");
        assertThat(feed.horizon("feed-9")).contains("feed-9");
    }

    /** It shows nothing while nobody reads, and goes on all the same. */
    @Test
    void aGatewayThatHasNotShownItLatelyIsAsFarAsItsCheckpoint() {
        var feed = new CommonFeed(new GatewayStore(database), one, false);
        new CommonFeed(new GatewayStore(database), other, false).horizon("a-while-ago");
        other.beat("checkpoint-3");
        assertThat(feed.horizon("feed-9")).contains("checkpoint-3");
    }

    /** One that joins after another one has read up to a place learns of it before it stores anything. */
    @Test
    void aGatewayThatJoinsIsToldHowFarOthersHaveRead() {
        new CommonFeed(new GatewayStore(database), one, false).horizon("feed-5");
        var third = new Membership(new GatewayStore(database), false, otherTime::get);
        List<String> told = new ArrayList<>();
        third.onJoin(feed -> {
            assertThat(third.holdsLease()).isFalse();
            told.add(feed);
        });
        third.beat("checkpoint-3");
        assertThat(told).containsExactlyInAnyOrder("feed-5", "checkpoint-2");
        assertThat(third.holdsLease()).isTrue();
    }

    @Test
    void exactlyOneOfThemIsTheFirstAndAnotherOneWhenItHasLeft() {
        one.takeOver();
        other.takeOver();
        assertThat(one.isFirst()).isNotEqualTo(other.isFirst());
        Membership first = one.isFirst() ? one : other;
        Membership second = one.isFirst() ? other : one;
        first.leave("checkpoint-9");
        second.takeOver();
        assertThat(second.isFirst()).isTrue();
    }

    @Test
    void oneDocumentThatCannotBeReadHidesNoOther() {
        database.getCollection("gateways").insertOne(new Document("_id", "a").append("counter", "no number"));
        other.takeOver();
        assertThat(other.living()).isEqualTo(2);
    }

    @Test
    void theStoreCountsAsNotWritableWhenTheHeartbeatIsLateAndAsWritableAfterTheNext() {
        assertThat(one.unwritable()).isEmpty();
        time.addAndGet(Duration.ofSeconds(7).toNanos());
        assertThat(one.unwritable()).hasValue("no durable write for 7 s");
        one.beat("checkpoint-1");
        assertThat(one.unwritable()).isEmpty();
    }

    @Test
    void takesOverFromOneWhoseHeartbeatStandsStillForTheLeaseTime() {
        one.addBacklog(List.of("s1"));
        watch(other, Membership.LEASE.minusSeconds(1));
        assertThat(other.takeOver()).isEmpty();
        otherTime.addAndGet(Duration.ofSeconds(2).toNanos());
        assertThat(other.takeOver()).singleElement().satisfies(departed -> {
            assertThat(departed.checkpoint()).isEqualTo("checkpoint-1");
            assertThat(departed.writers()).containsExactly(one.writer());
            assertThat(departed.backlog()).containsExactly("s1");
        });
    }

    @Test
    void doesNotTakeOverFromOneThatShowsAHeartbeat() {
        watch(other, Membership.LEASE.minusSeconds(1));
        one.beat("checkpoint-1");
        watch(other, Membership.LEASE.minusSeconds(1));
        assertThat(other.takeOver()).isEmpty();
    }

    @Test
    void doesNotTakeOverRightAfterATimeInWhichItCouldNotLook() {
        watch(other, Duration.ofSeconds(2));
        otherTime.addAndGet(Membership.LEASE.multipliedBy(4).toNanos());
        assertThat(other.takeOver()).as("the store was away for both").isEmpty();
        watch(other, Membership.LEASE.plusSeconds(1));
        assertThat(takenOver).isEqualTo(1);
    }

    @Test
    void letsOnlyOneOfTwoTakeOver() {
        var third = new Membership(new GatewayStore(database), false, otherTime::get);
        third.beat("checkpoint-3");
        Set<String> takers = new HashSet<>();
        for (int second = 0; second < Membership.LEASE.toSeconds() + 2; second++) {
            other.beat("checkpoint-2");
            third.beat("checkpoint-3");
            other.takeOver().forEach(departed -> takers.add("other"));
            third.takeOver().forEach(departed -> takers.add("third"));
            otherTime.addAndGet(Duration.ofSeconds(1).toNanos());
        }
        assertThat(takers).hasSize(1);
    }

    @Test
    void beginsAnewUnderAnotherNameWhereItWasTakenOver() {
        String before = one.writer();
        watch(other, Membership.LEASE.minusSeconds(1));
        otherTime.addAndGet(Duration.ofSeconds(2).toNanos());
        Membership.Departed departed = other.takeOver().get(0);

        assertThat(one.beat("checkpoint-1")).isFalse();
        assertThat(one.writer()).isNotEqualTo(before);
        assertThat(one.names()).containsExactlyInAnyOrder(before, one.writer());
        assertThat(one.holdsLease())
                .as("not before its new document is written")
                .isFalse();
        assertThat(one.beat("checkpoint-1")).isTrue();
        assertThat(one.holdsLease()).isTrue();
        other.tookOver(departed);
        assertThat(other.takeOver()).isEmpty();
        one.forgetFormerNames();
        assertThat(one.names()).isEqualTo(Set.of(one.writer()));
    }

    @Test
    void startsNoCallsWhenItsHeartbeatIsLate() {
        assertThat(one.holdsLease()).isTrue();
        time.addAndGet(Membership.LEASE.minus(Duration.ofSeconds(4)).toNanos());
        assertThat(one.holdsLease()).as("before another one may take over").isFalse();
    }

    @Test
    void letsTheNextTakeOverAtOnceWhenItLeaves() {
        one.leave("checkpoint-9");
        assertThat(other.takeOver()).singleElement().satisfies(departed -> assertThat(departed.checkpoint())
                .isEqualTo("checkpoint-9"));
        assertThat(one.holdsLease()).isFalse();
    }

    /** Looks once a second, as a gateway does, and counts what it takes over. */
    private void watch(Membership observer, Duration time) {
        for (int second = 0; second < time.toSeconds(); second++) {
            takenOver += observer.takeOver().size();
            otherTime.addAndGet(Duration.ofSeconds(1).toNanos());
        }
    }

    @Test
    void goesOnWhereTheReplyToItsFirstHeartbeatWasLost() {
        var again = new Membership(new GatewayStore(database), false, time::get);
        database.getCollection("gateways").insertOne(document(again.writer()));
        assertThat(again.beat("checkpoint-5")).isTrue();
        assertThat(again.holdsLease()).isTrue();
    }

    private static Document document(String id) {
        return new Document("_id", id)
                .append("counter", 0L)
                .append("checkpoint", "")
                .append("writers", List.of(id))
                .append("backlog", List.of())
                .append("stopped", false)
                .append("takenBy", null);
    }

    @Test
    void takesOverAtOnceWhereNoOtherGatewayCanBeAlive() {
        var alone = new Membership(new GatewayStore(database), true, otherTime::get);
        alone.beat("checkpoint-4");
        assertThat(alone.takeOver()).hasSize(2);
    }
}
