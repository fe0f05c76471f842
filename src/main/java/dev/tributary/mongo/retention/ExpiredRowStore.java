package dev.tributary.mongo.retention;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.nin;
import static com.mongodb.client.model.Projections.include;

import com.mongodb.client.MongoCollection;
import dev.tributary.mongo.page.IdOrderedReader;
import dev.tributary.mongo.page.IdPage;
import dev.tributary.mongo.page.IdQuery;
import dev.tributary.mongo.page.IdRange;
import dev.tributary.mongo.retention.ExpiringKind.Batch;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/** Removes the old documents of a collection whose ids are texts. Errors of the driver pass through. */
public final class ExpiredRowStore {

    private final MongoCollection<Document> rows;
    private final IdOrderedReader ids;

    public ExpiredRowStore(MongoCollection<Document> rows) {
        this.rows = rows;
        this.ids = new IdOrderedReader(rows);
    }

    /**
     * Removes a batch of documents whose ids begin with the time by which they are old, in the order of their ids.
     *
     * @param removable further conditions; null for none
     * @param inUse which of these ids must stay
     */
    public Batch removeByTimeInId(
            Expired expired,
            @Nullable Bson removable,
            Function<Collection<String>, Set<String>> inUse,
            @Nullable String after,
            int limit) {
        List<Bson> compared = new ArrayList<>();
        if (removable != null) {
            compared.add(removable);
        }
        if (!expired.others().isEmpty()) {
            compared.add(nin("tenant", expired.others()));
        }
        IdPage<String> page = ids.page(
                new IdQuery(
                        IdRange.madeBetween(null, expired.before()).after(after),
                        expired.tenant() == null ? gte("_id", "") : eq("tenant", expired.tenant()),
                        compared.isEmpty() ? null : and(compared),
                        include("_id"),
                        limit),
                document -> Objects.requireNonNull(document.getString("_id")));
        List<String> old = new ArrayList<>(page.found());
        if (!old.isEmpty()) {
            old.removeAll(inUse.apply(page.found()));
        }
        return new Batch(
                removed(removable == null ? in("_id", old) : and(in("_id", old), removable), old), page.next());
    }

    /**
     * Removes a batch of documents by a member that an index of its own carries.
     *
     * @param old whether a document is old by it
     */
    public Batch removeByMember(Expired expired, Bson old, int limit) {
        return removeByMember(expired, old, limit, document -> {}, "_id");
    }

    /**
     * As the other.
     *
     * @param before is done with each document before it is removed
     * @param read a member that {@code before} needs
     */
    public Batch removeByMember(Expired expired, Bson old, int limit, Consumer<Document> before, String read) {
        Bson of = expired.tenant() != null ? eq("tenant", expired.tenant()) : nin("tenant", expired.others());
        Bson which = expired.tenant() == null && expired.others().isEmpty() ? old : and(old, of);
        List<Document> documents =
                rows.find(which).projection(include(read)).limit(limit).into(new ArrayList<>());
        documents.forEach(before);
        List<String> found =
                documents.stream().map(document -> document.getString("_id")).toList();
        // the condition again: a row may have been refreshed meanwhile
        long removed = removed(and(in("_id", found), old), found);
        return new Batch(removed, found.size() < limit ? null : found.get(limit - 1));
    }

    private long removed(Bson which, List<String> named) {
        return named.isEmpty() ? 0 : rows.deleteMany(which).getDeletedCount();
    }
}
