package dev.tributary.ingest.commit;

import dev.tributary.eventstore.EventReader;
import dev.tributary.eventstore.EventStore;
import dev.tributary.eventstore.OpenEvents;
import dev.tributary.platform.Membership;
import dev.tributary.platform.VitalPart;
import dev.tributary.receipt.ReceiptStore;
import dev.tributary.receipt.proof.RejectedProofStore;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.unit.DataSize;

@Configuration(proxyBeanMethods = false)
class CommitConfiguration {

    /** @param rejectedBytes a day and source that are kept of rejected calls */
    @ConfigurationProperties("tributary.receipts")
    record RejectedReceiptSettings(@DefaultValue("4MB") DataSize rejectedBytes) {}

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
        var commits = new CommitMetrics(metrics);
        var writes =
                new BatchWrites(receipts, events, open, unknown, membership::writer, membership::holdsLease, commits);
        return new GroupCommit(writes, receipts, open, unknown, publisher::publishEvent, commits);
    }

    @Bean
    VitalPart groupCommitPart(GroupCommit commit) {
        return new VitalPart("group commit", commit::failure);
    }

    @Bean
    RejectedReceipts rejectedReceipts(
            ReceiptStore receipts, RejectedProofStore proofs, RejectedReceiptSettings settings, MeterRegistry metrics) {
        return new RejectedReceipts(receipts, proofs, settings.rejectedBytes().toBytes(), metrics);
    }
}
