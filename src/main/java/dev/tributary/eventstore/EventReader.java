package dev.tributary.eventstore;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Indexes.ascending;
import static com.mongodb.client.model.Projections.exclude;
import static com.mongodb.client.model.Projections.include;
import static dev.tributary.eventstore.EventDocument.FEED_ID;
import static dev.tributary.eventstore.EventDocument.PENDING;
import static java.util.stream.Collectors.toMap;

import com.mongodb.ReadConcern;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import dev.tributary.event.TimeOrderedId;
import dev.tributary.eventstore.StoredEvent.Pending;
import dev.tributary.mongo.page.IdOrderedReader;
import dev.tributary.mongo.page.IdPage;
import dev.tributary.mongo.page.IdQuery;
import dev.tributary.mongo.page.IdRange;
import dev.tributary.security.privacy.EndUser;
import dev.tributary.security.privacy.Opener;
import dev.tributary.security.privacy.PersonalData;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * Reads canonical events. Their only order is that of their ids, which begin with the recorded time. Errors of the driver
 * pass through unchanged. Personal members are opened, at the cost of one further command where there are some.
 */
public final class EventReader {

    /** The gateway reads the data of an event from its bytes; the document's copy is for analysts. */
    private static final Bson WITHOUT_DATA = exclude("data");

    private final MongoCollection<Document> events;
    private final IdOrderedReader lists;
    private final @Nullable PersonalData personal;

    /** Of events without personal members. */
    public EventReader(MongoDatabase database) {
        this(database, PersonalData.none());
    }

    public EventReader(MongoDatabase database, PersonalData personal) {
        this(database.getCollection("events"), personal);
    }

    private EventReader(MongoCollection<Document> events, @Nullable PersonalData personal) {
        this.events = events;
        this.lists = new IdOrderedReader(events);
        this.personal = personal;
    }

    /** Reads the same, with the mask in place of what is personal. */
    public EventReader masked() {
        return new EventReader(events, null);
    }

    private Opener opener(Collection<Document> documents) {
        return personal == null
                ? Opener.masking()
                : personal.opener(documents.stream()
                        .map(document -> document.getString(EventDocument.USER_KEY))
                        .filter(Objects::nonNull)
                        .toList());
    }

    private List<StoredEvent> read(List<Document> documents) {
        Opener opener = opener(documents);
        return documents.stream()
                .map(document -> EventDocument.read(document, opener))
                .toList();
    }

    private IdPage<StoredEvent> page(IdQuery query) {
        IdPage<Document> page = lists.page(query, Function.identity());
        return new IdPage<>(read(page.found()), page.next());
    }

    public Optional<StoredEvent> find(String tenant, String id) {
        return find(List.of(id)).stream()
                .filter(stored -> stored.event().tenant().equals(tenant))
                .findFirst();
    }

    /** The events with these ids, of any tenant, in no order; ids that are unknown are left out. */
    public List<StoredEvent> find(Collection<String> ids) {
        return read(events.find(in("_id", ids)).projection(WITHOUT_DATA).into(new ArrayList<>()));
    }

    /** The same events by their ids. */
    public Map<String, StoredEvent> byId(Collection<String> ids) {
        return find(ids).stream().collect(toMap(StoredEvent::id, Function.identity()));
    }

    /** Those of these ids whose events are durably there, of any tenant. */
    public Set<String> present(Collection<String> ids) {
        return events.withReadConcern(ReadConcern.MAJORITY)
                .find(in("_id", ids))
                .projection(include("_id"))
                .map(document -> document.getString("_id"))
                .into(new HashSet<>());
    }

    /**
     * A page of a tenant's events. Where the query has conditions that no index carries, the page may be
     * short, and even empty, although more follows.
     */
    public IdPage<StoredEvent> find(EventQuery query) {
        if (query.types() != null && query.types().isEmpty()) {
            return IdPage.empty();
        }
        return page(new IdQuery(query.ids(), query.carried(), query.compared(), WITHOUT_DATA, query.limit()));
    }

