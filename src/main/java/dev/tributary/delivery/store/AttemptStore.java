package dev.tributary.delivery.store;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Projections.include;
import static com.mongodb.client.model.Updates.addToSet;
import static com.mongodb.client.model.Updates.set;

import com.mongodb.MongoException;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import dev.tributary.delivery.store.Delivery.Result;
import dev.tributary.delivery.store.DeliveryListing.State;
import dev.tributary.mongo.BatchInsert;
import dev.tributary.mongo.page.IdOrderedReader;
import dev.tributary.mongo.page.IdPage;
import dev.tributary.mongo.retention.Expired;
import dev.tributary.mongo.retention.ExpiredRowStore;
import dev.tributary.mongo.retention.ExpiringKind.Batch;
import dev.tributary.mongo.schema.StoreIndex;
import dev.tributary.mongo.schema.StoreIndexes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * The history of deliveries that ended, in the collection {@code attempts}: written once, when a delivery ends. Errors of
 * the driver pass through unchanged.
 */
public final class AttemptStore {

    private static final Duration MAX_WAIT = Duration.ofSeconds(4);

    /** States that indexes carry: those of few deliveries. */
    static final Set<State> INDEXED = Set.of(State.FAILED, State.CANCELLED);

    private static final Bson FEW = in("state", "failed", "cancelled");

    public static final StoreIndexes INDEXES = StoreIndexes.of(
            StoreIndex.on("attempts", "lists of a tenant", "tenant", "_id"),
            StoreIndex.on("attempts", "lists of a subscription", "tenant", "subscriptionId", "_id"),
            StoreIndex.on("attempts", "lists of failed and cancelled deliveries", "tenant", "state", "_id")
                    .onlyWhere(FEW),
            StoreIndex.on(
                            "attempts",
                            "lists of a subscription's failed and cancelled deliveries",
                            "tenant",
                            "subscriptionId",
                            "state",
                            "_id")
                    .onlyWhere(FEW));

    private final MongoCollection<Document> attempts;
    private final IdOrderedReader lists;
    private final ExpiredRowStore expired;

    public AttemptStore(MongoDatabase database) {
        // Without the journal flag, so that the embedded store does not wait for the disk (MongoDB's majority waits for
        // its journal anyway). The checkpoint is seconds behind: what a crash of the store loses is delivered again.
        this.attempts = database.getCollection("attempts").withWriteConcern(WriteConcern.MAJORITY);
        this.lists = new IdOrderedReader(attempts);
        this.expired = new ExpiredRowStore(attempts);
    }

    /**
     * Records deliveries that ended, by one write. One whose end is recorded already, by another gateway or by an
     * earlier attempt of this write, keeps its state and gets the attempt in addition.
     */
    public void insert(List<Result> ended) {
        if (ended.isEmpty()) {
            return;
        }
        List<Document> documents = ended.stream()
                .map(result -> DeliveryDocument.of(
                                result.delivery(), result.delivery().attemptsWith(result.attempt()))
                        .append("state", result.outcome().state().wireName()))
                .toList();
        BatchInsert.Outcome outcome = BatchInsert.insertNew(attempts, documents, MAX_WAIT);
        if (!outcome.complete()) {
            throw new MongoException("attempts were not recorded");
        }
        if (!outcome.clean()) {
            ended.forEach(this::add);
        }
    }

    /** Adds an attempt to a delivery whose end is recorded. A second call with the same attempt changes nothing. */
    public void add(Result result) {
        Attempt attempt = result.attempt();
        if (attempt != null) {
            attempts.updateOne(eq("_id", result.delivery().id()), addToSet("tries", DeliveryDocument.of(attempt)));
        }
    }

    /** Those of these deliveries whose end is recorded. */
    public Set<String> ended(Collection<String> ids) {
        return attempts.find(in("_id", ids))
                .projection(include("_id"))
                .map(document -> document.getString("_id"))
                .into(new HashSet<>());
    }

    /** A delivery that ended. */
    public Optional<DeliveryListing> find(String tenant, String id) {
        return Optional.ofNullable(
                        attempts.find(and(eq("_id", id), eq("tenant", tenant))).first())
                .map(AttemptStore::listing);
    }

    /** A page of ended deliveries by id. */
    public IdPage<DeliveryListing> find(DeliveryQuery query) {
        if (query.state() == State.PENDING) {
            return IdPage.empty();
        }
        return find(query, query.state() == null ? Set.of() : Set.of(query.state()));
    }

    /** A page of deliveries by id that ended in one of these states; none means any. */
    public IdPage<DeliveryListing> find(DeliveryQuery query, Set<State> states) {
        return lists.page(query.ended(states), AttemptStore::listing);
    }

    private static DeliveryListing listing(Document document) {
        return DeliveryDocument.listing(document, DeliveryDocument.state(document), null);
    }

    /** Forgets what endpoints have answered to the deliveries of an event, as they may repeat what was sent. */
    public void forgetResponses(String eventId) {
        attempts.find(and(gte("_id", eventId + ':'), lt("_id", eventId + ';')))
                .projection(include("tries"))
                .into(new ArrayList<>())
                .forEach(this::forgetResponses);
    }

    private void forgetResponses(Document delivery) {
        List<Document> tries = delivery.getList("tries", Document.class, List.of());
        if (tries.stream().anyMatch(attempt -> attempt.get("response") != null)) {
            tries.forEach(attempt -> attempt.put("response", null));
            attempts.updateOne(eq("_id", delivery.getString("_id")), set("tries", tries));
        }
    }

    /** Removes a batch of old history. The ids begin with the time of the event, so that their index finds it. */
    public Batch removeExpired(Expired old, @Nullable String after, int limit) {
        return expired.removeByTimeInId(old, null, ids -> Set.of(), after, limit);
    }
}
