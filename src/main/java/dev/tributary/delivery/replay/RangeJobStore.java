package dev.tributary.delivery.replay;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.inc;
import static com.mongodb.client.model.Updates.set;

import com.mongodb.client.MongoDatabase;
import dev.tributary.delivery.replay.RangeJob.Kind;
import dev.tributary.delivery.store.DeliveryListing.State;
import dev.tributary.mongo.JobQueue;
import dev.tributary.mongo.JobQueue.Claimed;
import dev.tributary.mongo.StoredMoment;
import dev.tributary.mongo.schema.StoreIndexes;
import java.time.Clock;
import java.time.Instant;
import java.util.Date;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.bson.Document;
import org.bson.conversions.Bson;

/** Replays and cancellations of ranges, in the collection {@code replays}, see {@link JobQueue}. */
final class RangeJobStore {

    static final StoreIndexes INDEXES = JobQueue.indexes("replays");

    private final JobQueue<RangeJob> jobs;

    RangeJobStore(MongoDatabase database, Clock clock) {
        this.jobs = new JobQueue<>(database, "replays", RangeJobStore::read, clock);
    }

    /** Adds a job, due now. A second call with the same id changes nothing. */
    void add(RangeJob job) {
        Range range = job.range();
        Document document = new Document("_id", job.id())
                .append("tenant", range.tenant())
                .append("kind", job.kind().wireName())
                .append("webHookId", range.webHookId())
                .append("eventType", range.eventType())
                .append("from", Date.from(range.from()))
                .append("before", Date.from(range.before()))
                .append(
                        "states",
                        range.states().stream().map(State::wireName).sorted().toList())
                .append("skipped", false)
                .append("count", 0L);
        jobs.add(document, job.createdAt());
    }

    Optional<RangeJob> find(String tenant, Kind kind, String id) {
        return jobs.find(and(eq("_id", id), eq("tenant", tenant), eq("kind", kind.wireName())));
    }

    long running(String tenant) {
        return jobs.running(tenant);
    }

    /** For claims and leases. */
    JobQueue<RangeJob> queue() {
        return jobs;
    }

    /**
     * As {@link JobQueue#advance}.
     *
     * @param count of deliveries of this page that were added or cancelled
     * @param skipped whether a delivery of this page has to be cancelled later
     */
    boolean advance(Claimed<RangeJob> claimed, String position, long count, boolean skipped) {
        Bson counted = inc("count", count);
        return jobs.advance(claimed, position, skipped ? combine(counted, set("skipped", true)) : counted);
    }

    /** @param count of the last page */
    void end(Claimed<RangeJob> claimed, long count) {
        jobs.end(claimed, inc("count", count));
    }

    /** Begins the range again at a moment. */
    void beginAgain(Claimed<RangeJob> claimed, long count, Instant at) {
        jobs.beginAgain(claimed, at, combine(inc("count", count), set("skipped", false)));
    }

    /** Whether a page before was marked, see {@link #advance}. */
    boolean isSkipped(Claimed<RangeJob> claimed) {
        return jobs.find(and(eq("_id", claimed.id()), eq("skipped", true))).isPresent();
    }

    private static RangeJob read(Document document) {
        Set<State> states = new HashSet<>();
        document.getList("states", String.class)
                .forEach(name -> states.add(State.valueOf(name.toUpperCase(Locale.ROOT))));
        Range range = new Range(
                document.getString("tenant"),
                document.getString("webHookId"),
                document.getString("eventType"),
                document.getDate("from").toInstant(),
                document.getDate("before").toInstant(),
                states);
        return new RangeJob(
                document.getString("_id"),
                Kind.valueOf(document.getString("kind").toUpperCase(Locale.ROOT)),
                range,
                document.getString("position"),
                document.getLong("count"),
                document.getDate("createdAt").toInstant(),
                StoredMoment.read(document, "endedAt"));
    }
}
