package dev.tributary.embedded.collection;

import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.bson.Json;
import de.bwaldvogel.mongo.exception.DuplicateKeyError;
import de.bwaldvogel.mongo.exception.MongoServerError;
import dev.tributary.embedded.engine.Catalog;
import dev.tributary.embedded.engine.View;
import dev.tributary.embedded.engine.WriteSession;
import dev.tributary.embedded.index.IndexDefinition;
import dev.tributary.embedded.index.IndexEntries;
import dev.tributary.embedded.index.Planner;
import dev.tributary.embedded.index.Query;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The indexes of a collection, kept in step with its documents. Changed under the collection's lock, read by all. */
public final class CollectionIndexes {

    static final int QUERY_PLAN_KILLED = 175;

    private static final String ARRAYS = "arrays";
    private static final byte[] YES = {1};

    /** An index in use. Once a document has an array in one of its fields, that is remembered. */
    public static final class Used {
        private final IndexDefinition definition;
        private final @Nullable Query filter;
        private volatile boolean arrays;

        Used(IndexDefinition definition, boolean arrays) {
            this.definition = definition;
            this.filter = definition.partial() == null ? null : Query.of(definition.partial());
            this.arrays = arrays;
        }

        public IndexDefinition definition() {
            return definition;
        }

        private NavigableMap<byte[], byte[]> entries(@Nullable Document document, byte[] position) {
            return document == null || (filter != null && !filter.matches(document))
                    ? new TreeMap<>(Arrays::compareUnsigned)
                    : IndexEntries.of(definition, document, position);
        }
    }

    /** What has to be written when a document changes; found before anything is written. */
    record Change(NavigableMap<byte[], byte[]> added, NavigableMap<byte[], byte[]> removed, List<Used> withArrays) {}

    private final String collection;
    private final IndexDefinition primary;
    private volatile List<Used> indexes = List.of();

    public CollectionIndexes(String collection, IndexDefinition primary) {
        this.collection = collection;
        this.primary = primary;
    }

    public List<Used> all() {
        return indexes;
    }

    public Optional<IndexDefinition> named(String name) {
        return indexes.stream()
                .map(Used::definition)
                .filter(index -> index.name().equals(name))
                .findFirst();
    }

    /** An index that has each document once, in ascending order of a field first. */
    Optional<IndexDefinition> beginningWith(String field) {
        return indexes.stream()
                .filter(used -> !used.arrays)
                .map(Used::definition)
                .filter(index -> index.partial() == null && !index.sparse())
                .filter(index -> index.fields().get(0).getKey().equals(field)
                        && index.fields().get(0).isAscending())
                .findFirst();
    }

    /** What a planner may choose from; the documents by their ids first. */
    public List<Planner.Candidate> candidates() {
        return Stream.concat(
                        Stream.of(new Planner.Candidate(primary, false)),
                        indexes.stream().map(used -> new Planner.Candidate(used.definition, used.arrays)))
                .toList();
    }

    /** Throws if an index was dropped; otherwise a view that was taken before this call has its entries. */
    void require(IndexDefinition index) {
        if (!index.primary() && indexes.stream().noneMatch(used -> used.definition.id() == index.id())) {
            throw new MongoServerError(
                    QUERY_PLAN_KILLED, "QueryPlanKilled", "index dropped: " + collection + ", " + index.name());
        }
    }

    public void use(IndexDefinition index, View view) {
        add(open(index, view));
    }

    public static Used open(IndexDefinition index, View view) {
        return new Used(index, view.get(Catalog.key(ARRAYS, index.id())) != null);
    }

    public void add(Used used) {
        List<Used> more = new ArrayList<>(indexes);
        more.add(used);
        indexes = List.copyOf(more);
    }

    public void remove(IndexDefinition index) {
        indexes = indexes.stream()
                .filter(used -> !used.definition.name().equals(index.name()))
                .toList();
    }

    /**
     * Finds what changes in the indexes.
     *
     * @param before null for a new document
     * @param after null for a removed one
     * @throws DuplicateKeyError if a unique index has the key for another document
     */
    public Change change(
            View view, byte[] position, @Nullable Document before, @Nullable Document after, List<Used> which) {
        var change = new Change(
                new TreeMap<>(Arrays::compareUnsigned), new TreeMap<>(Arrays::compareUnsigned), new ArrayList<>());
        for (Used used : which) {
            NavigableMap<byte[], byte[]> removed = used.entries(before, position);
            NavigableMap<byte[], byte[]> added = used.entries(after, position);
            List<byte[]> kept =
                    added.keySet().stream().filter(removed::containsKey).toList();
            kept.forEach(added::remove);
            kept.forEach(removed::remove);
            if (after != null && !added.isEmpty()) {
                if (used.definition.unique()) {
                    check(view, used.definition, added, after);
                }
                if (!used.arrays && IndexEntries.hasArray(used.definition, after)) {
                    change.withArrays().add(used);
                }
            }
            change.added().putAll(added);
            change.removed().putAll(removed);
        }
        return change;
    }

    /** Writes what {@link #change} has found. */
    public static void apply(Change change, WriteSession session) {
        for (Used used : change.withArrays()) {
            used.arrays = true;
            session.put(Catalog.key(ARRAYS, used.definition.id()), YES);
        }
        change.removed().keySet().forEach(session::delete);
        for (Map.Entry<byte[], byte[]> entry : change.added().entrySet()) {
            session.put(entry.getKey(), entry.getValue());
        }
    }

    private void check(View view, IndexDefinition index, NavigableMap<byte[], byte[]> added, Document document) {
        for (Map.Entry<byte[], byte[]> entry : added.entrySet()) {
            byte[] other = view.get(entry.getKey());
            if (other != null && !Arrays.equals(other, entry.getValue())) {
                throw duplicate(index, document);
            }
        }
    }

    public DuplicateKeyError duplicate(IndexDefinition index, Document document) {
        String keys = index.fields().stream()
                .map(IndexKey::getKey)
                .map(field -> field + ": "
                        + Json.toCompactJsonValue(Utils.getSubdocumentValueCollectionAware(document, field)))
                .collect(Collectors.joining(", ", "{ ", " }"));
        return new DuplicateKeyError(collection, index.name() + " dup key: " + keys);
    }
}
