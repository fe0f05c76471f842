package dev.tributary.feed;

import dev.tributary.eventstore.EventReader;
import dev.tributary.eventstore.feed.FeedWrites;
import dev.tributary.platform.Worker;
import dev.tributary.platform.membership.CommonFeed;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class FeedConfiguration {

    @Bean
    Feed feed(EventReader events, FeedWrites writes, CommonFeed common) {
        return new Feed(events, writes, common, System::nanoTime);
    }

    @Bean
    Worker feedWorker(Feed feed) {
        return new Worker("feed", 0, feed::round, () -> {});
    }
}
