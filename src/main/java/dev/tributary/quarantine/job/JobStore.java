package dev.tributary.quarantine.job;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.inc;
import static com.mongodb.client.model.Updates.set;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import dev.tributary.mongo.LeaseQueue;
import dev.tributary.mongo.StoreIndex;
import dev.tributary.mongo.StoreIndexes;
import dev.tributary.quarantine.job.Job.Filter;
import dev.tributary.quarantine.job.Job.Kind;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.bson.Document;
import org.bson.conversions.Bson;

/** Jobs in the collection {@code quarantine_jobs}. Errors of the driver pass through unchanged. */
final class JobStore {

    static final StoreIndexes INDEXES = StoreIndexes.of(
            StoreIndex.on("quarantine_jobs", "claims", "state", "nextAttemptAt"),
            StoreIndex.on("quarantine_jobs", "retention", "expireAt").asExpiring());

    private static final Duration RETENTION = Duration.ofDays(90);
    private static final String RUNNING = "running";

    /**
     * A job that this gateway works on until the lease is over.
     *
     * @param token carried by every later write
     */
    record Claimed(Job job, String token) {}

    private final MongoCollection<Document> jobs;
    private final LeaseQueue queue;
    private final Clock clock;

    JobStore(MongoDatabase database, Clock clock) {
        this.jobs = database.getCollection("quarantine_jobs");
        this.queue = new LeaseQueue(jobs, clock);
        this.clock = clock;
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
                .append("position", null)
                .append("counts", new Document())
                .append("state", RUNNING)
                .append("createdAt", Date.from(job.createdAt()))
                .append("endedAt", null)
                .append("expireAt", Date.from(job.createdAt().plus(RETENTION)));
        queue.add(List.of(LeaseQueue.due(document, job.createdAt())));
    }

    Optional<Job> find(String tenant, String id) {
        return Optional.ofNullable(
                        jobs.find(and(eq("_id", id), eq("tenant", tenant))).first())
                .map(JobStore::read);
    }

    /** Claims jobs that go on and that no gateway works on. */
    List<Claimed> claim(int limit) {
        return queue.claim(eq("state", RUNNING), limit).stream()
                .map(document -> new Claimed(read(document), document.getString("claimToken")))
                .toList();
    }

    /**
     * Says that a page is done, and prolongs the lease.
     *
     * @param counts of this page
     * @return false: another gateway has the job now, and nothing has changed
     */
    boolean advance(Claimed claimed, String position, Map<String, Long> counts) {
        List<Bson> changes = counted(counts);
        changes.add(set("position", position));
        changes.add(set("leaseUntil", Date.from(clock.instant().plus(LeaseQueue.LEASE))));
        return update(claimed, changes);
    }

    /** Ends a job with its last page. */
    boolean end(Claimed claimed, Map<String, Long> counts) {
        List<Bson> changes = counted(counts);
        changes.add(set("state", "done"));
        changes.add(set("position", null));
        changes.add(set("claimToken", null));
        changes.add(set("endedAt", Date.from(clock.instant())));
        return update(claimed, changes);
    }

    /** Releases a job; it goes on from its position at a moment. */
    void goOn(Claimed claimed, Instant at) {
        queue.retry(claimed.job().id(), claimed.token(), at, 0);
    }

    private static List<Bson> counted(Map<String, Long> counts) {
        List<Bson> changes = new ArrayList<>();
        counts.forEach((name, count) -> changes.add(inc("counts." + name, count)));
        return changes;
    }

    private boolean update(Claimed claimed, List<Bson> changes) {
        return jobs.updateOne(and(eq("_id", claimed.job().id()), eq("claimToken", claimed.token())), combine(changes))
                        .getMatchedCount()
                == 1;
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
        Date endedAt = document.getDate("endedAt");
        return new Job(
                document.getString("_id"),
                Kind.valueOf(document.getString("kind").toUpperCase(Locale.ROOT)),
                filter,
                document.getString("position"),
                counts,
                document.getDate("createdAt").toInstant(),
                endedAt == null ? null : endedAt.toInstant());
    }
}
