package dev.tributary.mongo.page;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Projections.include;
import static com.mongodb.client.model.Sorts.ascending;
import static com.mongodb.client.model.Sorts.descending;

import com.mongodb.client.MongoCollection;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * Reads lists in the order of their ids, or in the reverse order, at a cost that does not grow with the collection.
 *
 * <p>Each command names a range of ids: ten seconds of time-ordered ids or a 65,536th of all digests at first, then eight
 * times the range before, or an eighth of it where that held many documents. MongoDB reads an index in
 * the order of the ids and would not need it; servers that cannot do so sort what matches, and the range bounds that.
 *
 * <p>Conditions that no index carries are compared with about {@link #MAX_COMPARED} documents for a page. The page then
 * ends, short or empty, with the position up to which was compared.
 *
 * <p>Errors of the driver pass through unchanged.
 */
public final class IdOrderedReader {

    /** About so many documents are compared for one page. */
    public static final int MAX_COMPARED = 10_000;

    private static final int CHUNK = 1_000;
    private static final int GROWTH = 8;

    private final MongoCollection<Document> collection;
    private final IdScale scale;

    /** For ids that begin with a UUIDv7. */
    public IdOrderedReader(MongoCollection<Document> collection) {
        this(collection, IdScale.TIME);
    }

    public IdOrderedReader(MongoCollection<Document> collection, IdScale scale) {
        this.collection = collection;
        this.scale = scale;
    }

    /** A page in the order of the range. */
    public <T> IdPage<T> page(IdQuery query, Function<Document, T> read) {
        List<Document> found = new ArrayList<>();
        ListOrder order = query.ids().order();
        IdRange rest = begin(query.ids());
        String lastId = null;
        int compared = 0;
        long size = scale.first;
        while (rest != null) {
            IdRange part = rest.first(scale, size, lastId);
            boolean cut = false;
            String position = null;
            if (query.compared() != null) {
                List<String> candidates = candidates(query.carried(), part);
                compared += candidates.size();
                if (candidates.size() == CHUNK) {
                    part = part.upTo(candidates.get(CHUNK - 1));
                    cut = true;
                }
                position = compared < MAX_COMPARED ? null : candidates.get(candidates.size() - 1);
            }
            found.addAll(find(query, part, query.limit() + 1 - found.size()));
            boolean ends = !cut && part.equals(rest);
            if (found.size() > query.limit() || ends || position != null) {
                return page(query, found, ends ? null : position, read);
            }
            size = cut ? Math.max(1, size / GROWTH) : size * GROWTH;
            lastId = lastId == null ? edge(rest.behind(part), opposite(order)) : lastId;
            rest = lastId == null ? null : rest.behind(part);
        }
        return page(query, found, null, read);
    }

    private static <T> IdPage<T> page(
            IdQuery query, List<Document> found, @Nullable String position, Function<Document, T> read) {
        boolean more = found.size() > query.limit();
        List<Document> shown = more ? found.subList(0, query.limit()) : found;
        String next = more ? shown.get(query.limit() - 1).getString("_id") : position;
        return new IdPage<>(shown.stream().map(read).toList(), next);
    }

    /** From the first id that is there on, of whatever tenant: years without any are not read. Null: nothing is there. */
    private @Nullable IdRange begin(IdRange ids) {
        if (!ids.including()) {
            return ids.isEmpty() ? null : ids;
        }
        String first = edge(ids, ids.order());
        if (first == null) {
            return null;
        }
        return ids.order() == ListOrder.DESCENDING ? ids.notAbove(first) : new IdRange(first, true, ids.before());
    }

    private static ListOrder opposite(ListOrder order) {
        return order == ListOrder.ASCENDING ? ListOrder.DESCENDING : ListOrder.ASCENDING;
    }

    private static Bson sort(ListOrder order) {
        return order == ListOrder.ASCENDING ? ascending("_id") : descending("_id");
    }

    /** The id that comes first in an order. */
    private @Nullable String edge(IdRange ids, ListOrder order) {
        if (ids.isEmpty()) {
            return null;
        }
        Document edge = collection
                .find(ids.filter())
                .projection(include("_id"))
                .sort(sort(order))
                .first();
        return edge == null ? null : edge.getString("_id");
    }

    private List<String> candidates(Bson carried, IdRange part) {
        return collection
                .find(and(carried, part.filter()))
                .projection(include("_id"))
                .sort(sort(part.order()))
                .limit(CHUNK)
                .batchSize(CHUNK + 1)
                .map(document -> Objects.requireNonNull(document.getString("_id")))
                .into(new ArrayList<>());
    }

    private List<Document> find(IdQuery query, IdRange part, int limit) {
        return collection
                .find(query.filter(part))
                .projection(query.projection())
                .sort(sort(part.order()))
                .limit(limit)
                .batchSize(limit + 1)
                .into(new ArrayList<>());
    }
}
