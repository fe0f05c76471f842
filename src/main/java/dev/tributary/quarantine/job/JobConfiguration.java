package dev.tributary.quarantine.job;

import com.mongodb.client.MongoDatabase;
import dev.tributary.erasure.Erasures;
import dev.tributary.eventstore.EventReader;
import dev.tributary.mongo.schema.StoreIndexes;
import dev.tributary.platform.Worker;
import dev.tributary.quarantine.LateEvents;
import dev.tributary.quarantine.QuarantinedCall;
import dev.tributary.quarantine.Releases;
import dev.tributary.quarantine.Remapper;
import dev.tributary.quarantine.job.Job.Kind;
import dev.tributary.receipt.ReceiptStore;
import dev.tributary.source.SourceDirectory;
import java.time.Clock;
import java.util.EnumMap;
import java.util.Map;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class JobConfiguration {

    /** Stops before what stores events does. */
    private static final int PHASE = Integer.MAX_VALUE;

    /** How each kind of job finds what it works on. */
    record Walks(Map<Kind, Walk> ofKind) {}

    @Bean
    StoreIndexes quarantineJobIndexes() {
        return JobStore.INDEXES;
    }

    @Bean
    JobStore quarantineJobStore(MongoDatabase database, Clock clock) {
        return new JobStore(database, clock);
    }

    @Bean
    Walks quarantineWalks(
            EventReader events,
            ReceiptStore receipts,
            SourceDirectory sources,
            Remapper remapper,
            LateEvents late,
            Erasures erasures,
            Releases releases) {
        Map<Kind, Walk> walks = new EnumMap<>(Kind.class);
        walks.put(Kind.REMAP, new EventWalk(events, receipts, sources, remapper, late, erasures, false));
        walks.put(Kind.RELEASE_UNMAPPED, new EventWalk(events, receipts, sources, remapper, late, erasures, true));
        walks.put(Kind.RELEASE_REJECTED, new ReceiptWalk(receipts, releases, QuarantinedCall.Kind.REJECTED));
        walks.put(Kind.RELEASE_INVALID, new ReceiptWalk(receipts, releases, QuarantinedCall.Kind.INVALID));
        return new Walks(walks);
    }

    @Bean
    Worker quarantineWorker(JobStore quarantineJobStore, Walks quarantineWalks, Clock clock) {
        var work = new JobWork(quarantineJobStore, quarantineWalks.ofKind(), clock);
        return new Worker("quarantine", PHASE, work::round);
    }

    @Bean
    Jobs quarantineJobs(JobStore quarantineJobStore, Walks quarantineWalks, Worker quarantineWorker, Clock clock) {
        return new Jobs(quarantineJobStore, quarantineWalks.ofKind(), quarantineWorker::wake, clock);
    }
}
