package dev.tributary.embedded.index;

import de.bwaldvogel.mongo.backend.DefaultQueryMatcher;
import de.bwaldvogel.mongo.backend.QueryMatcher;
import de.bwaldvogel.mongo.bson.BsonRegularExpression;
import de.bwaldvogel.mongo.bson.Document;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A query taken apart: all of its parts must hold.
 *
 * @param predicates what an index may carry
 * @param others what only the server's own matcher understands
 */
public record Query(List<Predicate> predicates, List<Document> others) {

    private static final QueryMatcher MATCHER = new DefaultQueryMatcher();

    /** Reads a query, with the conditions of {@code $and} side by side. */
    public static Query of(Document document) {
        var query = new Query(new ArrayList<>(), new ArrayList<>());
        query.add(document);
        return query;
    }

    private void add(Document document) {
        for (Map.Entry<String, Object> entry : document.entrySet()) {
            String key = entry.getKey();
            Object value = entry.getValue();
            if (key.equals("$and") && value instanceof Collection<?> parts) {
                parts.forEach(part -> add((Document) part));
            } else if (key.startsWith("$") || value instanceof BsonRegularExpression) {
                addOther(key, value);
            } else if (ValueKey.isCondition(value)) {
                addCondition(key, (Document) value);
            } else {
                add(key, "$eq", value);
            }
        }
    }

    private void addOther(String key, @Nullable Object value) {
        if (!key.equals("$comment")) {
            others.add(new Document(key, value));
        }
    }

    private void addCondition(String field, Document condition) {
        var left = new Document();
        condition.forEach((operation, value) -> {
            if (Predicate.of(field, operation, value) == null) {
                left.append(operation, value);
            } else {
                add(field, operation, value);
            }
        });
        if (!left.isEmpty()) {
            others.add(new Document(field, left));
        }
    }

    private void add(String field, String operation, @Nullable Object value) {
        Predicate predicate = Predicate.of(field, operation, value);
        if (predicate == null) {
            others.add(new Document(field, new Document(operation, value)));
        } else {
            predicates.add(predicate);
        }
    }

    /** Whether the document meets the query. */
    public boolean matches(Document document) {
        return predicates.stream().allMatch(predicate -> predicate.matches(document))
                && others.stream().allMatch(other -> MATCHER.matches(document, other));
    }

    /** What is left when an index has carried some of the conditions. */
    @SuppressWarnings("ReferenceEquality") // these conditions themselves, which hold arrays
    Query without(Collection<Predicate> carried) {
        return new Query(
                predicates.stream()
                        .filter(predicate -> carried.stream().noneMatch(one -> one == predicate))
                        .toList(),
                others);
    }

    /** The predicates of this query that the other one has too. */
    List<Predicate> sharedWith(Query other) {
        return predicates.stream()
                .filter(own ->
                        other.predicates.stream().anyMatch(one -> one.document().equals(own.document())))
                .toList();
    }

    public boolean isEmpty() {
        return predicates.isEmpty() && others.isEmpty();
    }

    /** Whether all that meets this query meets the other one too, as far as this can be told. */
    boolean implies(Query other) {
        return others.containsAll(other.others)
                && other.predicates.stream()
                        .allMatch(wanted -> predicates.stream().anyMatch(predicate -> predicate.implies(wanted)));
    }
}
