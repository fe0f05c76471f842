package dev.tributary.subscription.handler;

import dev.tributary.subscription.SubscriptionStore;
import java.time.Clock;
import java.time.Duration;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class HandlerConfiguration {

    private static final Duration DEADLINE = Duration.ofSeconds(20);

    @Bean
    EventHandlers eventHandlers(SubscriptionStore subscriptions, Clock clock, ObjectProvider<Registration> beans) {
        var handlers = new EventHandlers(subscriptions, clock);
        beans.orderedStream().forEach(handlers::register);
        return handlers;
    }

    @Bean
    InProcessCalls inProcessCalls(EventHandlers handlers, CamelContext camel, ProducerTemplate producer) {
        return new InProcessCalls(handlers, new EventRoutes(camel, producer), DEADLINE);
    }
}
