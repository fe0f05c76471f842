package dev.tributary.delivery;

import com.mongodb.client.MongoDatabase;
import dev.tributary.UnusableConfigurationException;
import dev.tributary.egress.AddressRules;
import dev.tributary.egress.OutgoingHttp;
import dev.tributary.eventstore.EventStore;
import dev.tributary.subscription.SubscriptionDirectory;
import dev.tributary.subscription.SubscriptionStore;
import dev.tributary.subscription.domain.AuthorizedDomains;
import dev.tributary.work.RetryPolicy;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.camel.ProducerTemplate;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class DeliveryConfiguration {

    private static final Duration TOTAL = Duration.ofSeconds(20);
    private static final int ANSWER_BYTES = 64 * 1024;

    /** @param schedule waits before each attempt, the first included: {@code 0s,5s,5m} */
    @ConfigurationProperties("tributary.delivery")
    record DeliverySettings(
            @DefaultValue({"0s", "5s", "5m", "30m", "2h", "5h", "10h", "14h", "20h", "24h"})
            List<String> schedule) {

        RetryPolicy policy() {
            try {
                return new RetryPolicy(schedule.stream()
                        .map(wait -> DurationStyle.SIMPLE.parse(wait.strip()))
                        .toList());
            } catch (IllegalArgumentException e) {
                throw new UnusableConfigurationException(
                        "TRIBUTARY_DELIVERY_SCHEDULE", String.join(",", schedule) + " is no list such as 0s,5s,5m");
            }
        }
    }

    @Bean
    CloseableHttpClient deliveryHttp(OutgoingHttp http) {
        return http.client(new OutgoingHttp.Limits(TOTAL, ANSWER_BYTES, true, 16, 128));
    }

    @Bean
    DeliverySteps deliverySteps(
            AddressRules addresses, AuthorizedDomains domains, DeliverySettings settings, Clock clock) {
        return new DeliverySteps(addresses, domains, settings.policy(), clock, () -> ThreadLocalRandom.current()
                .nextDouble());
    }

    @Bean
    DeliveryQueue deliveryQueue(MongoDatabase database, DeliverySettings settings, Clock clock) {
        return new DeliveryQueue(database, settings.policy().waits().get(0), clock);
    }

    @Bean
    DeliveryHistory deliveryHistory(MongoDatabase database, DeliveryQueue queue, Clock clock) {
        return new DeliveryHistory(database, queue, clock);
    }

    @Bean
    DeliveryClaims deliveryClaims(DeliveryQueue queue, Clock clock) {
        return new DeliveryClaims(queue, clock);
    }

    @Bean
    DeliveryRecorder deliveryRecorder(
            DeliveryQueue queue,
            DeliveryHistory history,
            DeliveryClaims claims,
            SubscriptionStore subscriptions,
            MeterRegistry metrics,
            Clock clock) {
        return new DeliveryRecorder(queue, history, claims, subscriptions, metrics, clock);
    }

    @Bean
    DeliveryDispatcher deliveryDispatcher(
            ProducerTemplate routes,
            SubscriptionDirectory subscriptions,
            DeliveryClaims claims,
            DeliveryRecorder recorder,
            Clock clock) {
        return new DeliveryDispatcher(routes, subscriptions, claims, recorder, clock);
    }

    @Bean
    DeliveryPoll deliveryPoll(
            DeliveryQueue queue,
            DeliveryClaims claims,
            DeliveryDispatcher dispatcher,
            DeliveryRecorder recorder,
            EventStore events,
            SubscriptionDirectory subscriptions,
            MeterRegistry metrics,
            Clock clock) {
        var poll = new DeliveryPoll(queue, claims, dispatcher, recorder, events, subscriptions, clock);
        Gauge.builder("tributary.deliveries.oldest.due", poll, DeliveryPoll::oldestDueSeconds)
                .baseUnit("seconds")
                .description("For how long the oldest delivery that nobody works on has been due")
                .register(metrics);
        return poll;
    }

    @Bean
    FanOut fanOut(
            EventStore events,
            SubscriptionDirectory subscriptions,
            DeliveryQueue queue,
            DeliveryHistory history,
            DeliveryClaims claims,
            DeliveryDispatcher dispatcher,
            Clock clock) {
        return new FanOut(events, subscriptions, queue, history, claims, dispatcher, clock);
    }
}
