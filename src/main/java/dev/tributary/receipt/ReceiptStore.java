package dev.tributary.receipt;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Indexes.ascending;
import static com.mongodb.client.model.Indexes.descending;
import static com.mongodb.client.model.Projections.exclude;
import static com.mongodb.client.model.Projections.include;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.set;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.UpdateOneModel;
import dev.tributary.event.Proof;
import dev.tributary.event.TimeOrderedId;
import dev.tributary.mongo.BatchInsert;
import dev.tributary.mongo.StoreIndex;
import dev.tributary.mongo.StoreIndexes;
import dev.tributary.receipt.Receipt.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.Binary;
import org.jspecify.annotations.Nullable;

/** Receipts in the collection {@code receipts}. Errors of the driver pass through unchanged. */
public final class ReceiptStore {

    /** Raw bodies are personal data: kept for as long as a wrong mapping takes to be noticed and repaired. */
    static final Duration RETENTION = Duration.ofDays(30);

    public static final StoreIndexes INDEXES = StoreIndexes.of(
            StoreIndex.on("receipts", "lists of a tenant", "tenant", "_id"),
            StoreIndex.on("receipts", "retention", "expireAt").asExpiring());

    private final MongoCollection<Document> receipts;

    public ReceiptStore(MongoDatabase database) {
        this.receipts = database.getCollection("receipts");
    }

    /** Stores a batch by one durable write; the ids that are durably there come back. */
    public Set<String> insert(List<Receipt> batch, Duration maxWait) {
        return BatchInsert.insert(
                receipts, batch.stream().map(ReceiptStore::document).toList(), maxWait);
    }

    /**
     * Turns accepted receipts into duplicates, after the unique index has found their events to be known.
     *
     * @param originals from a receipt's id to the event that was there before
     */
    public void markDuplicates(Map<String, String> originals) {
        var updates = new ArrayList<UpdateOneModel<Document>>(originals.size());
        originals.forEach((id, original) -> updates.add(new UpdateOneModel<>(
                eq("_id", id),
                combine(
                        set("verdict", Verdict.DUPLICATE.wireName()),
                        set("duplicateOf", original),
                        set("eventIds", List.of())))));
        receipts.bulkWrite(updates, new BulkWriteOptions().ordered(false));
    }

    /** With its body. */
    public Optional<Receipt> find(String tenant, String id) {
        return Optional.ofNullable(receipts.find(eq("_id", id)).first())
                .map(ReceiptStore::receipt)
                .filter(receipt -> receipt.tenant().equals(tenant));
    }

    /**
     * A page of a tenant's receipts in the order of their ids, without their bodies. Ids are time-ordered, so that is
     * oldest first, but for calls of one moment at several gateways.
     *
     * @param after the last id of the page before, or null
     */
    public List<Receipt> find(
            String tenant, @Nullable String sourceId, @Nullable Verdict verdict, @Nullable String after, int limit) {
        List<Bson> all = new ArrayList<>();
        all.add(eq("tenant", tenant));
        if (sourceId != null) {
            all.add(eq("sourceId", sourceId));
        }
        if (verdict != null) {
            all.add(eq("verdict", verdict.wireName()));
        }
        if (after != null) {
            all.add(gt("_id", after));
        }
        return receipts.find(and(all))
                .projection(exclude("body"))
                .sort(ascending("_id"))
                .limit(limit)
                .map(ReceiptStore::receipt)
                .into(new ArrayList<>());
    }

    /** What the sweep has to know of an accepted receipt. */
    public record Accepted(String id, String tenant, List<String> eventIds) {}

    /**
     * A page of the accepted receipts of all tenants whose ids were minted in {@code [from, before)}, oldest first.
     *
     * @param after the last id of the page before, or null
     */
    public List<Accepted> acceptedBetween(Instant from, Instant before, @Nullable String after, int limit) {
        return receipts.find(and(
                        after == null ? gte("_id", TimeOrderedId.lowest(from)) : gt("_id", after),
                        lt("_id", TimeOrderedId.lowest(before)),
                        eq("verdict", Verdict.ACCEPTED.wireName())))
                .projection(include("tenant", "eventIds"))
                .sort(ascending("_id"))
                .limit(limit)
                .map(document -> new Accepted(
                        document.getString("_id"),
                        document.getString("tenant"),
                        document.getList("eventIds", String.class)))
                .into(new ArrayList<>());
    }

    /** When the id of the latest receipt was minted. */
    public Optional<Instant> lastMinted() {
        return Optional.ofNullable(receipts.find()
                        .projection(include("_id"))
                        .sort(descending("_id"))
                        .first())
                .map(document -> TimeOrderedId.instantOf(document.getString("_id")));
    }

    private static Document document(Receipt receipt) {
        Proof proof = receipt.proof();
        return new Document("_id", receipt.id())
                .append("tenant", receipt.tenant())
                .append("provider", receipt.provider())
                .append("sourceId", receipt.sourceId())
                .append("receivedAt", Date.from(receipt.receivedAt()))
                .append("expireAt", Date.from(receipt.receivedAt().plus(RETENTION)))
                .append("verdict", receipt.verdict().wireName())
                .append("reason", receipt.reason())
                .append("duplicateOf", receipt.duplicateOf())
                .append("eventIds", receipt.eventIds())
                .append("proof", proof == null ? null : proof.attribute())
                .append("sha256", receipt.sha256())
                .append("size", receipt.size())
                .append("redactions", receipt.redactions())
                .append("headers", new Document(new LinkedHashMap<>(receipt.headers())))
                .append("body", new Binary(receipt.body()));
    }

    private static Receipt receipt(Document document) {
        var headers = new LinkedHashMap<String, String>();
        document.get("headers", Document.class).forEach((name, value) -> headers.put(name, String.valueOf(value)));
        Binary body = document.get("body", Binary.class);
        String proof = document.getString("proof");
        return new Receipt(
                document.getString("_id"),
                document.getString("tenant"),
                document.getString("provider"),
                document.getString("sourceId"),
                document.getDate("receivedAt").toInstant(),
                Verdict.valueOf(document.getString("verdict").toUpperCase(Locale.ROOT)),
                document.getString("reason"),
                document.getString("duplicateOf"),
                document.getList("eventIds", String.class),
                proof == null ? null : Proof.valueOf(proof.toUpperCase(Locale.ROOT)),
                document.getString("sha256"),
                document.getInteger("size"),
                document.getList("redactions", String.class),
                headers,
                body == null ? new byte[0] : body.getData());
    }
}
