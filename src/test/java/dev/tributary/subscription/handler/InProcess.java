package dev.tributary.subscription.handler;

import dev.tributary.subscription.SubscriptionStore;
import java.time.Clock;
import java.time.Duration;
import org.apache.camel.CamelContext;

/** The handlers and routes of a gateway of a test, without Spring around them. */
public final class InProcess {

    private InProcess() {}

    public static EventHandlers handlers(SubscriptionStore subscriptions) {
        return new EventHandlers(subscriptions, Clock.systemUTC());
    }

    public static InProcessCalls calls(EventHandlers handlers, CamelContext camel, Duration deadline) {
        return new InProcessCalls(handlers, new EventRoutes(camel, camel.createProducerTemplate()), deadline);
    }
}
