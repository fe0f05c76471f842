package dev.tributary.delivery.check;

import dev.tributary.egress.OutgoingHttp;
import dev.tributary.egress.address.AddressRules;
import dev.tributary.egress.schedule.EndpointScheduler;
import dev.tributary.egress.schedule.Places;
import dev.tributary.event.GatewayUri;
import dev.tributary.event.TimeOrderedId;
import dev.tributary.platform.Worker;
import dev.tributary.subscription.CheckQueue;
import dev.tributary.subscription.SubscriptionDirectory;
import dev.tributary.subscription.domain.AuthorizedDomains;
import java.time.Clock;
import java.time.Duration;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class CheckConfiguration {

    /** Of one request; a check makes two at most, and ends within the time that a shutdown waits for calls. */
    private static final Duration TOTAL = Duration.ofSeconds(10);

    private static final int ANSWER_BYTES = 64 * 1024;
    /** Stops after the deliveries, which close the scheduler: checks that wait there are withdrawn, and released here. */
    private static final int PHASE = Integer.MAX_VALUE - 3;

    @Bean
    CloseableHttpClient checkHttp(OutgoingHttp http, Places places) {
        return http.client(new OutgoingHttp.Limits(TOTAL, ANSWER_BYTES, true, places.total(), places.total()));
    }

    @Bean
    EndpointChecks endpointChecks(
            CheckQueue queue,
            SubscriptionDirectory subscriptions,
            EndpointScheduler scheduler,
            CloseableHttpClient checkHttp,
            AddressRules addresses,
            AuthorizedDomains domains,
            GatewayUri gateway,
            TimeOrderedId ids,
            CheckSettings settings,
            Clock clock) {
        var handshake = new Handshake(checkHttp, addresses, domains, gateway, ids, clock);
        return new EndpointChecks(queue, subscriptions, scheduler, handshake, settings, clock);
    }

    @Bean
    Worker endpointChecker(EndpointChecks checks) {
        return new Worker("endpoint-checks", PHASE, checks::round, checks::release);
    }
}
