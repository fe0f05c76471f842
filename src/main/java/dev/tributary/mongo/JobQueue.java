package dev.tributary.mongo;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.set;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import dev.tributary.mongo.schema.StoreIndex;
import dev.tributary.mongo.schema.StoreIndexes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.bson.Document;
import org.bson.conversions.Bson;

/**
 * Long jobs in one collection, each worked on page by page, by one gateway at a time. After a crash another gateway goes on from
 * the stored position. A job is kept for 90 days. Errors of the driver pass through unchanged.
 *
 * <p>Members that this class owns, beside those of {@link LeaseQueue}: {@code position} (null at the beginning), {@code state},
 * {@code createdAt}, {@code endedAt} (null until then) and {@code expireAt}.
 */
public final class JobQueue<J> {

    private static final Duration RETENTION = Duration.ofDays(90);
    private static final String RUNNING = "running";

    /**
     * A job that this gateway works on until the lease is over.
     *
     * @param token carried by every later write
     */
    public record Claimed<J>(String id, J job, String token) {}

    private final MongoCollection<Document> jobs;
    private final LeaseQueue queue;
    private final Function<Document, J> read;
    private final Clock clock;

    /** @param read gives the job of a document */
    public JobQueue(MongoDatabase database, String collection, Function<Document, J> read, Clock clock) {
        this.jobs = database.getCollection(collection);
        this.queue = new LeaseQueue(jobs, clock);
        this.read = read;
        this.clock = clock;
    }

    public static StoreIndexes indexes(String collection) {
        return StoreIndexes.of(
                StoreIndex.on(collection, "claims", "state", "nextAttemptAt"),
                StoreIndex.on(collection, "how many of a tenant run", "tenant", "state"),
                StoreIndex.on(collection, "retention", "expireAt").asExpiring());
    }

    /** Adds a job, due now; what is there already, by id, stays as it is. */
    public void add(Document job, Instant createdAt) {
        job.append("position", null)
                .append("state", RUNNING)
                .append("createdAt", Date.from(createdAt))
                .append("endedAt", null)
                .append("expireAt", Date.from(createdAt.plus(RETENTION)));
        queue.add(List.of(LeaseQueue.due(job, createdAt)));
    }

    public Optional<J> find(Bson which) {
        return Optional.ofNullable(jobs.find(which).first()).map(read);
    }

    /** How many jobs of a tenant have begun within a day and not ended. One that fails again and again is left out after that. */
    public long running(String tenant) {
        Date dayAgo = Date.from(clock.instant().minus(Duration.ofDays(1)));
        return jobs.countDocuments(and(eq("tenant", tenant), eq("state", RUNNING), gte("createdAt", dayAgo)));
    }

    /** Claims jobs that go on and that no gateway works on. */
    public List<Claimed<J>> claim(int limit) {
        return queue.claim(eq("state", RUNNING), limit).stream()
                .map(job -> new Claimed<>(job.getString("_id"), read.apply(job), job.getString("claimToken")))
                .toList();
    }

    /** Prolongs the lease. False: another gateway has the job now. */
    public boolean renew(Claimed<J> claimed) {
        return queue.renew(List.of(claimed.id()), claimed.token()) == 1;
    }

    /** Says that a page is done, and prolongs the lease. False: another gateway has the job now, and nothing has changed. */
    public boolean advance(Claimed<J> claimed, String position, Bson further) {
        return update(
                claimed,
                combine(
                        set("position", position),
                        set("leaseUntil", Date.from(clock.instant().plus(LeaseQueue.LEASE))),
                        further));
    }

    /** Ends a job. False: another gateway has it now, and nothing has changed. */
    public boolean end(Claimed<J> claimed, Bson further) {
        return update(
                claimed,
                combine(
                        set("state", "done"),
                        set("position", null),
                        set("claimToken", null),
                        set("endedAt", Date.from(clock.instant())),
                        further));
    }

    /** Releases a job; it goes on from its position at a moment. */
    public void goOn(Claimed<J> claimed, Instant at) {
        queue.retry(claimed.id(), claimed.token(), at, 0);
    }

    /** Releases a job; it begins again at a moment. */
    public void beginAgain(Claimed<J> claimed, Instant at, Bson further) {
        queue.retry(claimed.id(), claimed.token(), at, 0, combine(set("position", null), further));
    }

    private boolean update(Claimed<J> claimed, Bson changes) {
        return jobs.updateOne(and(eq("_id", claimed.id()), eq("claimToken", claimed.token())), changes)
                        .getMatchedCount()
                == 1;
    }
}
