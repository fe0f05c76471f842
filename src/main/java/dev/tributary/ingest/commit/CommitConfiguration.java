package dev.tributary.ingest.commit;

import dev.tributary.eventstore.EventReader;
import dev.tributary.eventstore.EventStore;
import dev.tributary.eventstore.OpenEvents;
import dev.tributary.eventstore.feed.FeedWrites;
import dev.tributary.platform.VitalPart;
import dev.tributary.platform.Worker;
import dev.tributary.platform.membership.Membership;
import dev.tributary.receipt.ReceiptStore;
import dev.tributary.receipt.rejected.RejectedProofStore;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.unit.DataSize;

@Configuration(proxyBeanMethods = false)
class CommitConfiguration {

    /** Stops before what delivers the events that are found. */
    private static final int PHASE = Integer.MAX_VALUE;

    /** @param rejectedBytes a day and source that are kept of rejected calls */
    @ConfigurationProperties("tributary.receipts")
    record RejectedReceiptSettings(@DefaultValue("4MB") DataSize rejectedBytes) {}

    @Bean
    UnknownWrites unknownWrites(
            EventReader reader, OpenEvents open, ApplicationEventPublisher publisher, FeedWrites feed) {
        return new UnknownWrites(reader, open, publisher::publishEvent, feed::storeIsAway);
    }

    @Bean
    Worker unknownWriteChecks(UnknownWrites unknown) {
        return new Worker("unknown-writes", PHASE, unknown::round);
    }

    @Bean
    GroupCommit groupCommit(
            ReceiptStore receipts,
            EventStore events,
            OpenEvents open,
            UnknownWrites unknown,
            FeedWrites feed,
            Membership membership,
            ApplicationEventPublisher publisher,
            MeterRegistry metrics) {
        var commits = new CommitMetrics(metrics);
        var writes =
                new BatchWrites(receipts, events, open, unknown, membership::writer, membership::holdsLease, commits);
        var commit = new GroupCommit(writes, receipts, open, unknown, publisher::publishEvent, commits);
        feed.waiting(commit::lowestWaiting);
        return commit;
    }

    /** Stops after the server, whose calls wait for it. */
    @Bean
    Worker lateCalls(GroupCommit commit) {
        return new Worker("late-calls", Integer.MIN_VALUE + 1000, commit::endLateWaits);
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

    @Bean
    Worker rejectedReceiptWrites(RejectedReceipts rejected) {
        return new Worker("rejected-receipts", 0, rejected::round);
    }
}
