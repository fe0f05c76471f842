package dev.tributary.embedded;

import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.QueryResult;
import de.bwaldvogel.mongo.backend.h2.H2Collection;
import de.bwaldvogel.mongo.bson.Document;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.h2.mvstore.MVMap;
import org.jspecify.annotations.Nullable;

/**
 * A collection that reads few documents where the server alone would read them all, under the collection's lock: by
 * {@code _id} also where the query has further conditions, by a range of {@code _id}, in the order of {@code _id}, by a unique index also where the
 * driver has joined its keys by {@code $and}, and by a member that an index in memory covers.
 *
 * <p>It hands out copies: the server changes what a query has found in place, and H2, which may be writing that very
 * document to disk at the time, then gives up the whole store.
 */
final class PlannedCollection extends H2Collection {

    /** Members with an index in memory, by collection: collections that stay small, or members that few documents have. */
    private static final Map<String, String> INDEXED = Map.of("events", "pending", "deliveries", "subscriptionId");

    private static final Set<String> RANGE = Set.of("$gt", "$gte", "$lt", "$lte");

    private final MVMap<Object, Document> documents;
    private final @Nullable String indexed;
    private final Map<Object, Set<Object>> index = new ConcurrentHashMap<>();

    PlannedCollection(
            MongoDatabase database,
            String name,
            CollectionOptions options,
            MVMap<Object, Document> documents,
            MVMap<String, Object> meta,
            CursorRegistry cursors) {
        super(database, name, options, documents, meta, cursors);
        this.documents = documents;
        this.indexed = INDEXED.get(name);
        if (indexed != null) {
            documents.forEach(this::note);
        }
    }

    @Override
    protected Object addDocumentInternal(Document document) {
        Object position = super.addDocumentInternal(document);
        note(position, document);
        return position;
    }

    @Override
    protected void handleUpdate(Object position, Document before, Document after) {
        super.handleUpdate(position, before, after);
        forget(position, before);
        note(position, after);
    }

    @Override
    protected void removeDocument(Object position) {
        Document document = documents.get(position);
        super.removeDocument(position);
        if (document != null) {
            forget(position, document);
        }
    }

    @Override
    protected QueryResult queryDocuments(
            Document query, Document order, int skip, int limit, int batchSize, Document fields) {
        Document flat = flatten(query);
        Collection<?> positions = indexed == null ? null : positions(flat.get(indexed));
        if (positions != null) {
            return matchDocumentsFromStream(found(positions), flat, order, skip, limit, batchSize, fields);
        }
        if (isById(order)) {
            Stream<Document> sorted =
                    sorted(flat.get("_id"), Integer.valueOf(-1).equals(order.get("_id")));
            if (sorted != null) {
                return matchDocumentsFromStream(sorted, flat, new Document(), skip, limit, batchSize, fields);
            }
        }
        Collection<?> ids = ids(flat.get("_id"));
        if (ids != null) {
            // not compared again: the server would compare each document with all of them
            var others = flat.clone();
            others.remove("_id");
            return matchDocumentsFromStream(found(ids), others, order, skip, limit, batchSize, fields);
        }
        Stream<Document> candidates = range(flat.get("_id"));
        return candidates == null
                ? super.queryDocuments(flat, order, skip, limit, batchSize, fields)
                : matchDocumentsFromStream(candidates, flat, order, skip, limit, batchSize, fields);
    }

    private Stream<Document> found(Collection<?> ids) {
        return ids.stream().distinct().map(documents::get).filter(Objects::nonNull);
    }

    private static boolean isById(@Nullable Document order) {
        return order != null && order.size() == 1 && order.containsKey("_id");
    }

    /** In the order of their ids, so that a page is read without the rest; null where a condition wants it otherwise. */
    private @Nullable Stream<Document> sorted(@Nullable Object condition, boolean descending) {
        if (condition != null) {
            return descending ? null : range(condition);
        }
        if (!(documents.firstKey() instanceof String first) || !(documents.lastKey() instanceof String last)) {
            return null;
        }
        return documents(descending ? documents.cursor(last, first, true) : documents.cursor(first, last, false));
    }

