package dev.tributary.ingest;

import dev.tributary.event.TimeOrderedId;
import dev.tributary.eventstore.EventReader;
import dev.tributary.eventstore.EventStore;
import dev.tributary.ingest.commit.GroupCommit;
import dev.tributary.ingest.commit.RejectedReceipts;
import dev.tributary.ingest.http.Receiver;
import dev.tributary.ingest.webhook.WebhookHandler;
import dev.tributary.mapping.EventMapper;
import dev.tributary.platform.Worker;
import dev.tributary.platform.membership.IdsInUse;
import dev.tributary.platform.membership.Membership;
import dev.tributary.provider.ProviderCatalog;
import dev.tributary.provider.ProviderDescriptor;
import dev.tributary.receipt.ReceiptStore;
import dev.tributary.receipt.ReceiptTaskStore;
import dev.tributary.source.SourceDirectory;
import dev.tributary.source.drift.DriftWatch;
import dev.tributary.statistics.Tallies;
import dev.tributary.tracing.Traces;
import dev.tributary.verification.SecretRedaction;
import dev.tributary.verification.WebhookVerifier;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The beans that {@code routes/ingest.camel.yaml} names. */
@Configuration(proxyBeanMethods = false)
class IngestConfiguration {

    private static final Duration SWEEP_EVERY = Duration.ofSeconds(20);
    /** Stops before what delivers the events that it stores. */
    private static final int PHASE = Integer.MAX_VALUE;

    @Bean
    Receiver receiver(SourceDirectory sources, Clock clock) {
        return new Receiver(sources, clock);
    }

    @Bean
    Receipts receipts(TimeOrderedId ids, SecretRedaction redaction, WebhookVerifier verifier) {
        return new Receipts(ids, redaction, verifier);
    }

    @Bean
    CallCounts callCounts(ProviderCatalog providers, MeterRegistry metrics, Tallies tallies, Clock clock) {
        var counts = new CallCounts(metrics, providers.all().stream().map(ProviderDescriptor::provider));
        tallies.collectWith(() -> counts.collect(tallies, clock.instant()));
        return counts;
    }

    @Bean
    VerificationStep verificationStep(
            SourceDirectory sources,
            WebhookHandler handler,
            Receipts receipts,
            RejectedReceipts rejected,
            CallCounts counts,
            Traces traces) {
        return new VerificationStep(sources, handler, receipts, rejected, counts, traces);
    }

    @Bean
    MappingStep mappingStep(
            WebhookHandler handler,
            EventMapper mapper,
            DriftWatch drift,
            ProviderCatalog providers,
            Receipts receipts,
            TimeOrderedId ids,
            Traces traces) {
        var pending = new PendingResources(provider ->
                providers.find(provider).map(ProviderDescriptor::followUps).orElse(null));
        return new MappingStep(handler, mapper, drift, pending, receipts, ids, traces);
    }

    @Bean
    StoreStep storeStep(GroupCommit commit, CallCounts counts, Traces traces) {
        return new StoreStep(commit, counts, traces);
    }

    @Bean
    Worker receiptSweep(
            ReceiptStore receipts,
            ReceiptTaskStore tasks,
            EventStore events,
            EventReader reader,
            SourceDirectory sources,
            MappingStep mapping,
            Membership membership,
            ApplicationEventPublisher publisher,
            IdsInUse.Reader idsInUse) {
        var sweep = new ReceiptSweep(
                receipts,
                tasks,
                events,
                reader,
                sources,
                mapping,
                membership::writer,
                publisher::publishEvent,
                idsInUse);
        return Worker.every(SWEEP_EVERY, "receipt-sweep", PHASE, sweep::sweep);
    }
}
