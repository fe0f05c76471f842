package dev.tributary.followup.store;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Filters.lte;
import static com.mongodb.client.model.Filters.ne;
import static com.mongodb.client.model.Indexes.ascending;
import static com.mongodb.client.model.Projections.exclude;
import static com.mongodb.client.model.Projections.include;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.set;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.CountOptions;
import dev.tributary.mongo.LeaseQueue;
import dev.tributary.mongo.page.IdOrderedReader;
import dev.tributary.mongo.page.IdPage;
import dev.tributary.mongo.page.IdQuery;
import dev.tributary.mongo.page.IdRange;
import dev.tributary.mongo.schema.StoreIndex;
import dev.tributary.mongo.schema.StoreIndexes;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/** Outstanding follow-ups in the collection {@code follow_ups}. Errors of the driver pass through unchanged. */
public final class FollowUpStore {

    private static final String UNKNOWN = "unknown";

    /** 31 December 9999: the due time of a follow-up whose kind has not come up. */
    private static final Date NOT_YET = new Date(253_402_214_400_000L);

    public static final StoreIndexes INDEXES = StoreIndexes.of(
            StoreIndex.on("follow_ups", "which sources have work", "nextAttemptAt", "leaseUntil"),
            StoreIndex.on("follow_ups", "claims of a source", "sourceId", "nextAttemptAt"),
            StoreIndex.on("follow_ups", "how many of a source wait for a confirmation", "sourceId", "rank"),
            StoreIndex.on("follow_ups", "the rest of an event's plan", "eventId"),
            StoreIndex.on("follow_ups", "lists of a tenant", "tenant", "_id"));

    private final MongoCollection<Document> followUps;
    private final IdOrderedReader lists;
    private final LeaseQueue queue;
    private final Clock clock;

    public FollowUpStore(MongoDatabase database, Clock clock) {
        this.followUps = database.getCollection("follow_ups");
        this.lists = new IdOrderedReader(followUps);
        this.queue = new LeaseQueue(followUps, clock);
        this.clock = clock;
    }

    /** The ids of the follow-ups of an event. */
    public static IdRange ofEvent(String eventId) {
        return IdRange.ALL.within(eventId + ':', eventId + ';');
    }

    /**
     * A page of a tenant's outstanding follow-ups with ids in a range, which begin with those of their events.
     *
     * @param sourceId null for those of all sources; no index carries it together with the range
     */
    public IdPage<FollowUp> find(String tenant, @Nullable String sourceId, IdRange ids, int limit) {
        Bson compared = sourceId == null ? null : eq("sourceId", sourceId);
        return lists.page(
                new IdQuery(ids, eq("tenant", tenant), compared, exclude("claimToken"), limit), FollowUpStore::read);
    }

    /** All that is outstanding of these events. */
    public List<FollowUp> ofEvents(Collection<String> eventIds) {
        return followUps.find(in("eventId", eventIds)).map(FollowUpStore::read).into(new ArrayList<>());
    }

    /** How many fetches of a rank a source has outstanding for other events of unknown credentials, counted up to a limit. */
    public long countUnknown(String sourceId, String eventId, int rank, int limit) {
        return followUps.countDocuments(
                and(eq("sourceId", sourceId), eq("rank", rank), eq(UNKNOWN, true), ne("eventId", eventId)),
                new CountOptions().limit(limit));
    }

    /**
     * Adds follow-ups that wait for {@link #open}; those that are there already stay as they are.
     *
     * @param isUnknown whether they are of a credential that was not fetched before, see {@link #countUnknown}
     */
    public void add(List<FollowUp> planned, boolean isUnknown) {
        queue.add(planned.stream()
                .map(followUp -> LeaseQueue.due(document(followUp).append(UNKNOWN, isUnknown), NOT_YET.toInstant()))
                .toList());
    }

    /** Lets the fetches of one kind of an event begin. A second call changes nothing. */
    public void open(String eventId, int rank, Instant at) {
        followUps.updateMany(
                and(eq("eventId", eventId), eq("rank", rank), eq("nextAttemptAt", NOT_YET)),
                set("nextAttemptAt", Date.from(at)));
    }

    /** The sources that have a fetch to be made now. */
    public List<String> sourcesWithDueWork() {
        Date now = Date.from(clock.instant());
        return followUps
                .distinct("sourceId", and(lte("nextAttemptAt", now), lt("leaseUntil", now)), String.class)
                .into(new ArrayList<>());
    }

    /** Claims fetches of one source that are due, and free. */
    public List<FollowUp> claim(String sourceId, int limit) {
        return queue.claim(eq("sourceId", sourceId), limit).stream()
                .map(FollowUpStore::read)
                .sorted(Comparator.comparing(FollowUp::id))
                .toList();
    }

    /** When the oldest event was recorded that waits for a fetch. */
    public Optional<String> oldestEventId() {
        return Optional.ofNullable(followUps
                        .find(gte("_id", "")) // without a bound, some servers sort all that is there
                        .sort(ascending("_id"))
                        .projection(include("eventId"))
                        .first())
                .map(document -> document.getString("eventId"));
    }

    /** Prolongs the lease. False: the fetch was lost to another gateway, and its outcome is no longer ours to record. */
    public boolean renew(FollowUp claimed) {
        return queue.renew(List.of(claimed.id()), claimed.work().token()) == 1;
    }

    public boolean retry(FollowUp claimed, Instant at, @Nullable Integer status, String reason) {
        Bson lastTry = combine(set("status", status), set("reason", reason));
        return queue.retry(
                claimed.id(), claimed.work().token(), at, claimed.work().attempts() + 1, lastTry);
    }

    public void release(FollowUp claimed) {
        queue.release(List.of(claimed.id()), List.of(claimed.work().token()));
    }

    public void finish(FollowUp claimed) {
        queue.finish(claimed.id(), claimed.work().token());
    }

    /** Removes all that is outstanding of these events, claimed or not. */
    public void remove(Collection<String> eventIds) {
        followUps.deleteMany(in("eventId", eventIds));
    }

    private static Document document(FollowUp followUp) {
        FollowUp.Work work = followUp.work();
        return new Document("_id", followUp.id())
                .append("tenant", work.tenant())
                .append("eventId", followUp.eventId())
                .append("sourceId", work.sourceId())
                .append("provider", work.provider())
                .append("connectionId", work.connectionId())
                .append("accountId", work.accountId())
                .append("userId", work.userId())
                .append("receiptId", work.receiptId())
                .append("kind", followUp.kind())
                .append("href", followUp.href())
                .append("rank", work.rank());
    }

    private static FollowUp read(Document document) {
        Date due = document.getDate("nextAttemptAt");
        String token = document.getString("claimToken");
        return new FollowUp(
                document.getString("_id"),
                document.getString("eventId"),
                document.getString("kind"),
                document.getString("href"),
                due.getTime() == NOT_YET.getTime() ? null : due.toInstant(),
                document.getInteger("status"),
                document.getString("reason"),
                new FollowUp.Work(
                        document.getString("tenant"),
                        document.getString("sourceId"),
                        document.getString("provider"),
                        document.getString("connectionId"),
                        document.getString("accountId"),
                        document.getString("userId"),
                        document.getString("receiptId"),
                        document.getInteger("rank"),
                        document.getInteger("attempts"),
                        token == null ? "" : token));
    }
}
