package dev.tributary.embedded;

import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.QueryResult;
import de.bwaldvogel.mongo.backend.h2.H2Collection;
import de.bwaldvogel.mongo.bson.Document;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.h2.mvstore.MVMap;
import org.jspecify.annotations.Nullable;

/**
 * A collection that looks documents up by {@code _id} also where the query has further conditions, and by a unique
 * index also where the driver has joined its keys by {@code $and}. The server alone reads every document for these.
 *
 * <p>It hands out copies: the server changes what a query has found in place, and H2, which may be writing that very
 * document to disk at the time, then gives up the whole store.
 */
final class PlannedCollection extends H2Collection {

    PlannedCollection(
            MongoDatabase database,
            String name,
            CollectionOptions options,
            MVMap<Object, Document> documents,
            MVMap<String, Object> meta,
            CursorRegistry cursors) {
        super(database, name, options, documents, meta, cursors);
    }

    @Override
    protected QueryResult queryDocuments(
            Document query, Document order, int skip, int limit, int batchSize, Document fields) {
        Document flat = flatten(query);
        Collection<?> ids = flat.size() > 1 ? ids(flat.get("_id")) : null;
        if (ids == null) {
            return super.queryDocuments(flat, order, skip, limit, batchSize, fields);
        }
        Stream<Document> candidates =
                ids.stream().distinct().map(this::getDocument).filter(Objects::nonNull);
        return matchDocumentsFromStream(candidates, flat, order, skip, limit, batchSize, fields);
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

    /** The conditions of a top-level {@code $and} side by side, unless two of them are on one key. */
    private static Document flatten(Document query) {
        if (query.size() != 1 || !(query.get("$and") instanceof Collection<?> conditions)) {
            return query;
        }
        var flat = new Document();
        for (Object condition : conditions) {
            for (var entry : flatten((Document) condition).entrySet()) {
                if (flat.containsKey(entry.getKey())) {
                    return query;
                }
                flat.append(entry.getKey(), entry.getValue());
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
