package dev.tributary.quarantine.job;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.inc;

import com.mongodb.client.MongoDatabase;
import dev.tributary.mongo.JobQueue;
import dev.tributary.mongo.JobQueue.Claimed;
import dev.tributary.mongo.StoredMoment;
import dev.tributary.mongo.schema.StoreIndexes;
import dev.tributary.quarantine.job.Job.Filter;
import dev.tributary.quarantine.job.Job.Kind;
import java.time.Clock;
import java.util.Date;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.bson.Document;
import org.bson.conversions.Bson;

/** Jobs in the collection {@code quarantine_jobs}, see {@link JobQueue}. */
final class JobStore {

    static final StoreIndexes INDEXES = JobQueue.indexes("quarantine_jobs");

    private final JobQueue<Job> jobs;

    JobStore(MongoDatabase database, Clock clock) {
        this.jobs = new JobQueue<>(database, "quarantine_jobs", JobStore::read, clock);
    }

    /** Adds a job, due now. A second call with the same id changes nothing. */
    void add(Job job) {
        Filter filter = job.filter();
        Document document = new Document("_id", job.id())
                .append("tenant", filter.tenant())
                .append("kind", job.kind().wireName())
                .append("sourceId", filter.sourceId())
                .append("type", filter.type())
                .append("from", Date.from(filter.from()))
                .append("before", Date.from(filter.before()))
                .append("counts", new Document());
        jobs.add(document, job.createdAt());
    }

    Optional<Job> find(String tenant, String id) {
        return jobs.find(and(eq("_id", id), eq("tenant", tenant)));
    }

    long running(String tenant) {
        return jobs.running(tenant);
    }

    /** For claims. */
    JobQueue<Job> queue() {
        return jobs;
    }

    /** As {@link JobQueue#advance}, with the counts of the page. */
    boolean advance(Claimed<Job> claimed, String position, Map<String, Long> counts) {
        return jobs.advance(claimed, position, counted(counts));
    }

    /** Ends a job with its last page. */
    boolean end(Claimed<Job> claimed, Map<String, Long> counts) {
        return jobs.end(claimed, counted(counts));
    }

    private static Bson counted(Map<String, Long> counts) {
        return combine(counts.entrySet().stream()
                .map(count -> inc("counts." + count.getKey(), count.getValue()))
                .toList());
    }

    private static Job read(Document document) {
        Filter filter = new Filter(
                document.getString("tenant"),
                document.getString("sourceId"),
                document.getString("type"),
                document.getDate("from").toInstant(),
                document.getDate("before").toInstant());
        Map<String, Long> counts = new TreeMap<>();
        document.get("counts", new Document()).forEach((name, count) -> counts.put(name, ((Number) count).longValue()));
        return new Job(
                document.getString("_id"),
                Kind.valueOf(document.getString("kind").toUpperCase(Locale.ROOT)),
                filter,
                document.getString("position"),
                counts,
                document.getDate("createdAt").toInstant(),
                StoredMoment.read(document, "endedAt"));
    }
}
