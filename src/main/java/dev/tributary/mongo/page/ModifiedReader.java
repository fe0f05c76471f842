package dev.tributary.mongo.page;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Filters.or;
import static com.mongodb.client.model.Projections.include;
import static com.mongodb.client.model.Sorts.ascending;

import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoCollection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * Reads documents in the order in which they were last changed, by a member that holds the time and an index on tenant and
 * this member. As with {@link IdOrderedReader}, each command names a range, which bounds what a server has to sort.
 *
 * <p>Errors of the driver pass through unchanged.
 */
public final class ModifiedReader {

    private static final Pattern POSITION = Pattern.compile("(\\d{1,15})\\.(\\d{1,15})\\.([!-~]{1,200})");
    private static final long FIRST = 10_000;
    private static final int GROWTH = 8;
    /** So many documents are sorted for one command; a shorter range is read where there are more. */
    private static final int MAX_SORTED = 5_000;

    private final MongoCollection<Document> collection;
    private final String member;

    public ModifiedReader(MongoCollection<Document> collection, String member) {
        this.collection = collection;
        this.member = member;
    }

    /**
     * Where a page ended, and up to when its list goes.
     *
     * @param before the end of the list, in milliseconds, which all of its pages share
     * @param at the time of the last document
     */
    private record Position(long before, long at, String id) {

        static Position parse(String text) {
            var parts = POSITION.matcher(text);
            if (!parts.matches()) {
                throw new IllegalArgumentException("no position in a list of changes");
            }
            return new Position(Long.parseLong(parts.group(1)), Long.parseLong(parts.group(2)), parts.group(3));
        }

        @Override
        public String toString() {
            return before + "." + at + '.' + id;
        }
    }

    /**
     * A page of what was changed in {@code [since, before)}.
     *
     * @param before not used for a further page: the list ends where it did for the first one
     * @param conditions of the documents; the first is on the tenant
     * @param after the position of the page before; null for the first
     * @throws IllegalArgumentException if {@code after} is not a position
     */
    public <T> IdPage<T> page(
            Instant since,
            Instant before,
            Bson conditions,
            Bson projection,
            @Nullable String after,
            int limit,
            Function<Document, T> read) {
        Position position = after == null ? null : Position.parse(after);
        long end = position == null ? before.toEpochMilli() : position.before();
        long begin = position == null ? since.toEpochMilli() : position.at();
        long size = FIRST;
        List<Document> found = new ArrayList<>();
        while (begin < end && found.size() <= limit) {
            long stop = Math.min(end, begin + size);
            Bson range = and(conditions, behind(begin, position), lt(member, new Date(stop)));
            if (size > FIRST && isLarge(range)) {
                size = Math.max(FIRST, size / GROWTH);
                continue;
            }
            find(range, projection, limit + 1 - found.size()).into(found);
            begin = stop;
            position = null;
            size *= GROWTH;
        }
        boolean more = found.size() > limit;
        List<Document> shown = more ? found.subList(0, limit) : found;
        String next = more ? position(end, shown.get(limit - 1)) : null;
        return new IdPage<>(shown.stream().map(read).toList(), next);
    }

    private FindIterable<Document> find(Bson range, Bson projection, int limit) {
        return collection
                .find(range)
                .projection(projection)
                .sort(ascending(member, "_id"))
                .limit(limit);
    }

    private String position(long end, Document last) {
        return new Position(end, last.getDate(member).getTime(), last.getString("_id")).toString();
    }

    /** Up to when a list goes, of which a page is read. */
    public static Instant before(Instant first, @Nullable String after) {
        return after == null
                ? first
                : Instant.ofEpochMilli(Position.parse(after).before());
    }

    private Bson behind(long begin, @Nullable Position position) {
        Bson from = gte(member, new Date(begin));
        if (position == null) {
            return from;
        }
        var at = new Date(position.at());
        return and(from, or(gt(member, at), and(eq(member, at), gt("_id", position.id()))));
    }

    private boolean isLarge(Bson range) {
        int count = 0;
        for (Document ignored : collection
                .find(range)
                .projection(include("_id"))
                .limit(MAX_SORTED + 1)
                .batchSize(MAX_SORTED + 2)) {
            count++;
        }
        return count > MAX_SORTED;
    }
}
