package dev.tributary.delivery;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Filters.ne;
import static com.mongodb.client.model.Indexes.ascending;
import static com.mongodb.client.model.Updates.addToSet;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.set;
import static com.mongodb.client.model.Updates.setOnInsert;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.InsertManyOptions;
import com.mongodb.client.model.UpdateOptions;
import dev.tributary.delivery.Delivery.Result;
import dev.tributary.delivery.DeliveryListing.State;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * What became of each delivery, in the collection {@code attempts}, and the lists of both what is pending and what has
 * ended. Errors of the driver pass through unchanged.
 */
public final class DeliveryHistory {

    /** After its last change a delivery's history is kept for so long. */
    static final Duration RETENTION = Duration.ofDays(90);

    private final MongoCollection<Document> attempts;
    private final DeliveryQueue queue;
    private final Clock clock;

    DeliveryHistory(MongoDatabase database, DeliveryQueue queue, Clock clock) {
        this.attempts = database.getCollection("attempts");
        this.queue = queue;
        this.clock = clock;
        attempts.createIndex(ascending("tenant", "_id"));
        attempts.createIndex(ascending("tenant", "subscriptionId", "_id"));
        attempts.createIndex(ascending("tenant", "state", "_id"));
        attempts.createIndex(ascending("expireAt"), new IndexOptions().expireAfter(0L, TimeUnit.SECONDS));
    }

    /**
     * Which deliveries of a tenant to list, oldest event first. Every member but tenant and limit may be null, which
     * means: any.
     *
     * @param after the last id of the page before
     */
    public record Query(
            String tenant,
            @Nullable String eventId,
            @Nullable String webHookId,
            @Nullable State state,
            @Nullable String after,
            int limit) {

        /** All conditions but the one on the state. */
        Bson filter() {
            List<Bson> all = new ArrayList<>();
            all.add(eq("tenant", tenant));
            if (eventId != null) {
                // by id, which the index has: everything that begins with the event's id and a colon
                all.add(and(gte("_id", Delivery.id(eventId, "")), lt("_id", eventId + ';')));
            }
            if (webHookId != null) {
                all.add(eq("subscriptionId", webHookId));
            }
            if (after != null) {
                all.add(gt("_id", after));
            }
            return and(all);
        }
    }

    /** A page of deliveries by id. */
    public List<DeliveryListing> find(Query query) {
        Map<String, DeliveryListing> page = new TreeMap<>();
        if (query.state() == null || query.state() == State.PENDING) {
            List<Document> outstanding = queue.find(query);
            Map<String, Document> tried = byId(outstanding.stream()
                    .map(document -> document.getString("_id"))
                    .toList());
            outstanding.forEach(document ->
                    page.put(document.getString("_id"), pending(document, tried.get(document.getString("_id")))));
        }
        if (query.state() != State.PENDING) {
            Bson ended = query.state() == null
                    ? ne("state", State.PENDING.wireName())
                    : eq("state", query.state().wireName());
            attempts.find(and(query.filter(), ended))
                    .sort(ascending("_id"))
                    .limit(query.limit())
                    .forEach(document -> page.put(document.getString("_id"), ended(document)));
        }
        return page.values().stream().limit(query.limit()).toList();
    }

    /**
     * Adds what is neither outstanding nor ended, for whoever claims it.
     *
     * @param withheld under the token; what has ended is looked for once these are there, as until then it may end
     * @return whether there was any
     */
    boolean addMissing(List<Document> withheld, String token) {
        Set<String> added = new HashSet<>(queue.add(withheld, token));
        if (!added.isEmpty()) {
            Set<String> ended = attempts.find(and(in("_id", added), ne("state", State.PENDING.wireName())))
                    .projection(new Document("_id", 1))
                    .map(document -> document.getString("_id"))
                    .into(new HashSet<>());
            queue.finish(ended, token);
            added.removeAll(ended);
            queue.release(added, token);
        }
        return !added.isEmpty();
    }

    /** Keeps deliveries that ended with their first attempt, by one command. Throws if one of them is known already. */
    void insert(Collection<Result> delivered) {
        List<Document> documents = delivered.stream()
                .map(result -> new Document("_id", result.delivery().id())
                        .append("tenant", result.delivery().tenant())
                        .append("eventId", result.delivery().eventId())
                        .append("subscriptionId", result.delivery().subscriptionId())
                        .append("state", State.DELIVERED.wireName())
                        .append("tries", tries(result))
                        .append("expireAt", expiry()))
                .toList();
        attempts.insertMany(documents, new InsertManyOptions().ordered(false));
    }

    /**
     * Adds one attempt. A second call with the same attempt changes nothing.
     *
     * @param state how far the delivery is now; null from one who has lost it, and so does not know
     */
    void add(Result result, @Nullable State state) {
        List<Bson> changes = new ArrayList<>();
        changes.add(setOnInsert("tenant", result.delivery().tenant()));
        changes.add(setOnInsert("eventId", result.delivery().eventId()));
        changes.add(setOnInsert("subscriptionId", result.delivery().subscriptionId()));
        tries(result).forEach(tried -> changes.add(addToSet("tries", tried)));
        changes.add(set("expireAt", expiry()));
        changes.add(state == null ? setOnInsert("state", State.PENDING.wireName()) : set("state", state.wireName()));
        attempts.updateOne(eq("_id", result.delivery().id()), combine(changes), new UpdateOptions().upsert(true));
    }

    private Date expiry() {
        return Date.from(clock.instant().plus(RETENTION));
    }

    private Map<String, Document> byId(Collection<String> ids) {
        Map<String, Document> found = new HashMap<>();
        if (!ids.isEmpty()) {
            attempts.find(in("_id", ids)).forEach(document -> found.put(document.getString("_id"), document));
        }
        return found;
    }

    private static List<Document> tries(Result result) {
        DeliveryListing.Try tried = result.tried();
        return tried == null
                ? List.of()
                : List.of(new Document("at", Date.from(tried.at()))
                        .append("durationMillis", tried.durationMillis())
                        .append("status", tried.status())
                        .append("outcome", tried.outcome())
                        .append("response", tried.response()));
    }

    private static DeliveryListing pending(Document outstanding, @Nullable Document tried) {
        return listing(
                outstanding,
                State.PENDING,
                outstanding.getDate("nextAttemptAt").toInstant(),
                tried == null ? List.of() : readTries(tried));
    }

    private static DeliveryListing ended(Document document) {
        State state = State.valueOf(document.getString("state").toUpperCase(Locale.ROOT));
        return listing(document, state, null, readTries(document));
    }

    private static DeliveryListing listing(
            Document document, State state, @Nullable Instant next, List<DeliveryListing.Try> tries) {
        return new DeliveryListing(
                document.getString("_id"),
                document.getString("eventId"),
                document.getString("subscriptionId"),
                state,
                next,
                tries);
    }

    private static List<DeliveryListing.Try> readTries(Document document) {
        return document.getList("tries", Document.class, List.of()).stream()
                .map(tried -> new DeliveryListing.Try(
                        tried.getDate("at").toInstant(),
                        tried.getLong("durationMillis"),
                        tried.getInteger("status"),
                        tried.getString("outcome"),
                        tried.getString("response")))
                .toList();
    }
}
