package dev.tributary.followup.change;

import dev.tributary.event.GatewayUri;
import dev.tributary.event.TimeOrderedId;
import dev.tributary.eventstore.EventStore;
import dev.tributary.ledger.Ledger;
import dev.tributary.platform.Membership;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class ChangeConfiguration {

    @Bean
    ChangeEvents changeEvents(
            Ledger ledger,
            EventStore events,
            TimeOrderedId ids,
            GatewayUri gateway,
            Membership membership,
            ApplicationEventPublisher publisher) {
        return new ChangeEvents(ledger, events, ids, gateway, membership::writer, publisher::publishEvent);
    }
}
