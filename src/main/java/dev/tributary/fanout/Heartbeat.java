package dev.tributary.fanout;

import dev.tributary.delivery.Deliveries;
import dev.tributary.event.TimeOrderedId;
import dev.tributary.eventstore.EventReader;
import dev.tributary.eventstore.OpenEvents;
import dev.tributary.eventstore.StoredEvent;
import dev.tributary.eventstore.StoredEvent.Pending;
import dev.tributary.eventstore.feed.FeedWrites;
import dev.tributary.platform.membership.CommonFeed;
import dev.tributary.platform.membership.Membership;
import dev.tributary.platform.membership.Membership.Departed;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows once a second that this gateway lives, and how far it is: writes the heartbeat with the checkpoint. Takes over the
 * work of gateways that have ended, and looks for pending events whose fan-out a crash has interrupted.
 */
final class Heartbeat {

    private static final Logger log = LoggerFactory.getLogger(Heartbeat.class);
    private static final Duration EVERY = Duration.ofSeconds(1);
    /**
     * The checkpoint stays behind by as much as a call may take from its mapping to its write, and as another gateway may
     * take to learn of a subscription: what is younger is looked at again after a crash.
     */
    private static final long BEHIND = Duration.ofSeconds(10).toNanos();

    private static final long SWEEP_EVERY = Duration.ofSeconds(30).toNanos();
    private static final int SWEEP_PAGE = 200;
    /** Younger pending events belong to the gateway that released them. */
    private static final Duration LEFT_BEHIND = Duration.ofSeconds(5);

    /** Every id that is generated after the moment {@code at} is greater than {@code id}. */
    private record Floor(String id, long at) {}

    private final Membership membership;
    private final OpenEvents open;
    private final EventReader events;
    private final FanOut fanOut;
    private final MissingDeliveries missing;
    private final Deliveries deliveries;
    private final TimeOrderedId ids;
    private final FeedWrites feed;
    private final CommonFeed common;
    private final Clock clock;
    private final LongSupplier nanoTime;
    private final Deque<Floor> floors = new ArrayDeque<>();
    private boolean first = true;
    private volatile String renamedAt = "";
    private long sweepAt;

    Heartbeat(
            Membership membership,
            OpenEvents open,
            EventReader events,
            FanOut fanOut,
            MissingDeliveries missing,
            Deliveries deliveries,
            TimeOrderedId ids,
            FeedWrites feed,
            CommonFeed common,
            Clock clock,
            LongSupplier nanoTime) {
        this.membership = membership;
        this.open = open;
        this.events = events;
        this.fanOut = fanOut;
        this.missing = missing;
        this.deliveries = deliveries;
        this.ids = ids;
        this.feed = feed;
        this.common = common;
        membership.onJoin(feed::follow);
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.sweepAt = nanoTime.getAsLong();
        floors.add(new Floor(ids.floor(), sweepAt));
    }

    /** Writes the heartbeat; does nothing that takes long, as another gateway would take over. */
    Duration round() {
        String checkpoint = checkpoint();
        common.show(feed::horizon);
        if (!membership.beat(checkpoint)) {
            renamedAt = ids.floor();
            fanOut.lookAgain();
            membership.beat(checkpoint());
        } else if (!fanOut.looksAgain() && checkpoint.compareTo(renamedAt) > 0) {
            membership.forgetFormerNames();
        }
        return EVERY;
    }

    /** Takes over from gateways that ended, on a thread of its own. What an error leaves is done in the next round. */
    Duration takeOverRound() {
        takeOver(membership.takeOver());
        if (nanoTime.getAsLong() - sweepAt >= 0) {
            sweepAt = nanoTime.getAsLong() + SWEEP_EVERY;
            if (membership.isFirst()) {
                sweep();
            }
        }
        return EVERY;
    }

    /** Writes the last heartbeat, so that another gateway takes over without waiting for the lease. */
    void leave() {
        membership.leave(checkpoint());
    }

    private void takeOver(List<Departed> all) {
        for (Departed departed : all) {
            if (!departed.stopped()) {
                log.info("Taking over from gateway {}, which has ended without a stop", departed.id());
            }
            deliveries.takeOver(departed.backlog());
            missing.ofWriters(departed.checkpoint(), departed.writers());
            membership.tookOver(departed);
        }
        if (first && all.isEmpty() && membership.living() == 1) {
            deliveries.findBacklog();
        }
        first = false;
    }

    private void sweep() {
        String after = "";
        List<StoredEvent> page;
        do {
            page = events.pending(Pending.FAN_OUT, after, clock.instant().minus(LEFT_BEHIND), SWEEP_PAGE);
            if (!page.isEmpty()) {
                log.info("Fanning out {} events whose fan-out was interrupted", page.size());
                after = page.get(page.size() - 1).id();
                missing.of(page);
            }
        } while (page.size() == SWEEP_PAGE);
    }

    /** The floor of a moment that is long enough ago, at first the floor of the start: no own event is below it. */
    private String checkpoint() {
        long now = nanoTime.getAsLong();
        floors.add(new Floor(ids.floor(), now));
        Floor oldest = floors.remove();
        while (!floors.isEmpty() && now - floors.peek().at() > BEHIND) {
            oldest = floors.remove();
        }
        floors.addFirst(oldest);
        return open.checkpoint(oldest.id());
    }
}
