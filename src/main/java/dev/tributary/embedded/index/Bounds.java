package dev.tributary.embedded.index;

import de.bwaldvogel.mongo.backend.IndexKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Which keys of an index a query can mean: equal fields first, then a range of the next one. */
final class Bounds {

    /** More combinations than this are compared with the documents instead. */
    private static final int POINTS = 20_000;

    private final IndexDefinition index;
    private final boolean multikey;
    private final Query query;
    private final List<Predicate> carried = new ArrayList<>();
    private final List<Predicate> equal = new ArrayList<>();
    private List<byte[]> points = new ArrayList<>();
    private final List<Predicate> ranges = new ArrayList<>();

    Bounds(IndexDefinition index, boolean multikey, Query query) {
        this.index = index;
        this.multikey = multikey;
        this.query = query;
        points.add(index.prefix());
        int field = 0;
        while (field < index.fields().size() && addEqual(index.fields().get(field))) {
            field++;
        }
        if (field < index.fields().size()) {
            addRanges(index.fields().get(field));
        }
        carried.addAll(equal);
        carried.addAll(ranges);
    }

    private boolean addEqual(IndexKey field) {
        Predicate chosen = null;
        for (Predicate predicate : query.predicates()) {
            if (predicate.field().equals(field.getKey())
                    && predicate.isPoint()
                    && (chosen == null
                            || predicate.keys().size() < chosen.keys().size())) {
                chosen = predicate;
            }
        }
        if (chosen == null || (long) points.size() * chosen.keys().size() > POINTS) {
            return false;
        }
        List<byte[]> longer = new ArrayList<>(points.size() * chosen.keys().size());
        for (byte[] point : points) {
            for (byte[] key : chosen.keys()) {
                longer.add(Interval.join(point, directed(key, field)));
            }
        }
        points = longer;
        equal.add(chosen);
        return true;
    }

    /** Of a field with arrays one condition only: each may hold for another element. */
    private void addRanges(IndexKey field) {
        for (Predicate predicate : query.predicates()) {
            if (predicate.field().equals(field.getKey()) && predicate.isRange() && (ranges.isEmpty() || !multikey)) {
                ranges.add(predicate);
            }
        }
    }

    private static byte[] directed(byte[] key, IndexKey field) {
        return field.isAscending() ? key : new KeyBytes().put(key).invertFrom(0).toArray();
    }

    List<Interval> intervals() {
        List<Interval> intervals = new ArrayList<>(points.size());
        for (byte[] point : points) {
            Interval interval = equal.isEmpty()
                    ? new Interval(index.from(), index.to(), point.length, false)
                    : Interval.point(point, isExact());
            for (Predicate range : ranges) {
                interval = narrow(interval, point, range);
            }
            if (!interval.isEmpty()) {
                intervals.add(interval);
            }
        }
        intervals.sort((one, other) -> Arrays.compareUnsigned(one.from(), other.from()));
        return intervals;
    }

    private Interval narrow(Interval interval, byte[] point, Predicate range) {
        IndexKey field = index.fields().get(equal.size());
        byte[] key = directed(range.key(), field);
        byte[] from = Interval.join(point, new byte[] {key[0]});
        byte[] to = Interval.join(point, new byte[] {(byte) (key[0] + 1)});
        byte[] at = Interval.join(point, key);
        boolean lower = range.operator() == Predicate.Operator.GT || range.operator() == Predicate.Operator.GTE;
        boolean open = range.operator() == Predicate.Operator.GT || range.operator() == Predicate.Operator.LT;
        if (lower == field.isAscending()) {
            from = open ? Interval.after(at) : at;
        } else {
            to = open ? at : Interval.after(at);
        }
        return interval.startingAt(from).endingBefore(to);
    }

    /** How many of the index's first fields are compared for equality. */
    int equalFields() {
        return equal.size();
    }

    boolean hasRange() {
        return !ranges.isEmpty();
    }

    /** Whether one value is wanted of this field of the index. */
    boolean isSingle(int field) {
        return field < equal.size() && equal.get(field).keys().size() == 1;
    }

    boolean isExact() {
        return index.unique() && equal.size() == index.fields().size();
    }

    int points() {
        return points.size();
    }

    List<Predicate> carried() {
        return carried;
    }
}
