package dev.tributary.embedded.index;

import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.bson.Document;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the index of a query: the one with the most equal fields, a range after them and the wanted order counting
 * as further ones. A key that a unique index finds directly comes before all. Without any, all documents are read.
 */
public final class Planner {

    private static final int DIRECT = 1000;
    private static final int EQUAL = 10;
    private static final int ORDER = 15;
    private static final int RANGE = 5;
    private static final int PARTIAL = 1;

    /** So many ranges are read side by side to keep the order. */
    private static final int MERGED = 256;

    /** An index, and whether a document can be in it more than once. */
    public record Candidate(IndexDefinition index, boolean multikey) {}

    private record Order(boolean sorted, boolean merged, boolean reverse) {}

    private record Choice(int score, Plan plan) {}

    private Planner() {}

    /**
     * Plans a query.
     *
     * @param sort wanted order by field, 1 or -1; empty for none
     * @param candidates the documents by their ids first
     */
    public static Plan plan(Query query, Document sort, Collection<Candidate> candidates) {
        Choice best = null;
        for (Candidate candidate : candidates) {
            Choice choice = choice(query, sort, candidate);
            if (choice != null && (best == null || choice.score() > best.score())) {
                best = choice;
            }
        }
        if (best != null && !best.plan().bounded()) {
            Plan united = UnitedRanges.plan(query, sort.isEmpty(), candidates);
            return united == null ? best.plan() : united;
        }
        if (best == null) {
            throw new IllegalArgumentException("no index of the documents themselves");
        }
        return best.plan();
    }

    private static @Nullable Choice choice(Query query, Document sort, Candidate candidate) {
        IndexDefinition index = candidate.index();
        Query filter = index.partial() == null ? null : Query.of(index.partial());
        if (filter != null && !query.implies(filter)) {
            return null;
        }
        var bounds = new Bounds(index, candidate.multikey(), query);
        if (index.sparse() && !excludesAbsent(bounds)) {
            return null;
        }
        Order order = order(sort, candidate, bounds);
        boolean ordered = !sort.isEmpty() && order.sorted();
        boolean bounded = !bounds.carried().isEmpty() || ordered || filter != null;
        if (!index.primary() && !bounded) {
            return null;
        }
        List<Predicate> given = new ArrayList<>(bounds.carried());
        if (filter != null) {
            given.addAll(query.sharedWith(filter));
        }
        var plan = new Plan(
                index,
                candidate.multikey(),
                bounds.intervals(),
                order.reverse(),
                order.sorted(),
                order.merged(),
                bounded,
                query.without(given));
        return new Choice(score(bounds, ordered, filter != null), plan);
    }

    private static int score(Bounds bounds, boolean ordered, boolean partial) {
        return (bounds.isExact() ? DIRECT - Math.min(DIRECT / 2, bounds.points()) : 0)
                + EQUAL * bounds.equalFields()
                + (bounds.hasRange() ? RANGE : 0)
                + (ordered ? ORDER : 0)
                + (partial ? PARTIAL : 0);
    }

    /** A sparse index is complete only for queries that want a field to be there. */
    private static boolean excludesAbsent(Bounds bounds) {
        return bounds.carried().stream()
                .anyMatch(predicate -> predicate.keys().stream().noneMatch(ValueKey::isNull));
    }

    private static Order order(Document sort, Candidate candidate, Bounds bounds) {
        if (sort.isEmpty()) {
            return new Order(true, false, false);
        }
        if (sort.containsKey("$natural")) {
            return new Order(true, false, ((Number) sort.get("$natural")).intValue() < 0);
        }
        if (candidate.multikey()) {
            return new Order(false, false, false);
        }
        Boolean reverse = direction(sort, candidate.index(), bounds, false);
        if (reverse != null) {
            return new Order(true, false, reverse);
        }
        reverse = bounds.points() > MERGED ? null : direction(sort, candidate.index(), bounds, true);
        return reverse == null ? new Order(false, false, false) : new Order(true, true, reverse);
    }

    /** Whether the index has to be read in reverse for the order; null if it has another order. */
    private static @Nullable Boolean direction(Document sort, IndexDefinition index, Bounds bounds, boolean merged) {
        List<Map.Entry<String, Object>> wanted = new ArrayList<>(sort.entrySet());
        Boolean reverse = null;
        int next = 0;
        for (int i = 0; i < index.fields().size() && next < wanted.size(); i++) {
            IndexKey field = index.fields().get(i);
            if (wanted.get(next).getKey().equals(field.getKey())) {
                boolean turned = (((Number) wanted.get(next).getValue()).intValue() > 0) != field.isAscending();
                boolean constant = bounds.isSingle(i);
                boolean readAside = merged && !constant && i < bounds.equalFields();
                if (readAside || (!constant && reverse != null && reverse != turned)) {
                    return null;
                }
                reverse = constant ? reverse : Boolean.valueOf(turned);
                next++;
            } else if (!bounds.isSingle(i) && !(merged && i < bounds.equalFields())) {
                return null;
            }
        }
        if (next < wanted.size()) {
            return null;
        }
        return reverse == null ? Boolean.FALSE : reverse;
    }

    /** Plans a query with {@code $or} by one index that carries a condition of each alternative. */
    private static final class UnitedRanges {

        private static final int MAX_INTERVALS = 20_000;

        /** Null where no index does. All documents in the ranges are compared with the whole query. */
        static @Nullable Plan plan(Query query, boolean sorted, Collection<Candidate> candidates) {
            List<Query> alternatives = alternatives(query);
            for (Candidate candidate : candidates) {
                IndexDefinition index = candidate.index();
                boolean complete = !candidate.multikey() && index.partial() == null && !index.sparse();
                List<Interval> intervals = complete ? intervals(index, alternatives) : List.of();
                if (!intervals.isEmpty()) {
                    return new Plan(index, false, united(intervals), false, sorted, false, true, query);
                }
            }
            return null;
        }

        private static List<Query> alternatives(Query query) {
            for (Document other : query.others()) {
                if (other.get("$or") instanceof Collection<?> parts) {
                    return parts.stream().map(part -> Query.of((Document) part)).toList();
                }
            }
            return List.of();
        }

        /** Empty where an alternative has no condition that the index carries, or none can be met. */
        private static List<Interval> intervals(IndexDefinition index, List<Query> alternatives) {
            List<Interval> all = new ArrayList<>();
            for (Query alternative : alternatives) {
                var bounds = new Bounds(index, false, alternative);
                if (bounds.carried().isEmpty() || all.size() + bounds.points() > MAX_INTERVALS) {
                    return List.of();
                }
                all.addAll(bounds.intervals());
            }
            all.sort((one, other) -> Arrays.compareUnsigned(one.from(), other.from()));
            return all;
        }

        /** Ranges that overlap become one, so that no document is found twice. */
        private static List<Interval> united(List<Interval> sorted) {
            List<Interval> united = new ArrayList<>();
            for (Interval next : sorted) {
                Interval last = united.isEmpty() ? null : united.get(united.size() - 1);
                if (last == null || Arrays.compareUnsigned(next.from(), last.to()) >= 0) {
                    united.add(next);
                } else {
                    byte[] to = Arrays.compareUnsigned(next.to(), last.to()) > 0 ? next.to() : last.to();
                    boolean same = Arrays.equals(next.from(), last.from()) && Arrays.equals(next.to(), last.to());
                    united.set(
                            united.size() - 1,
                            new Interval(
                                    last.from(),
                                    to,
                                    Math.min(last.prefix(), next.prefix()),
                                    same && last.exact() && next.exact()));
                }
            }
            return united;
        }
    }
}
