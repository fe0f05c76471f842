package dev.tributary.followup;

import dev.tributary.banking.store.BankingStore;
import dev.tributary.event.GatewayUri;
import dev.tributary.event.TimeOrderedId;
import dev.tributary.eventstore.EventStore;
import dev.tributary.platform.membership.Membership;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class ChangeConfiguration {

    @Bean
    ChangeEvents changeEvents(
            BankingStore banking,
            EventStore events,
            TimeOrderedId ids,
            GatewayUri gateway,
            Membership membership,
            ApplicationEventPublisher publisher) {
        return new ChangeEvents(banking, events, ids, gateway, membership::writer, publisher::publishEvent);
    }
}
