package dev.tributary.ledger;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Projections.exclude;
import static com.mongodb.client.model.Projections.include;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.inc;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.UpdateOptions;
import dev.tributary.mongo.StoreIndex;
import dev.tributary.mongo.page.IdOrderedReader;
import dev.tributary.mongo.page.IdPage;
import dev.tributary.mongo.page.IdScale;
import dev.tributary.retention.Expired;
import dev.tributary.retention.ExpiredRowStore;
import dev.tributary.retention.ExpiringKind.Batch;
import java.util.Collection;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.bson.Document;

/**
 * Records of one kind. A write finds its record by the id, and changes none of another tenant; what is equal is found by a
 * digest that was stored with the content, so that a page fetched again reads little and writes nothing.
 */
final class RowCollection<T> {

    private static final String DIGEST = "digest";
    private static final String REFRESHED = "refreshedAt";
    private static final UpdateOptions UPSERT = new UpdateOptions().upsert(true);
    private static final BulkWriteOptions UNORDERED = new BulkWriteOptions().ordered(false);
    private static final int DUPLICATE_KEY = 11000;
    /** Two gateways that insert one page both see it missing; the slower one finds it there when it looks again. */
    private static final int MOST_LOOKS = 3;

    private final MongoCollection<Document> rows;
    private final IdOrderedReader lists;
    private final ExpiredRowStore expired;
    private final Function<T, Document> write;
    private final Function<Document, T> read;

    RowCollection(MongoCollection<Document> rows, Function<T, Document> write, Function<Document, T> read) {
        this.rows = rows;
        this.lists = new IdOrderedReader(rows, IdScale.DIGEST);
        this.expired = new ExpiredRowStore(rows);
        this.write = write;
        this.read = read;
    }

    static List<StoreIndex> indexes(String collection) {
        return List.of(
                StoreIndex.on(collection, "lists of a tenant", "tenant", "_id"),
                StoreIndex.on(collection, "lists of a source", "tenant", "sourceId", "_id"),
                StoreIndex.on(collection, "lists of a connection", "tenant", "connectionId", "_id"),
                StoreIndex.on(collection, "lists of an account", "tenant", "accountId", "_id"),
                StoreIndex.on(collection, "retention", REFRESHED));
    }

    void store(List<T> page) {
        var contents = new LinkedHashMap<String, Document>();
        for (T row : page) {
            Document content = write.apply(row);
            content.append(DIGEST, Ledger.digest(content.toJson()));
            contents.put(content.getString("_id"), content);
        }
        store(contents.values(), 1);
    }

    private void store(Collection<Document> contents, int look) {
        List<UpdateOneModel<Document>> changes = changes(contents);
        if (changes.isEmpty()) {
            return;
        }
        try {
            rows.bulkWrite(changes, UNORDERED);
        } catch (MongoBulkWriteException e) {
            boolean raced = e.getWriteErrors().stream().allMatch(error -> error.getCode() == DUPLICATE_KEY);
            if (!raced || e.getWriteConcernError() != null || look == MOST_LOOKS) {
                throw e;
            }
            store(contents, look + 1);
        }
    }

    private List<UpdateOneModel<Document>> changes(Collection<Document> contents) {
        List<String> ids =
                contents.stream().map(content -> content.getString("_id")).toList();
        Map<String, String> known = new HashMap<>();
        rows.find(in("_id", ids))
                .projection(include(DIGEST))
                .forEach(row -> known.put(row.getString("_id"), row.getString(DIGEST)));
        return contents.stream()
                .filter(content -> !content.getString(DIGEST).equals(known.get(content.getString("_id"))))
                .map(RowCollection::change)
                .toList();
    }

    private static UpdateOneModel<Document> change(Document content) {
        var members = new Document(content);
        members.remove("_id");
        return new UpdateOneModel<>(
                and(eq("_id", content.getString("_id")), eq("tenant", content.getString("tenant"))),
                combine(new Document("$set", members), inc("version", 1L)),
                UPSERT);
    }

    /** Removes a batch of rows that were refreshed too long ago. */
    Batch removeExpired(Expired old, int limit) {
        return expired.removeByMember(old, lt(REFRESHED, Date.from(old.before())), limit);
    }

    Optional<T> find(String tenant, String id) {
        return Optional.ofNullable(rows.find(eq("_id", id)).first())
                .filter(row -> tenant.equals(row.getString("tenant")))
                .map(read);
    }

    IdPage<T> find(LedgerQuery query) {
        return lists.page(query.page(exclude(DIGEST)), read);
    }
}
