package dev.tributary.feed;

import dev.tributary.eventstore.EventReader;
import dev.tributary.eventstore.feed.FeedWrites;
import dev.tributary.platform.Worker;
import dev.tributary.platform.membership.CommonFeed;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class FeedConfiguration {

    private static final long MAX_BYTES = 32L << 20;

    @Bean
    Feed feed(EventReader events, FeedWrites writes, CommonFeed common, MeterRegistry metrics) {
        var feed = new Feed(events, writes, common, System::nanoTime, MAX_BYTES);
        Gauge.builder("tributary.streams.recent", feed, Feed::bytes)
                .description("Recent events in memory that streams share")
                .baseUnit("bytes")
                .register(metrics);
        return feed;
    }

    @Bean
    Worker feedWorker(Feed feed) {
        return new Worker("feed", 0, feed::round);
    }
}