    /** The documents are sorted by their ids, so that a range of strings is read from its first to its last. */
    private @Nullable Stream<Document> range(@Nullable Object condition) {
        if (!(condition instanceof Document operators)
                || !RANGE.containsAll(operators.keySet())
                || !operators.values().stream().allMatch(String.class::isInstance)) {
            return null;
        }
        Object from = operators.getOrDefault("$gte", operators.get("$gt"));
        Object to = operators.getOrDefault("$lte", operators.get("$lt"));
        return documents(documents.cursor(from == null ? "" : from, to, false));
    }

    private Stream<Document> documents(Iterator<Object> cursor) {
        Iterable<Object> keys = () -> cursor;
        return StreamSupport.stream(keys.spliterator(), false)
                .takeWhile(String.class::isInstance)
                .map(documents::get)
                .filter(Objects::nonNull);
    }

    private void note(Object position, Document document) {
        if (indexed != null && document.get(indexed) instanceof String value) {
            index.computeIfAbsent(value, key -> new ConcurrentSkipListSet<>()).add(position);
        }
    }

    private void forget(Object position, Document document) {
        if (indexed != null && document.get(indexed) instanceof String value) {
            index.computeIfPresent(value, (key, positions) -> {
                positions.remove(position);
                return positions.isEmpty() ? null : positions;
            });
        }
    }

    /** The documents that a condition on the indexed member may mean; null if the index does not tell. */
    private @Nullable Collection<?> positions(@Nullable Object condition) {
        Collection<?> values = ids(condition);
        if (values == null) {
            return null;
        }
        return values.size() == 1
                ? index.getOrDefault(values.iterator().next(), Set.of())
                : values.stream()
                        .flatMap(value -> index.getOrDefault(value, Set.of()).stream())
                        .toList();
    }

    @Override
    protected @Nullable Document getDocument(Object position) {
        Document document = super.getDocument(position);
        return document == null ? null : document.clone();
    }

    @Override
    protected QueryResult matchDocumentsFromStream(
            Document query,
            Stream<Document> documents,
            int skip,
            int limit,
            int batchSize,
            @Nullable Comparator<Document> order,
            @Nullable Document fields) {
        Stream<Document> copies = documents
                .filter(document -> documentMatchesQuery(document, query))
                .map(Document::clone);
        return super.matchDocumentsFromStream(query, copies, skip, limit, batchSize, order, fields);
    }

    /** The conditions of a top-level {@code $and} side by side, unless two of them contradict each other in form. */
    private static Document flatten(Document query) {
        if (query.size() != 1 || !(query.get("$and") instanceof Collection<?> conditions)) {
            return query;
        }
        var flat = new Document();
        for (Object condition : conditions) {
            for (var entry : flatten((Document) condition).entrySet()) {
                Object known = flat.get(entry.getKey());
                if (known == null && !flat.containsKey(entry.getKey())) {
                    flat.append(entry.getKey(), entry.getValue());
                } else if (known instanceof Document one
                        && entry.getValue() instanceof Document other
                        && Collections.disjoint(one.keySet(), other.keySet())
                        && one.keySet().stream().allMatch(key -> key.startsWith("$"))) {
                    var both = one.clone();
                    both.putAll(other);
                    flat.put(entry.getKey(), both);
                } else {
                    return query;
                }
            }
        }
        return flat;
    }

    /** The ids that a condition names, or null if it may mean others. Only strings are known to be equal to no other type. */
    private static @Nullable Collection<?> ids(@Nullable Object condition) {
        if (condition instanceof String id) {
            return List.of(id);
        }
        if (condition instanceof Document operators
                && operators.size() == 1
                && operators.get("$in") instanceof Collection<?> several
                && several.stream().allMatch(String.class::isInstance)) {
            return several;
        }
        return null;
    }
}
