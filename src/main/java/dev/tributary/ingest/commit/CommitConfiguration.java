package dev.tributary.ingest.commit;

import dev.tributary.eventstore.EventReader;
import dev.tributary.eventstore.EventStore;
import dev.tributary.eventstore.OpenEvents;
import dev.tributary.platform.Membership;
import dev.tributary.receipt.ReceiptStore;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class CommitConfiguration {

    @Bean
    GroupCommit groupCommit(
            ReceiptStore receipts,
            EventStore events,
            EventReader reader,
            OpenEvents open,
            Membership membership,
            ApplicationEventPublisher publisher,
            MeterRegistry metrics) {
        var unknown = new UnknownWrites(reader, open, publisher::publishEvent);
        return new GroupCommit(
                receipts,
                events,
                open,
                unknown,
                membership::writer,
                membership::holdsLease,
                publisher::publishEvent,
                new CommitMetrics(metrics));
    }

    @Bean
    RejectedReceipts rejectedReceipts(ReceiptStore receipts, MeterRegistry metrics) {
        return new RejectedReceipts(receipts, metrics);
    }
}
