package dev.tributary.quarantine;

import dev.tributary.erasure.Erasures;
import dev.tributary.event.TimeOrderedId;
import dev.tributary.eventstore.EventReader;
import dev.tributary.eventstore.EventStore;
import dev.tributary.ingest.MappingStep;
import dev.tributary.ingest.webhook.WebhookHandler;
import dev.tributary.mapping.EventMapper;
import dev.tributary.platform.membership.Membership;
import dev.tributary.receipt.ReceiptStore;
import dev.tributary.receipt.rejected.RejectedProofStore;
import dev.tributary.source.SourceDirectory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class QuarantineConfiguration {

    @Bean
    Quarantine quarantine(ReceiptStore receipts, RejectedProofStore proofs, EventReader events) {
        return new Quarantine(receipts, proofs, events);
    }

    @Bean
    Remapper remapper(MappingStep mapping, EventReader events, TimeOrderedId ids) {
        return new Remapper(mapping, events, ids);
    }

    @Bean
    MappingOrigins mappingOrigins(
            ReceiptStore receipts, SourceDirectory sources, Erasures erasures, Remapper remapper, EventMapper mapper) {
        return new MappingOrigins(receipts, sources, erasures, remapper, mapper);
    }

    @Bean
    LateEvents lateEvents(EventStore store, Membership membership, ApplicationEventPublisher publisher) {
        return new LateEvents(store, membership::writer, publisher::publishEvent);
    }

    @Bean
    Releases releases(
            ReceiptStore receipts,
            RejectedProofStore proofs,
            EventReader events,
            SourceDirectory sources,
            WebhookHandler handler,
            Remapper remapper,
            LateEvents late,
            Erasures erasures) {
        return new Releases(receipts, proofs, events, sources, handler, remapper, late, erasures);
    }
}
