package dev.tributary.view;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Indexes.ascending;

import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import dev.tributary.mongo.schema.StoreIndex;
import dev.tributary.mongo.schema.StoreIndexes;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/** Saved views in the collection {@code views}. Errors of the driver pass through unchanged. */
public final class SavedViewStore {

    /** How many a person can have. */
    public static final int MAX = 50;

    static final StoreIndexes INDEXES =
            StoreIndexes.of(StoreIndex.on("views", "lists of a person", "tenant", "person", "list", "name")
                    .asUnique());

    private static final String FILTERS = "filters";

    private final MongoCollection<Document> views;

    SavedViewStore(MongoDatabase database) {
        this.views = database.getCollection("views");
    }

    /** What became of a new view. */
    public enum Insertion {
        STORED,
        /** The person has one of this name for the list. */
        SAME_NAME,
        /** The person has {@value #MAX}. */
        TOO_MANY
    }

    /** Stores a new view. Of views that are stored at the same time, those beyond the limit are removed again. */
    public Insertion insert(SavedView view) {
        Bson owner = ofPerson(view.tenant(), view.person());
        if (views.countDocuments(owner) >= MAX) {
            return Insertion.TOO_MANY;
        }
        try {
            views.insertOne(document(view));
        } catch (MongoWriteException e) {
            if (views.find(and(owner, eq("list", view.list()), eq("name", view.name())))
                            .first()
                    != null) {
                return Insertion.SAME_NAME;
            }
            throw e;
        }
        if (views.countDocuments(owner) > MAX) {
            views.deleteOne(eq("_id", view.id()));
            return Insertion.TOO_MANY;
        }
        return Insertion.STORED;
    }

    /**
     * The views of a person, by name.
     *
     * @param list null for those of all lists
     */
    public List<SavedView> list(String tenant, String person, @Nullable String list) {
        Bson owner = ofPerson(tenant, person);
        return views.find(list == null ? owner : and(owner, eq("list", list)))
                .sort(ascending("list", "name"))
                .map(SavedViewStore::read)
                .into(new ArrayList<>());
    }

    /** False: the person has no such view. */
    public boolean delete(String tenant, String person, String id) {
        return views.deleteOne(and(ofPerson(tenant, person), eq("_id", id))).getDeletedCount() == 1;
    }

    /** How many views of a tenant have the id of an end user in them. */
    public long countOfUser(String tenant, String userId) {
        return ofUser(tenant, userId).count();
    }

    /** Removes the views of a tenant that have the id of an end user in them. */
    public long removeOfUser(String tenant, String userId) {
        return ofUser(tenant, userId)
                .mapToLong(view -> views.deleteOne(and(eq("tenant", tenant), eq("_id", view.id())))
                        .getDeletedCount())
                .sum();
    }

    private Stream<SavedView> ofUser(String tenant, String userId) {
        return views.find(eq("tenant", tenant)).map(SavedViewStore::read).into(new ArrayList<>()).stream()
                .filter(view -> view.hasWord(userId));
    }

    private static Bson ofPerson(String tenant, String person) {
        return and(eq("tenant", tenant), eq("person", person));
    }

    private static Document document(SavedView view) {
        List<Document> filters = new ArrayList<>();
        view.filters().forEach((name, value) -> filters.add(new Document("name", name).append("value", value)));
        return new Document("_id", view.id())
                .append("tenant", view.tenant())
                .append("person", view.person())
                .append("list", view.list())
                .append("name", view.name())
                .append(FILTERS, filters)
                .append("createdAt", Date.from(view.createdAt()));
    }

    private static SavedView read(Document document) {
        Map<String, String> filters = new LinkedHashMap<>();
        document.getList(FILTERS, Document.class)
                .forEach(filter -> filters.put(filter.getString("name"), filter.getString("value")));
        return new SavedView(
                document.getString("_id"),
                document.getString("tenant"),
                document.getString("person"),
                document.getString("list"),
                document.getString("name"),
                filters,
                document.getDate("createdAt").toInstant());
    }
}
