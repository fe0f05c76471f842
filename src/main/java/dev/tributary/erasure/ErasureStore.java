package dev.tributary.erasure;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.inc;
import static com.mongodb.client.model.Updates.set;
import static com.mongodb.client.model.Updates.unset;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import dev.tributary.erasure.Erasure.Step;
import dev.tributary.mongo.LeaseQueue;
import dev.tributary.mongo.StoredMoment;
import dev.tributary.mongo.schema.StoreIndex;
import dev.tributary.mongo.schema.StoreIndexes;
import dev.tributary.security.privacy.EndUser;
import dev.tributary.security.secret.SecretCipher;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/** Erasures in the collection {@code erasures}. Errors of the driver pass through unchanged. */
final class ErasureStore {

    static final StoreIndexes INDEXES = StoreIndexes.of(
            StoreIndex.on("erasures", "claims", "state", "nextAttemptAt"),
            StoreIndex.on("erasures", "erasures of a user", "user"));

    private static final String RUNNING = "running";

    /**
     * An erasure that this gateway works on until the lease is over.
     *
     * @param token carried by every later write
     */
    record Claimed(Erasure erasure, String token) {}

    private final MongoCollection<Document> erasures;
    private final LeaseQueue queue;
    private final SecretCipher master;
    private final Clock clock;

    ErasureStore(MongoDatabase database, SecretCipher master, Clock clock) {
        this.erasures = database.getCollection("erasures");
        this.queue = new LeaseQueue(erasures, clock);
        this.master = master;
        this.clock = clock;
    }

    /** Adds an erasure, due now. The user's id is encrypted under the master key. */
    void add(Erasure added) {
        EndUser user = added.user();
        Document document = new Document("_id", added.id())
                .append("tenant", user.tenant())
                .append("provider", user.provider())
                .append("user", user.digest())
                .append("userId", master.encrypt(added.id(), user.id()))
                .append("key", added.key())
                .append("state", RUNNING)
                .append("step", added.step().name())
                .append("requestedAt", Date.from(added.requestedAt()));
        queue.add(List.of(LeaseQueue.due(document, added.requestedAt())));
    }

    /** The latest erasure of a user. */
    Optional<Erasure> find(EndUser user) {
        return erasures.find(eq("user", user.digest())).map(this::read).into(new ArrayList<>()).stream()
                .max(Comparator.comparing(Erasure::id));
    }

    /** The erasures of a tenant that go on. */
    List<Erasure> running(String tenant) {
        return erasures.find(and(eq("state", RUNNING), eq("tenant", tenant)))
                .map(this::read)
                .into(new ArrayList<>());
    }

    /** Claims an erasure that goes on and that no gateway works on. */
    Optional<Claimed> claim() {
        return queue.claim(eq("state", RUNNING), 1).stream()
                .findFirst()
                .map(document -> new Claimed(read(document), document.getString("claimToken")));
    }

    /** Claims one erasure. */
    Optional<Claimed> claim(String id) {
        return queue.claim(List.of(id)).stream()
                .findFirst()
                .map(document -> new Claimed(read(document), document.getString("claimToken")));
    }

    /** Says that a key is destroyed, and that the removal begins at a moment. */
    void keyDestroyed(Claimed claimed, String before, Instant at) {
        Bson changes = combine(set("step", Step.RECEIPTS.name()), set("before", before));
        queue.retry(claimed.erasure().id(), claimed.token(), at, 0, changes);
    }

    /**
     * Says how far a removal is, and prolongs the lease.
     *
     * @param removed of this page, by kind
     * @return the erasure as it is now; empty: another gateway has it, and nothing has changed
     */
    Optional<Claimed> advance(Claimed claimed, Step step, @Nullable String position, Map<String, Long> removed) {
        List<Bson> changes = new ArrayList<>();
        changes.add(set("step", step.name()));
        changes.add(set("position", position));
        changes.add(set("leaseUntil", Date.from(clock.instant().plus(LeaseQueue.LEASE))));
        removed.forEach((kind, count) -> changes.add(inc("removed." + kind, count)));
        if (step == Step.DONE) {
            changes.add(set("state", "done"));
            changes.add(set("endedAt", Date.from(clock.instant())));
            changes.add(set("claimToken", null));
            changes.add(unset("userId"));
        }
        Bson ours = and(eq("_id", claimed.erasure().id()), eq("claimToken", claimed.token()));
        if (erasures.updateOne(ours, combine(changes)).getMatchedCount() == 0) {
            return Optional.empty();
        }
        Erasure now = claimed.erasure();
        return Optional.of(new Claimed(
                new Erasure(
                        now.id(),
                        now.user(),
                        now.key(),
                        step,
                        position,
                        now.before(),
                        now.removed(),
                        now.requestedAt(),
                        now.endedAt()),
                claimed.token()));
    }

    /** Releases an erasure, due as before. */
    void release(Claimed claimed) {
        queue.release(List.of(claimed.erasure().id()), List.of(claimed.token()));
    }

    /** Releases an erasure; it goes on from its position at a moment. */
    void goOn(Claimed claimed, Instant at) {
        queue.retry(claimed.erasure().id(), claimed.token(), at, 0);
    }

    private Erasure read(Document document) {
        String id = document.getString("_id");
        String userId = document.getString("userId");
        Map<String, Long> removed = new HashMap<>();
        document.get("removed", new Document())
                .forEach((kind, count) -> removed.put(kind, ((Number) count).longValue()));
        return new Erasure(
                id,
                EndUser.of(
                        document.getString("tenant"),
                        document.getString("provider"),
                        userId == null ? null : master.decrypt(id, userId)),
                document.getString("key"),
                Step.valueOf(document.getString("step")),
                document.getString("position"),
                document.getString("before"),
                removed,
                document.getDate("requestedAt").toInstant(),
                StoredMoment.read(document, "endedAt"));
    }
}
