package dev.tributary.ingest;

import dev.tributary.event.TimeOrderedId;
import dev.tributary.eventstore.Audience;
import dev.tributary.eventstore.EventStore;
import dev.tributary.journal.GroupCommit;
import dev.tributary.journal.RejectedReceipts;
import dev.tributary.mapping.EventMapper;
import dev.tributary.receipt.ReceiptStore;
import dev.tributary.source.SourceDirectory;
import dev.tributary.verification.SecretRedaction;
import dev.tributary.verification.WebhookVerifier;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The beans that {@code routes/ingest.camel.yaml} names. */
@Configuration(proxyBeanMethods = false)
class IngestConfiguration {

    @Bean
    Receiver receiver(SourceDirectory sources, Clock clock) {
        return new Receiver(sources, clock);
    }

    @Bean
    Receipts receipts(TimeOrderedId ids, SecretRedaction redaction) {
        return new Receipts(ids, redaction);
    }

    @Bean
    ProofStep proofStep(WebhookVerifier verifier, Receipts receipts, RejectedReceipts rejected, MeterRegistry metrics) {
        return new ProofStep(verifier, receipts, rejected, metrics);
    }

    @Bean
    MappingStep mappingStep(EventMapper mapper, Receipts receipts, TimeOrderedId ids, Audience audience) {
        return new MappingStep(mapper, receipts, ids, audience);
    }

    @Bean
    StoreStep storeStep(GroupCommit journal, MeterRegistry metrics) {
        return new StoreStep(journal, metrics);
    }

    @Bean
    ReceiptSweep receiptSweep(
            ReceiptStore receipts,
            EventStore events,
            SourceDirectory sources,
            MappingStep mapping,
            ApplicationEventPublisher publisher,
            Clock clock) {
        return new ReceiptSweep(receipts, events, sources, mapping, publisher::publishEvent, clock);
    }
}
