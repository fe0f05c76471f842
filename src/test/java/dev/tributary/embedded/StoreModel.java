package dev.tributary.embedded;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bson.Document;
import org.jspecify.annotations.NullUnmarked;

/** What the store should hold and answer, as a list that is searched from its start. */
@NullUnmarked // absent members are null
final class StoreModel {

    private final List<Document> documents = new ArrayList<>();
    private boolean unique;

    /** Applies from when the indexes are there; what is stored by then must not collide. */
    void enforceUnique() {
        unique = true;
    }

    boolean isUnique() {
        return unique;
    }

    int size() {
        return documents.size();
    }

    boolean insert(Document document) {
        if (documents.stream().anyMatch(other -> other.get("_id").equals(document.get("_id")))) {
            return false;
        }
        if (collides(document, document)) {
            return false;
        }
        documents.add(new Document(document));
        return true;
    }

    @SuppressWarnings("ReferenceEquality") // a document does not collide with itself
    private boolean collides(Document changed, Document original) {
        if (!unique && documents.stream().anyMatch(other -> other != original && same(other, changed, "unique"))) {
            // kept apart from the start, so that the index can be made later
            changed.put("unique", "u-apart-" + changed.get("_id") + changed.get("n"));
        }
        return documents.stream().anyMatch(other -> other != original && collide(other, changed));
    }

    private boolean collide(Document other, Document changed) {
        boolean once = number(changed, "once") > 3 && same(other, changed, "once");
        return unique && (same(other, changed, "unique") || once);
    }

    private static int number(Document document, String field) {
        return document.getInteger(field, 0);
    }

    private static boolean same(Document one, Document other, String field) {
        return compare(one.get(field), other.get(field)) == 0;
    }

    /** How many match, or -1 if a unique index refuses a change; those before it stay changed. */
    long update(RandomQueries.Condition which, Document set, boolean upsert) {
        if (!unique) {
            set.remove("unique");
            set.remove("once");
        }
        long matched = 0;
        List<Document> found = find(which, null, 0, 0);
        for (Document document : found) {
            Document changed = new Document(document);
            changed.putAll(set);
            if (collides(changed, document)) {
                return -1;
            }
            document.putAll(set);
            matched++;
        }
        if (found.isEmpty() && upsert) {
            Document added = new Document("_id", which.bson().get("_id"));
            added.putAll(set);
            return insert(added) ? 0 : -1;
        }
        return matched;
    }

    long delete(RandomQueries.Condition which) {
        long before = documents.size();
        documents.removeIf(which.meaning());
        return before - documents.size();
    }

    /** The model's own documents: what is changed in them is changed in the model. */
    List<Document> find(RandomQueries.Condition which, Document sort, int skip, int limit) {
        Stream<Document> found = documents.stream().filter(which.meaning());
        if (sort != null) {
            found = found.sorted(order(sort)).skip(skip);
        }
        return (limit > 0 ? found.limit(limit) : found).toList();
    }

    private static Comparator<Document> order(Document sort) {
        Comparator<Document> order = Comparator.comparingInt(document -> 0);
        for (Map.Entry<String, Object> field : sort.entrySet()) {
            Comparator<Document> byField = (one, other) -> compare(one.get(field.getKey()), other.get(field.getKey()));
            order = order.thenComparing(field.getValue().equals(1) ? byField : byField.reversed());
        }
        return order;
    }

    static List<?> elements(Object value) {
        return value instanceof List<?> elements ? elements : Collections.singletonList(value);
    }

    static int rank(Object value) {
        if (value == null) {
            return 0;
        }
        return value instanceof Number ? 1 : value instanceof String ? 2 : value instanceof Boolean ? 3 : 4;
    }

    static int compare(Object one, Object other) {
        int order = Integer.compare(rank(one), rank(other));
        if (order != 0 || one == null) {
            return order;
        }
        if (one instanceof Number number) {
            return Double.compare(number.doubleValue(), ((Number) other).doubleValue());
        }
        if (one instanceof String text) {
            return text.compareTo((String) other);
        }
        return one instanceof Boolean flag
                ? Boolean.compare(flag, (Boolean) other)
                : ((Date) one).compareTo((Date) other);
    }
}
