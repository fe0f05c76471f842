package dev.tributary.mongo.page;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Projections.include;
import static com.mongodb.client.model.Sorts.ascending;
import static com.mongodb.client.model.Sorts.descending;

import com.mongodb.client.MongoCollection;
import java.time.Duration;
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
 * <p>Each command names a range of ids: a second of time-ordered ids or a 65,536th of all digests at first, then up to eight
 * times the range before, and less where documents are dense. MongoDB reads an index in
 * the order of the ids and would not need it; servers that cannot do so sort what matches, and the range bounds that.
 *
 * <p>Conditions that no index carries are compared with about {@link #MAX_COMPARED} documents for a page, and with fewer, but
 * at least a thousand, where that takes longer than a page should. The page then ends, short or empty, with the position up to
 * which was compared.
 *
 * <p>Errors of the driver pass through unchanged.
 */
public final class IdOrderedReader {

    /** About so many documents are compared for one page. */
    public static final int MAX_COMPARED = 10_000;

    private static final int CHUNK = 1_000;
    /** So many documents should be in a range, so that nearly all ranges have fewer than a chunk. */
    private static final int WANTED = 800;

    private static final int GROWTH = 8;
    /** A page of the console reads a list beside other things, and should take 300 ms at most. */
    private static final Duration MAX_COMPARING = Duration.ofMillis(200);

    private final MongoCollection<Document> collection;
    private final IdScale scale;
    private final Duration maxComparing;

    /** For ids that begin with a UUIDv7. */
    public IdOrderedReader(MongoCollection<Document> collection) {
        this(collection, IdScale.TIME);
    }

    public IdOrderedReader(MongoCollection<Document> collection, IdScale scale) {
        this(collection, scale, MAX_COMPARING);
    }

    IdOrderedReader(MongoCollection<Document> collection, IdScale scale, Duration maxComparing) {
        this.collection = collection;
        this.scale = scale;
        this.maxComparing = maxComparing;
    }

    /** A page in the order of the range. */
    public <T> IdPage<T> page(IdQuery query, Function<Document, T> read) {
        long begun = System.nanoTime();
        List<Document> found = new ArrayList<>();
        IdRange rest = begin(query.ids());
        String lastId = null;
        int count = 0;
        long size = scale.first;
        while (rest != null) {
            IdRange part = rest.first(scale, size, lastId);
            List<String> compared = query.compared() == null ? List.of() : candidates(query.carried(), part);
            boolean cut = compared.size() == CHUNK;
            if (cut) {
                part = part.upTo(compared.get(CHUNK - 1));
            }
            found.addAll(find(query, part, query.limit() + 1 - found.size()));
            count += compared.size();
            boolean ends = !cut && part.equals(rest);
            boolean isEnough = !compared.isEmpty() && isEnough(count, begun);
            if (found.size() > query.limit() || ends || isEnough) {
                return page(query, found, isEnough && !ends ? compared.get(compared.size() - 1) : null, read);
            }
            size = next(size, compared);
            lastId = lastId == null
                    ? edge(rest.behind(part), opposite(query.ids().order()))
                    : lastId;
            rest = lastId == null ? null : rest.behind(part);
        }
        return page(query, found, null, read);
    }

    private boolean isEnough(int compared, long begun) {
        return compared >= MAX_COMPARED || (compared >= CHUNK && System.nanoTime() - begun > maxComparing.toNanos());
    }

    /** The size of the next range, by how dense the documents of this one were. */
    private long next(long size, List<String> compared) {
        if (compared.isEmpty()) {
            return size * GROWTH;
        }
        long span = compared.size() < CHUNK ? size : scale.between(compared.get(0), compared.get(CHUNK - 1));
        return Math.max(1, Math.min(size * GROWTH, span * WANTED / compared.size()));
    }

    private static <T> IdPage<T> page(
            IdQuery query, List<Document> found, @Nullable String position, Function<Document, T> read) {
        boolean more = found.size() > query.limit();
        List<Document> shown = more ? found.subList(0, query.limit()) : found;
        String next = more ? shown.get(query.limit() - 1).getString("_id") : position;
        return new IdPage<>(shown.stream().map(read).toList(), next);
    }

    /** From the first id that is there on, of any tenant: years without any are not read. Null: nothing is there. */
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