    /**
     * The part of a tenant's feed behind {@code query.after()} and up to a horizon, in the order of the places: each event once,
     * whenever it was stored, provided that nothing is stored up to the horizon any more.
     *
     * @return the position up to which was read as {@code next}; null: up to the horizon
     */
    public IdPage<StoredEvent> feed(EventQuery query, String horizon) {
        int limit = query.limit();
        IdRange ids = query.ids().upTo(horizon);
        IdPage<StoredEvent> ordinary = page(new IdQuery(ids, query.carried(), query.compared(), WITHOUT_DATA, limit));
        List<StoredEvent> late = read(events.find(query.late(ordinary.next() == null ? horizon : ordinary.next()))
                .projection(WITHOUT_DATA)
                .sort(ascending(FEED_ID))
                .limit(limit + 1)
                .into(new ArrayList<>()));
        String endOfLate = late.size() > limit ? late.get(limit - 1).place() : null;
        String end = Stream.of(ordinary.next(), endOfLate)
                .filter(Objects::nonNull)
                .min(Comparator.naturalOrder())
                .orElse(null);
        Stream<StoredEvent> all = Stream.concat(
                        ordinary.found().stream().filter(event -> event.feedId() == null), late.stream())
                .filter(event -> end == null || event.place().compareTo(end) <= 0);
        return new IdPage<>(all.sorted(Comparator.comparing(StoredEvent::place)).toList(), end);
    }

    /**
     * A page of a tenant's events with ids in a range. No index carries the source: where it is given, the page
     * may be short, and even empty, although more follows.
     */
    public IdPage<StoredEvent> find(
            String tenant, @Nullable String type, @Nullable String sourceId, IdRange ids, int limit) {
        Bson carried = type == null ? eq("tenant", tenant) : and(eq("tenant", tenant), eq("type", type));
        Bson compared = sourceId == null ? null : eq("sourceId", sourceId);
        return page(new IdQuery(ids, carried, compared, WITHOUT_DATA, limit));
    }

    /** The newest stored event of the same occurrence as this one, which is not stored: by its first mapping, or a later one. */
    public Optional<String> newest(StoredEvent mapped) {
        return new OriginalReader(events).newest(mapped);
    }

    /** What an erasure has to know of an event. */
    public record Named(String id, @Nullable String receiptId) {}

    /**
     * A tenant's events that name an end user, oldest first. No index carries the user: the page compares a bounded number of
     * events, and may be empty although more follows.
     */
    public IdPage<Named> ofUser(EndUser user, IdRange ids, int limit) {
        Bson named = and(eq("provider", user.provider()), eq("data.user.id", user.id()));
        return lists.page(
                new IdQuery(ids, eq("tenant", user.tenant()), named, include("receiptid"), limit),
                document -> new Named(document.getString("_id"), document.getString("receiptid")));
    }

    /** Pending events after an id, by id. Reads only what is pending. */
    public List<StoredEvent> pending(Pending pending, String after, Instant recordedBefore, int limit) {
        return read(events.find(and(
                        eq(PENDING, EventDocument.mark(pending)),
                        gt("_id", after),
                        lt("_id", TimeOrderedId.lowest(recordedBefore))))
                .projection(WITHOUT_DATA)
                .sort(ascending("_id"))
                .limit(limit)
                .into(new ArrayList<>()));
    }

    /**
     * A page of a tenant's events that their providers did not confirm. Reads unconfirmed events only. No index
     * carries their tenant and source: the page may be short, and even empty, although more follows.
     */
    public IdPage<StoredEvent> unconfirmed(String tenant, @Nullable String sourceId, IdRange ids, int limit) {
        Bson ofTenant = eq("tenant", tenant);
        Bson compared = sourceId == null ? ofTenant : and(ofTenant, eq("sourceId", sourceId));
        Bson carried = eq(PENDING, EventDocument.mark(Pending.UNCONFIRMED));
        return page(new IdQuery(ids, carried, compared, WITHOUT_DATA, limit));
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
            page = page(new IdQuery(ids, which, null, WITHOUT_DATA, limit));
            ids = ids.after(page.next());
            if (!page.found().isEmpty()) {
                take.accept(page.found());
            }
        } while (page.next() != null);
    }
}
