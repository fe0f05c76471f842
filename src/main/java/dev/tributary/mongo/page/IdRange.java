package dev.tributary.mongo.page;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Filters.lt;

import dev.tributary.event.TimeOrderedId;
import java.time.Instant;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * A part of a list that is ordered by ids.
 *
 * @param from the lower bound; empty for the first id
 * @param including whether the lower bound itself belongs to the range
 * @param before the upper bound, which does not belong to the range; null for none
 */
public record IdRange(
        String from, boolean including, @Nullable String before) {

    /** Every id. */
    public static final IdRange ALL = new IdRange("", true, null);

    /** The time-ordered ids that were made in {@code [from, before)}; null for no bound. Ids hold milliseconds. */
    public static IdRange madeBetween(@Nullable Instant from, @Nullable Instant before) {
        return new IdRange(
                from == null ? "" : TimeOrderedId.lowest(from),
                true,
                before == null ? null : TimeOrderedId.lowest(before));
    }

    /** The part behind an id: the next page. Null changes nothing. */
    public IdRange after(@Nullable String id) {
        return id == null || id.compareTo(from) < 0 ? this : new IdRange(id, false, before);
    }

    /** The part in {@code [from, before)}. */
    public IdRange within(String from, String before) {
        IdRange later = from.compareTo(this.from) > 0 ? new IdRange(from, true, this.before) : this;
        return later.before == null || before.compareTo(later.before) < 0
                ? new IdRange(later.from, later.including, before)
                : later;
    }

    /** The part up to an id and with it. No id contains a space, which sorts before everything that an id contains. */
    IdRange upTo(String id) {
        return new IdRange(from, including, id + ' ');
    }

    /** The part that begins where another one ends. */
    IdRange behind(IdRange part) {
        return new IdRange(part.before == null ? part.from : part.before, true, before);
    }

    boolean isEmpty() {
        return before != null && from.compareTo(before) >= 0;
    }

    /**
     * The part that begins at the lower bound and has a size, or all of it where it ends before.
     *
     * @param lastId the last id of the range, where that is known
     */
    IdRange first(IdScale scale, long size, @Nullable String lastId) {
        String end = scale.end(from, size);
        boolean whole = end.compareTo(from) <= 0
                || (before != null && end.compareTo(before) >= 0)
                || (lastId != null && end.compareTo(lastId) > 0);
        return whole ? this : new IdRange(from, including, end);
    }

    /** There is always a lower bound: without one, some servers do not choose the index on {@code _id}. */
    Bson filter() {
        Bson lower = including ? gte("_id", from) : gt("_id", from);
        return before == null ? lower : and(lower, lt("_id", before));
    }
}
