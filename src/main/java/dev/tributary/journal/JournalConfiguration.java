package dev.tributary.journal;

import dev.tributary.eventstore.EventStore;
import dev.tributary.receipt.ReceiptStore;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class JournalConfiguration {

    @Bean
    GroupCommit groupCommit(ReceiptStore receipts, EventStore events, ApplicationEventPublisher publisher) {
        return new GroupCommit(receipts, events, publisher::publishEvent);
    }

    @Bean
    RejectedReceipts rejectedReceipts(ReceiptStore receipts, MeterRegistry metrics) {
        return new RejectedReceipts(receipts, metrics);
    }
}
