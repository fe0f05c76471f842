package dev.tributary.fanout;

import dev.tributary.delivery.Deliveries;
import dev.tributary.event.TimeOrderedId;
import dev.tributary.eventstore.EventReader;
import dev.tributary.eventstore.EventStore;
import dev.tributary.eventstore.EventsStored;
import dev.tributary.eventstore.OpenEvents;
import dev.tributary.eventstore.StoredEvent;
import dev.tributary.eventstore.feed.FeedWrites;
import dev.tributary.platform.Worker;
import dev.tributary.platform.membership.CommonFeed;
import dev.tributary.platform.membership.Membership;
import dev.tributary.subscription.SubscriptionDirectory;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** The fan-out of a gateway of a test: its real parts, without Spring around them. */
public final class FanningOut {

    private final EventStore events;
    private final OpenEvents open = new OpenEvents();
    private final Membership membership;
    private final FanOut fanOut;
    private final FeedWrites feed;
    private final Heartbeat beat;
    private final Worker worker;
    private final Worker heartbeat;
    private final Worker takeOver;

    public FanningOut(
            EventStore events,
            EventReader reader,
            SubscriptionDirectory subscriptions,
            Deliveries deliveries,
            Membership membership,
            CommonFeed common) {
        this.events = events;
        this.membership = membership;
        var missing = new MissingDeliveries(reader, events, subscriptions, deliveries, open, membership);
        this.fanOut = new FanOut(subscriptions, deliveries, missing, reader, open, membership);
        var ids = new TimeOrderedId(Clock.systemUTC());
        this.feed = new FeedWrites(ids, Clock.systemUTC(), System::nanoTime);
        this.beat = new Heartbeat(
                membership,
                open,
                reader,
                fanOut,
                missing,
                deliveries,
                ids,
                feed,
                common,
                Clock.systemUTC(),
                System::nanoTime);
        this.worker = new Worker("fan-out", 0, fanOut::round, fanOut::flush);
        this.heartbeat = new Worker("heartbeat", 0, beat::round, beat::leave);
        this.takeOver = new Worker("take-over", 0, beat::takeOverRound);
    }

    public void start() {
        heartbeat.start();
        takeOver.start();
        worker.start();
    }

    public void startWithoutHeartbeat() {
        worker.start();
    }

    /** One heartbeat. */
    public void beat() {
        beat.round();
    }

    /** Looks once after the work of gateways that have ended. */
    public void takeOver() {
        beat.takeOverRound();
    }

    public void stop() {
        worker.stop();
        takeOver.stop();
        heartbeat.stop();
    }

    /** Stores events and says so, as ingest does. */
    public void store(StoredEvent... stored) {
        List<StoredEvent> batch = List.of(stored);
        storeSilently(stored);
        fanOut.stored(new EventsStored(batch, membership.writer()));
    }

    /** Stores events and dies before saying so. */
    public void storeSilently(StoredEvent... stored) {
        List<StoredEvent> batch = List.of(stored);
        if (!open.begin(batch)) {
            throw new IllegalStateException("older than the checkpoint");
        }
        events.insert(batch, membership.writer(), Duration.ofSeconds(5));
    }

    /** Says that events are stored. */
    public void publish(EventsStored stored) {
        fanOut.stored(stored);
    }

    /** Events that fan-out has not begun with. */
    public int waiting() {
        return fanOut.waiting();
    }

    /** Up to where this gateway stores nothing any more. */
    public String horizon() {
        return feed.horizon();
    }

    /** Events whose deliveries are neither recorded nor queued. */
    public int open() {
        return open.size();
    }
}
