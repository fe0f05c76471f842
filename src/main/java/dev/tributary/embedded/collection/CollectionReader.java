package dev.tributary.embedded.collection;

import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.Document;
import dev.tributary.embedded.engine.CommandScope;
import dev.tributary.embedded.engine.KeyScan;
import dev.tributary.embedded.engine.View;
import dev.tributary.embedded.index.IndexDefinition;
import dev.tributary.embedded.index.IndexEntries;
import dev.tributary.embedded.index.Plan;
import dev.tributary.embedded.index.PlanScan;
import dev.tributary.embedded.index.Planner;
import dev.tributary.embedded.index.Query;
import dev.tributary.embedded.index.ValueKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** Carries out the queries of a collection by the plan that its indexes allow. */
public final class CollectionReader {

    /** What a task reads, with a plan that fits it. */
    interface Planned<T> {
        T read(View view, Plan plan);
    }

    /** So many documents are read for the values of a field before an index is tried. */
    private static final int FEW = 1000;

    private final CommandScope scope;
    private final CollectionIndexes indexes;
    private final DocumentSource.Lookup lookup;

    public CollectionReader(CommandScope scope, CollectionIndexes indexes, DocumentSource.Lookup lookup) {
        this.scope = scope;
        this.indexes = indexes;
        this.lookup = lookup;
    }

    /** Plans after the view is taken, for the indexes that it has: an array that is in the view is then known of. */
    @SuppressWarnings("ReferenceEquality") // the same list: none was added or removed
    public <T> T planned(Document query, Document sort, Planned<T> task) {
        while (true) {
            List<CollectionIndexes.Used> known = indexes.all();
            try (View view = scope.view()) {
                if (known == indexes.all()) {
                    return task.read(view, Planner.plan(Query.of(query), sort, indexes.candidates()));
                }
            }
        }
    }

    public DocumentSource find(Document query, Document sort, int skip, int limit) {
        return planned(
                query,
                sort,
                (view, plan) -> plan.streams()
                        ? new DocumentSource.Streamed(plan, indexes, lookup, skip, limit)
                        : new DocumentSource.Listed(positions(view, plan, sort, skip, limit), lookup));
    }

    /** The ids of the documents, all at once: what is changed meanwhile is neither found twice nor missed. */
    public List<byte[]> positions(Document query, Document sort, int skip, int limit) {
        return planned(query, sort, (view, plan) -> positions(view, plan, sort, skip, limit));
    }

    private List<byte[]> positions(View view, Plan plan, Document sort, int skip, int limit) {
        int wanted = limit == 0 ? 0 : skip + limit;
        List<byte[]> found;
        if (plan.sorted()) {
            found = new ArrayList<>();
            scan(view, plan, (position, document) -> {
                found.add(position);
                return wanted == 0 || found.size() < wanted;
            });
        } else {
            var sorted = new SortedPositions(sort, wanted);
            scan(view, plan, (position, document) -> {
                sorted.add(document.get(), position);
                return true;
            });
            found = sorted.toList();
        }
        return found.subList(Math.min(skip, found.size()), found.size());
    }

    public long count(Document query) {
        return planned(query, new Document(), (view, plan) -> {
            long[] count = {0};
            scan(view, plan, (position, document) -> ++count[0] > 0);
            return count[0];
        });
    }

    /** A document that is read from disk only if it is used. */
    interface Lazy {
        Document get();
    }

    private interface Taker {
        /** False: no further ones. */
        boolean take(byte[] position, Lazy document);
    }

    /** Gives the number of keys that were looked at. */
    private long scan(View view, Plan plan, Taker taker) {
        try (PlanScan scan = new PlanScan(view, plan, null)) {
            boolean more = true;
            while (more && scan.next()) {
                byte[] position = scan.position();
                if (plan.rest().isEmpty()) {
                    more = taker.take(position, () -> document(view, scan, position));
                } else {
                    Document document = document(view, scan, position);
                    more = !plan.rest().matches(document) || taker.take(position, () -> document);
                }
            }
            return scan.keysExamined();
        }
    }

