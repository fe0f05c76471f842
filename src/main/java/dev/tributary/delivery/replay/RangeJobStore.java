package dev.tributary.delivery.replay;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.inc;
import static com.mongodb.client.model.Updates.set;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import dev.tributary.delivery.replay.RangeJob.Kind;
import dev.tributary.delivery.store.DeliveryListing.State;
import dev.tributary.mongo.LeaseQueue;
import dev.tributary.mongo.StoreIndex;
import dev.tributary.mongo.StoreIndexes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/** Replays and cancellations of ranges, in the collection {@code replays}. Errors of the driver pass through unchanged. */
final class RangeJobStore {

    static final StoreIndexes INDEXES = StoreIndexes.of(
            StoreIndex.on("replays", "claims", "state", "nextAttemptAt"),
            StoreIndex.on("replays", "retention", "expireAt").asExpiring());

    private static final Duration RETENTION = Duration.ofDays(90);
    private static final String RUNNING = "running";

    /**
     * A job that this gateway works on until the lease is over.
     *
     * @param token carried by every later write
     */
    record Claimed(RangeJob job, String token) {}

    private final MongoCollection<Document> jobs;
    private final LeaseQueue queue;
    private final Clock clock;

    RangeJobStore(MongoDatabase database, Clock clock) {
        this.jobs = database.getCollection("replays");
        this.queue = new LeaseQueue(jobs, clock);
        this.clock = clock;
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
                .append("position", null)
                .append("skipped", false)
                .append("count", 0L)
                .append("state", RUNNING)
                .append("createdAt", Date.from(job.createdAt()))
                .append("endedAt", null)
                .append("expireAt", Date.from(job.createdAt().plus(RETENTION)));
        queue.add(List.of(LeaseQueue.due(document, job.createdAt())));
    }

    Optional<RangeJob> find(String tenant, Kind kind, String id) {
        return Optional.ofNullable(jobs.find(and(eq("_id", id), eq("tenant", tenant), eq("kind", kind.wireName())))
                        .first())
                .map(RangeJobStore::read);
    }

    /** Claims jobs that go on and that no gateway works on. */
    List<Claimed> claim(int limit) {
        return queue.claim(eq("state", RUNNING), limit).stream()
                .map(document -> new Claimed(read(document), document.getString("claimToken")))
                .toList();
    }

    /** Prolongs the lease. False: another gateway has the job now. */
    boolean renew(Claimed claimed) {
        return queue.renew(List.of(claimed.job().id()), claimed.token()) == 1;
    }

    /**
     * Says that a page is done, and prolongs the lease.
     *
     * @param count of deliveries of this page that were added or cancelled
     * @param skipped whether a delivery of this page has to be looked at again
     * @return false: another gateway has the job now, and nothing has changed
     */
    boolean advance(Claimed claimed, String position, long count, boolean skipped) {
        Bson progress = combine(
                set("position", position),
                set("leaseUntil", Date.from(clock.instant().plus(LeaseQueue.LEASE))),
                inc("count", count));
        return update(claimed, skipped ? combine(progress, set("skipped", true)) : progress);
    }

    /** Ends a job. */
    void end(Claimed claimed, long count) {
        update(
                claimed,
                combine(
                        inc("count", count),
                        set("state", "done"),
                        set("position", null),
                        set("claimToken", null),
                        set("endedAt", Date.from(clock.instant()))));
    }

    /** Begins the range again at a moment. */
    void beginAgain(Claimed claimed, long count, Instant at) {
        Bson changes = combine(inc("count", count), set("position", null), set("skipped", false));
        queue.retry(claimed.job().id(), claimed.token(), at, 0, changes);
    }

    /** Whether a page before was marked, see {@link #advance}. */
    boolean isSkipped(Claimed claimed) {
        Document job = jobs.find(eq("_id", claimed.job().id())).first();
        return job != null && job.getBoolean("skipped");
    }

    /** Releases a job; it goes on from its position at a moment. */
    void goOn(Claimed claimed, Instant at) {
        queue.retry(claimed.job().id(), claimed.token(), at, 0);
    }

    private boolean update(Claimed claimed, Bson changes) {
        return jobs.updateOne(and(eq("_id", claimed.job().id()), eq("claimToken", claimed.token())), changes)
                        .getMatchedCount()
                == 1;
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
                instant(document.getDate("endedAt")));
    }

    private static @Nullable Instant instant(@Nullable Date date) {
        return date == null ? null : date.toInstant();
    }
}
