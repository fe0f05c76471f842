package dev.tributary.mongo.page;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Filters.lt;

import dev.tributary.event.TimeOrderedId;
import java.time.Instant;
import java.util.Objects;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * A part of a list that is ordered by ids.
 *
 * @param from the lower bound; empty for the first id
 * @param including whether the lower bound itself belongs to the range
 * @param before the upper bound, which does not belong to the range; null for none
 * @param order in which the range is read
 */
public record IdRange(
        String from, boolean including, @Nullable String before, ListOrder order) {

    /** Every id, the lowest first. */
    public static final IdRange ALL = new IdRange("", true, null);

    /** A range that is read from its lower bound on. */
    public IdRange(String from, boolean including, @Nullable String before) {
        this(from, including, before, ListOrder.ASCENDING);
    }

    /** The time-ordered ids that were made in {@code [from, before)}; null for no bound. Ids hold milliseconds. */
    public static IdRange madeBetween(@Nullable Instant from, @Nullable Instant before) {
        return new IdRange(
                from == null ? "" : TimeOrderedId.lowest(from),
                true,
                before == null ? null : TimeOrderedId.lowest(before));
    }

    /** The same ids in an order. */
    public IdRange in(ListOrder order) {
        return new IdRange(from, including, before, order);
    }

    /** The part behind an id, in the order of the range: the next page. Null changes nothing. */
    public IdRange after(@Nullable String id) {
        if (id == null) {
            return this;
        }
        if (order == ListOrder.DESCENDING) {
            return before != null && id.compareTo(before) > 0 ? this : new IdRange(from, including, id, order);
        }
        return id.compareTo(from) < 0 ? this : new IdRange(id, false, before, order);
    }

    /** The part in {@code [from, before)}. */
    public IdRange within(String from, String before) {
        IdRange later = from.compareTo(this.from) > 0 ? new IdRange(from, true, this.before, order) : this;
        return later.before == null || before.compareTo(later.before) < 0
                ? new IdRange(later.from, later.including, before, order)
                : later;
    }

    /** The part up to an id and with it, in the order of the range. */
    public IdRange upTo(String id) {
        return order == ListOrder.DESCENDING
                ? new IdRange(id, true, before, order)
                : new IdRange(from, including, behindId(id), order);
    }

    /** The part with no id greater than this one. */
    IdRange notAbove(String id) {
        return new IdRange(from, including, behindId(id), order);
    }

    /** No id contains a space, which sorts before everything that an id contains. */
    private static String behindId(String id) {
        return id + ' ';
    }

    /** The part that begins where another one ends, in the order of the range. */
    IdRange behind(IdRange part) {
        return order == ListOrder.DESCENDING
                ? new IdRange(from, including, part.from, order)
                : new IdRange(part.before == null ? part.from : part.before, true, before, order);
    }

    boolean isEmpty() {
        return before != null && from.compareTo(before) >= 0;
    }

    /**
     * The part that is read first and has a size, or all of it where it ends before.
     *
     * @param lastId the last id of the range in its order, where that is known
     */
    IdRange first(IdScale scale, long size, @Nullable String lastId) {
        if (order == ListOrder.DESCENDING) {
            String end = Objects.requireNonNull(before, "a range that is read from its end has one");
            String start = scale.start(end, size);
            boolean whole = start.compareTo(end) >= 0
                    || start.compareTo(from) <= 0
                    || (lastId != null && start.compareTo(lastId) < 0);
            return whole ? this : new IdRange(start, true, end, order);
        }
        String end = scale.end(from, size);
        boolean whole = end.compareTo(from) <= 0
                || (before != null && end.compareTo(before) >= 0)
                || (lastId != null && end.compareTo(lastId) > 0);
        return whole ? this : new IdRange(from, including, end, order);
    }

    /** There is always a lower bound: without one, some servers do not choose the index on {@code _id}. */
    Bson filter() {
        Bson lower = including ? gte("_id", from) : gt("_id", from);
        return before == null ? lower : and(lower, lt("_id", before));
    }
}