    private Document document(View view, PlanScan scan, byte[] position) {
        byte[] bson = scan.document();
        if (bson == null) {
            bson = lookup.apply(view, position);
        }
        return bson == null ? new Document() : BsonBytes.read(bson);
    }

    /** The different values of a field. Where many documents are found, an index that begins with the field tells them. */
    public Document distinct(String field, Document query) {
        Values values = values(field, query);
        var reply = new Document("values", new ArrayList<>(values.found.values()));
        Utils.markOkay(reply);
        return reply;
    }

    /** What {@link #distinct} has to read, in MongoDB's form. */
    public Document explainDistinct(String field, Document query) {
        Values values = values(field, query);
        return new Document(
                "executionStats",
                new Document("nReturned", (long) values.found.size()).append("totalKeysExamined", values.examined));
    }

    /** Values of a field by their keys, and how many keys were looked at to find them. */
    private static final class Values {

        private final Map<byte[], Object> found = new TreeMap<>(Arrays::compareUnsigned);
        private long examined;
    }

    private Values values(String field, Document query) {
        return planned(query, new Document(), (view, plan) -> {
            var values = new Values();
            IndexDefinition index = indexes.beginningWith(field).orElse(null);
            int[] read = {0};
            values.examined += scan(view, plan, (position, document) -> {
                add(document.get(), field, values.found);
                return index == null || ++read[0] < FEW;
            });
            if (index != null && read[0] == FEW) {
                addByIndex(view, index, field, query, values);
            }
            return values;
        });
    }

    private static void add(Document document, String field, Map<byte[], Object> found) {
        Object value = Utils.getSubdocumentValueCollectionAware(document, field);
        if (value instanceof Collection<?> elements) {
            elements.forEach(element -> found.put(ValueKey.of(element), element));
        } else if (!(value instanceof Missing)) {
            found.put(ValueKey.of(value), value);
        }
    }

    /** Goes from value to value in the index, and looks for one document with each that the query finds. */
    private void addByIndex(View view, IndexDefinition index, String field, Document query, Values values) {
        Map<byte[], Object> found = values.found;
        try (KeyScan keys = view.scan(index.from(), index.to(), false)) {
            boolean more = keys.next();
            while (more) {
                values.examined++;
                byte[] position = IndexEntries.position(index, keys.key(), keys.value());
                Object value = Utils.getSubdocumentValueCollectionAware(
                        BsonBytes.read(Objects.requireNonNull(lookup.apply(view, position))), field);
                var equal = new Document(field, new Document("$eq", value instanceof Missing ? null : value));
                Query withValue = Query.of(new Document("$and", List.of(query, equal)));
                int before = found.size();
                if (!found.containsKey(ValueKey.of(value))) {
                    values.examined += scan(
                            view, Planner.plan(withValue, new Document(), indexes.candidates()), (id, document) -> {
                                add(document.get(), field, found);
                                return found.size() == before;
                            });
                }
                more = keys.seek(index.after(value));
            }
        }
    }

    /** The plan of a query in MongoDB's form, and what it reads. */
    public Document explain(Document query, Document sort, boolean execute) {
        return planned(query, sort, (view, plan) -> {
            var explained = new Document("queryPlanner", new Document("winningPlan", plan.explain()));
            return execute ? explained.append("executionStats", executed(view, plan)) : explained;
        });
    }

    private Document executed(View view, Plan plan) {
        long returned = 0;
        try (PlanScan scan = new PlanScan(view, plan, null)) {
            while (scan.next()) {
                returned += plan.rest().isEmpty() || plan.rest().matches(document(view, scan, scan.position())) ? 1 : 0;
            }
            return new Document("nReturned", returned)
                    .append("totalKeysExamined", plan.bounded() ? scan.keysExamined() : 0L)
                    .append("totalDocsExamined", plan.covered() && plan.bounded() ? 0L : scan.keysExamined());
        }
    }
}
