package dev.tributary.fanout;

import dev.tributary.delivery.Deliveries;
import dev.tributary.event.TimeOrderedId;
import dev.tributary.eventstore.EventReader;
import dev.tributary.eventstore.EventStore;
import dev.tributary.eventstore.OpenEvents;
import dev.tributary.eventstore.feed.FeedWrites;
import dev.tributary.platform.Worker;
import dev.tributary.platform.membership.CommonFeed;
import dev.tributary.platform.membership.Membership;
import dev.tributary.subscription.SubscriptionDirectory;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class FanOutConfiguration {

    /** After the web server has stopped, when no call is stored any more; before it starts. */
    private static final int PHASE = Integer.MAX_VALUE - 4096;

    @Bean
    MissingDeliveries missingDeliveries(
            EventReader events,
            EventStore store,
            SubscriptionDirectory subscriptions,
            Deliveries deliveries,
            OpenEvents open,
            Membership membership) {
        return new MissingDeliveries(events, store, subscriptions, deliveries, open, membership);
    }

    @Bean
    FanOut fanOut(
            SubscriptionDirectory subscriptions,
            Deliveries deliveries,
            MissingDeliveries missing,
            EventReader events,
            OpenEvents open,
            Membership membership,
            MeterRegistry metrics) {
        var fanOut = new FanOut(subscriptions, deliveries, missing, events, open, membership);
        Gauge.builder("tributary.fanout.waiting", fanOut, FanOut::waiting)
                .description("Stored events that were not yet compared with the subscriptions")
                .register(metrics);
        Gauge.builder("tributary.events.open", open, OpenEvents::size)
                .description("Events of this gateway whose deliveries are neither recorded nor queued")
                .register(metrics);
        return fanOut;
    }

    @Bean
    Heartbeat heartbeat(
            Membership membership,
            OpenEvents open,
            EventReader events,
            FanOut fanOut,
            MissingDeliveries missing,
            Deliveries deliveries,
            TimeOrderedId ids,
            FeedWrites feed,
            CommonFeed common,
            Clock clock) {
        return new Heartbeat(
                membership, open, events, fanOut, missing, deliveries, ids, feed, common, clock, System::nanoTime);
    }

    @Bean
    Worker fanOutWorker(FanOut fanOut) {
        return new Worker("fan-out", PHASE, fanOut::round, fanOut::flush);
    }

    @Bean
    Worker takeOverWorker(Heartbeat heartbeat) {
        return new Worker("take-over", PHASE, heartbeat::takeOverRound);
    }

    /** The first to start and the last to stop, so that the last checkpoint covers everything. */
    @Bean
    Worker heartbeatWorker(Heartbeat heartbeat) {
        return new Worker("heartbeat", PHASE - 1, heartbeat::round, heartbeat::leave);
    }
}
