package dev.tributary.eventstore;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Indexes.ascending;
import static com.mongodb.client.model.Projections.exclude;
import static com.mongodb.client.model.Projections.include;
import static dev.tributary.eventstore.EventDocument.PENDING;

import com.mongodb.ReadConcern;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import dev.tributary.event.TimeOrderedId;
import dev.tributary.eventstore.StoredEvent.Pending;
import dev.tributary.mongo.page.IdOrderedReader;
import dev.tributary.mongo.page.IdPage;
import dev.tributary.mongo.page.IdQuery;
import dev.tributary.mongo.page.IdRange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * Reads canonical events. Their only order is that of their ids, which begin with the recorded time. Errors of the driver
 * pass through unchanged.
 */
public final class EventReader {

    /** The gateway reads the data of an event from its bytes; the document's copy is for analysts. */
    private static final Bson WITHOUT_DATA = exclude("data");

    private final MongoCollection<Document> events;
    private final IdOrderedReader lists;

    public EventReader(MongoDatabase database) {
        this.events = database.getCollection("events");
        this.lists = new IdOrderedReader(events);
    }

    public Optional<StoredEvent> find(String tenant, String id) {
        return find(List.of(id)).stream()
                .filter(stored -> stored.event().tenant().equals(tenant))
                .findFirst();
    }

    /** The events with these ids, of whatever tenant, in no order; ids that are unknown are left out. */
    public List<StoredEvent> find(Collection<String> ids) {
        return events.find(in("_id", ids))
                .projection(WITHOUT_DATA)
                .map(EventDocument::read)
                .into(new ArrayList<>());
    }

    /** The bytes of the events with these ids, of whatever tenant; ids that are unknown are left out. */
    public Map<String, byte[]> bodies(Collection<String> ids) {
        Map<String, byte[]> bodies = new HashMap<>();
        events.find(in("_id", ids))
                .projection(WITHOUT_DATA)
                .forEach(document -> bodies.put(document.getString("_id"), EventDocument.body(document)));
        return bodies;
    }

    /** Those of these ids whose events are durably there, of whatever tenant. */
    public Set<String> present(Collection<String> ids) {
        return events.withReadConcern(ReadConcern.MAJORITY)
                .find(in("_id", ids))
                .projection(include("_id"))
                .map(document -> document.getString("_id"))
                .into(new HashSet<>());
    }

    /**
     * A page of a tenant's events, oldest first. Where the query has conditions that no index carries, the page may be
     * short, and even empty, although more follows.
     */
    public IdPage<StoredEvent> find(EventQuery query) {
        if (query.types() != null && query.types().isEmpty()) {
            return IdPage.empty();
        }
        return lists.page(
                new IdQuery(query.ids(), query.carried(), query.compared(), WITHOUT_DATA, query.limit()),
                EventDocument::read);
    }

    /** Pending events after an id, by id. Reads only what is pending. */
    public List<StoredEvent> pending(Pending pending, String after, Instant recordedBefore, int limit) {
        return events.find(and(
                        eq(PENDING, EventDocument.mark(pending)),
                        gt("_id", after),
                        lt("_id", TimeOrderedId.lowest(recordedBefore))))
                .projection(WITHOUT_DATA)
                .sort(ascending("_id"))
                .limit(limit)
                .map(EventDocument::read)
                .into(new ArrayList<>());
    }

    /**
     * Reads events from an id on, by id: what some writers stored since their checkpoint, or what a tenant's
     * subscription may have missed.
     *
     * @param writers whose events; of all tenants where {@code tenant} is null
     * @param take gets them by so many at a time
     */
    public void since(
            String from, Set<String> writers, @Nullable String tenant, int limit, Consumer<List<StoredEvent>> take) {
        Bson which = tenant == null ? in("writer", writers) : and(in("writer", writers), eq("tenant", tenant));
        IdRange ids = new IdRange(from, true, null);
        IdPage<StoredEvent> page;
        do {
            page = lists.page(new IdQuery(ids, which, null, WITHOUT_DATA, limit), EventDocument::read);
            ids = ids.after(page.next());
            if (!page.found().isEmpty()) {
                take.accept(page.found());
            }
        } while (page.next() != null);
    }
}
