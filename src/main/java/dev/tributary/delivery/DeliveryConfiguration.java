package dev.tributary.delivery;

import dev.tributary.delivery.health.DeliveryMetrics;
import dev.tributary.delivery.health.DisabledNotices;
import dev.tributary.delivery.health.FailingEndpoints;
import dev.tributary.delivery.store.AttemptStore;
import dev.tributary.delivery.store.Delivery.Result;
import dev.tributary.delivery.store.DeliveryQueue;
import dev.tributary.delivery.store.DeliveryReader;
import dev.tributary.delivery.store.ErasedDeliveries;
import dev.tributary.egress.OutgoingHttp;
import dev.tributary.egress.RetryPolicy;
import dev.tributary.egress.address.AddressRules;
import dev.tributary.egress.schedule.EndpointScheduler;
import dev.tributary.egress.schedule.Places;
import dev.tributary.eventstore.EventReader;
import dev.tributary.eventstore.OpenEvents;
import dev.tributary.platform.UnusableConfigurationException;
import dev.tributary.platform.Worker;
import dev.tributary.platform.membership.Membership;
import dev.tributary.subscription.SubscriptionDirectory;
import dev.tributary.subscription.SubscriptionStore;
import dev.tributary.subscription.domain.AuthorizedDomains;
import dev.tributary.subscription.handler.InProcessCalls;
import dev.tributary.tracing.Traces;
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
    /** Behind the routes, which start before and stop after. */
    private static final int PHASE = Integer.MAX_VALUE - 1;

    /**
     * @param schedule waits before each attempt, the first included: {@code 0s,5s,5m}
     * @param disableAfter how long every attempt has to fail until a subscription is disabled; at least the whole schedule
     */
    @ConfigurationProperties("tributary.delivery")
    record DeliverySettings(
            @DefaultValue({"0s", "5s", "5m", "30m", "2h", "5h", "10h", "14h", "20h", "24h"})
            List<String> schedule,

            @DefaultValue("120h") Duration disableAfter) {

        DeliverySettings {
            if (disableAfter.isNegative() || disableAfter.isZero()) {
                throw new UnusableConfigurationException(
                        "TRIBUTARY_DELIVERY_DISABLE_AFTER", "must be a positive duration such as 120h");
            }
        }

        /** The setting, but at least the schedule with its jitter. */
        Duration failingUntilDisabled() {
            Duration whole = policy().waits().stream().reduce(Duration.ZERO, Duration::plus);
            Duration jittered = whole.plus(whole.dividedBy(10));
            return jittered.compareTo(disableAfter) > 0 ? jittered : disableAfter;
        }

        RetryPolicy policy() {
            try {
                return new RetryPolicy(schedule.stream()
                        .map(wait -> DurationStyle.SIMPLE.parse(wait.strip()))
                        .toList());
            } catch (IllegalArgumentException e) {
                throw new UnusableConfigurationException(
                        "TRIBUTARY_DELIVERY_SCHEDULE",
                        "must be a list of durations such as 0s,5s,5m, not " + String.join(",", schedule));
            }
        }
    }

    @Bean
    CloseableHttpClient deliveryHttp(OutgoingHttp http, Places places) {
        return http.client(new OutgoingHttp.Limits(TOTAL, ANSWER_BYTES, true, places.total(), places.total()));
    }

    @Bean
    DeliverySteps deliverySteps(
            AddressRules addresses, AuthorizedDomains domains, DeliverySettings settings, Clock clock, Traces traces) {
        return new DeliverySteps(
                addresses,
                domains,
                settings.policy(),
                clock,
                () -> ThreadLocalRandom.current().nextDouble(),
                traces);
    }

    @Bean
    Backlog deliveryBacklog(Membership membership) {
        return new Backlog(membership, System::nanoTime);
    }

    @Bean
    DeliveriesInMemory deliveriesInMemory() {
        return new DeliveriesInMemory();
    }

    @Bean
    QueueAdditions queueAdditions(DeliveryQueue queue, AttemptStore attempts, Backlog backlog, Membership membership) {
        return new QueueAdditions(queue, attempts, backlog, membership);
    }

    @Bean
    OutcomeWriter outcomeWriter(
            DeliveryQueue queue,
            QueueAdditions additions,
            AttemptStore attempts,
            Backlog backlog,
            DeliveriesInMemory memory,
            FailingEndpoints failing,
            Membership membership,
            DeliveryMetrics metrics) {
        return new OutcomeWriter(queue, additions, attempts, backlog, memory, failing, membership, metrics);
    }

    @Bean
    FailingEndpoints failingEndpoints(
            SubscriptionDirectory directory,
            SubscriptionStore subscriptions,
            DisabledNotices notices,
            DeliverySettings settings,
            Clock clock) {
        return new FailingEndpoints(directory, subscriptions, notices, settings.failingUntilDisabled(), clock);
    }

    @Bean
    InProcessDelivery inProcessDelivery(InProcessCalls calls, DeliverySteps steps, OutcomeWriter outcomes) {
        return new InProcessDelivery(calls, steps, outcomes);
    }

    @Bean
    DeliverySender deliverySender(
            EndpointScheduler scheduler,
            DeliveriesInMemory memory,
            SubscriptionDirectory subscriptions,
            Membership membership,
            OutcomeWriter outcomes,
            ProducerTemplate routes,
            InProcessDelivery inProcess,
            Traces traces,
            Clock clock) {
        scheduler.startOnlyWhile(membership::holdsLease);
        scheduler.startOnlyWhile(subscriptions::isFresh);
        scheduler.startOnlyWhile(outcomes::hasRoom);
        // workers start before the routes: what is taken over at once would find none
        scheduler.startOnlyWhile(() -> routes.getCamelContext().getStatus().isStarted());
        return new DeliverySender(
                scheduler,
                memory,
                subscriptions,
                membership,
                outcomes,
                send -> routes.requestBody("direct:delivery", send, Result.class),
                inProcess,
                traces,
                clock);
    }

    @Bean
    Deliveries deliveries(
            DeliverySender sender,
            DeliveriesInMemory memory,
            DeliveryQueue queue,
            QueueAdditions additions,
            AttemptStore attempts,
            Backlog backlog,
            Membership membership,
            DeliverySettings settings,
            Clock clock) {
        return new Deliveries(
                sender, memory, queue, additions, attempts, backlog, membership, settings.policy(), clock);
    }

    @Bean
    ErasedDeliveries erasedDeliveries(
            DeliveryReader deliveries, DeliveryQueue queue, AttemptStore attempts, Clock clock) {
        return new ErasedDeliveries(deliveries, queue, attempts, clock);
    }

    @Bean
    DeliveryClaimer deliveryClaimer(
            DeliveryQueue queue,
            QueueAdditions additions,
            AttemptStore attempts,
            Backlog backlog,
            DeliverySender sender,
            DeliveriesInMemory memory,
            OutcomeWriter outcomes,
            DeliverySteps steps,
            EventReader events,
            SubscriptionDirectory subscriptions,
            Membership membership,
            Clock clock) {
        return new DeliveryClaimer(
                queue,
                additions,
                attempts,
                backlog,
                sender,
                memory,
                outcomes,
                steps,
                events,
                subscriptions,
                membership,
                clock);
    }

    @Bean
    Worker deliveryClaims(DeliveryClaimer claimer, EndpointScheduler scheduler) {
        var worker = new Worker("delivery-claims", PHASE, claimer::round, claimer::stop);
        scheduler.startOnlyWhile(worker::isRunning);
        return worker;
    }

    @Bean
    Worker deliveryUpkeep(
            DeliveryQueue queue,
            OpenEvents open,
            DeliveriesInMemory memory,
            DeliverySender sender,
            MeterRegistry metrics,
            Clock clock) {
        var upkeep = new DeliveryUpkeep(queue, open, clock);
        upkeep.bindTo(metrics, memory, sender);
        return new Worker("delivery-upkeep", PHASE, upkeep::round);
    }

    @Bean
    Worker deliveryOutcomes(OutcomeWriter outcomes) {
        return new Worker("delivery-outcomes", PHASE - 1, outcomes::round, outcomes::flush);
    }
}
