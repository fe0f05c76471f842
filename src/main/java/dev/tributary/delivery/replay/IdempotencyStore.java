package dev.tributary.delivery.replay;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Updates.set;

import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import dev.tributary.mongo.schema.StoreIndex;
import dev.tributary.mongo.schema.StoreIndexes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * Keys by which clients repeat a request without repeating its effect, each kept for 24 hours. A key carries the id of
 * what its request creates, so that a request that a crash interrupted is done again with the same id. Errors of the
 * driver pass through unchanged.
 *
 * @see <a href="https://datatracker.ietf.org/doc/html/draft-ietf-httpapi-idempotency-key-header-07">The Idempotency-Key
 *     HTTP Header Field</a>
 */
public final class IdempotencyStore {

    private static final Duration RETENTION = Duration.ofHours(24);
    /** Longer than a request takes; after a crash, it can be repeated then. */
    private static final Duration LEASE = Duration.ofSeconds(60);

    /** What is known of a key. */
    public enum State {
        /** The request is to be carried out now. */
        CLAIMED,
        /** It was carried out before. */
        ANSWERED,
        /** Another call carries it out at the moment. */
        IN_PROGRESS,
        /** The key was sent with another request. */
        OTHER_REQUEST
    }

    /** @param resultId the id of what the request creates */
    public record Claim(State state, String resultId) {}

    static final StoreIndexes INDEXES = StoreIndexes.of(
            StoreIndex.on("idempotency_keys", "retention", "expireAt").asExpiring());

    private final MongoCollection<Document> keys;
    private final Clock clock;

    IdempotencyStore(MongoDatabase database, Clock clock) {
        this.keys = database.getCollection("idempotency_keys");
        this.clock = clock;
    }

    /**
     * Claims a key for a request.
     *
     * @param request what the key stands for, compared as a whole
     * @param resultId taken where the key is new
     */
    public Claim claim(String tenant, String key, String request, String resultId) {
        Instant now = clock.instant();
        String id = id(tenant, key);
        keys.deleteOne(and(eq("_id", id), lt("expireAt", Date.from(now))));
        Document known = insert(new Document("_id", id)
                .append("tenant", tenant)
                .append("request", request)
                .append("resultId", resultId)
                .append("answered", false)
                .append("leaseUntil", Date.from(now.plus(LEASE)))
                .append("expireAt", Date.from(now.plus(RETENTION))));
        if (known == null) {
            return new Claim(State.CLAIMED, resultId);
        }
        return new Claim(state(known, request, now), known.getString("resultId"));
    }

    private State state(Document known, String request, Instant now) {
        if (!known.getString("request").equals(request)) {
            return State.OTHER_REQUEST;
        }
        if (known.getBoolean("answered")) {
            return State.ANSWERED;
        }
        boolean expired = keys.updateOne(
                                and(
                                        eq("_id", known.getString("_id")),
                                        eq("answered", false),
                                        lt("leaseUntil", Date.from(now))),
                                set("leaseUntil", Date.from(now.plus(LEASE))))
                        .getMatchedCount()
                == 1;
        return expired ? State.CLAIMED : State.IN_PROGRESS;
    }

    /** Says that the request of a key was carried out. */
    public void answered(String tenant, String key) {
        keys.updateOne(eq("_id", id(tenant, key)), set("answered", true));
    }

    /** Forgets a key whose request was refused and changed nothing. */
    public void release(String tenant, String key) {
        keys.deleteOne(eq("_id", id(tenant, key)));
    }

    /** Gives the document that is there already, or null. */
    private @Nullable Document insert(Document document) {
        try {
            keys.insertOne(document);
            return null;
        } catch (MongoWriteException e) {
            Document known = keys.find(eq("_id", document.getString("_id"))).first();
            if (known == null) {
                throw e;
            }
            return known;
        }
    }

    /** A key has no line break, so that two tenants never have the same. */
    private static String id(String tenant, String key) {
        return tenant + '\n' + key;
    }
}
