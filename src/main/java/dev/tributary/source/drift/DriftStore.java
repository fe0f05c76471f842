package dev.tributary.source.drift;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Projections.exclude;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.inc;
import static com.mongodb.client.model.Updates.max;
import static com.mongodb.client.model.Updates.set;
import static com.mongodb.client.model.Updates.setOnInsert;
import static com.mongodb.client.model.Updates.unset;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.UpdateOptions;
import dev.tributary.event.TimeOrderedId;
import dev.tributary.mongo.DigestId;
import dev.tributary.mongo.page.IdOrderedReader;
import dev.tributary.mongo.page.IdPage;
import dev.tributary.mongo.page.IdQuery;
import dev.tributary.mongo.page.IdRange;
import dev.tributary.mongo.schema.StoreIndex;
import dev.tributary.mongo.schema.StoreIndexes;
import dev.tributary.source.drift.DriftFinding.Change;
import dev.tributary.source.drift.KnownSource.Event;
import dev.tributary.source.drift.KnownSource.Found;
import dev.tributary.source.drift.KnownSource.Learned;
import dev.tributary.source.drift.WatchedSource.Name;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/** What sources send and what has changed in it. Errors of the driver pass through unchanged. */
public final class DriftStore {

    static final StoreIndexes INDEXES = StoreIndexes.of(
            StoreIndex.on("drift", "lists of a tenant", "tenant", "_id"),
            StoreIndex.on("drift", "lists of a source", "tenant", "sourceId", "_id"),
            StoreIndex.on("drift", "removal", "expireAt").asExpiring(),
            StoreIndex.on("drift_fields", "comparison of a source", "sourceId"),
            StoreIndex.on("drift_fields", "removal", "expireAt").asExpiring());

    private static final Duration KEPT = Duration.ofDays(90);
    private static final DateTimeFormatter DAY = DateTimeFormatter.BASIC_ISO_DATE;
    private static final UpdateOptions UPSERT = new UpdateOptions().upsert(true);
    private static final BulkWriteOptions UNORDERED = new BulkWriteOptions().ordered(false);

    private final MongoCollection<Document> findings;
    private final MongoCollection<Document> fields;
    private final IdOrderedReader lists;

    DriftStore(MongoDatabase database) {
        this.findings = database.getCollection("drift");
        this.fields = database.getCollection("drift_fields");
        this.lists = new IdOrderedReader(findings);
    }

    /**
     * A page of a tenant's findings, in the order of the days.
     *
     * @param sourceId null for those of all sources
     * @param day null for every day
     * @param after the id of the last one of the page before
     */
    public IdPage<DriftFinding> find(
            String tenant, @Nullable String sourceId, @Nullable LocalDate day, @Nullable String after, int limit) {
        IdRange ids = day == null ? IdRange.ALL : IdRange.madeBetween(begin(day), begin(day.plusDays(1)));
        Bson carried = sourceId == null ? eq("tenant", tenant) : and(eq("tenant", tenant), eq("sourceId", sourceId));
        return lists.page(
                new IdQuery(ids.after(after), carried, null, exclude("expireAt"), limit), DriftStore::finding);
    }

    /** What is known of these sources, by id; those of which nothing is known are left out. */
    Map<String, KnownSource> load(Collection<String> sourceIds) {
        Map<String, KnownSource> known = new HashMap<>();
        fields.find(in("sourceId", sourceIds)).forEach(document -> {
            var name = new Name(
                    document.getString("tenant"), document.getString("provider"), document.getString("sourceId"));
            known.computeIfAbsent(name.id(), first -> new KnownSource(name))
                    .events()
                    .put(document.getString("event"), event(document));
        });
        return known;
    }

    /** Adds counts, and the fields that were learned. */
    void add(Instant now, LocalDate day, List<Learned> learned) {
        List<UpdateOneModel<Document>> changes = new ArrayList<>();
        for (Learned one : learned) {
            String inDay = "days." + DAY.format(day) + '.';
            List<Bson> change = new ArrayList<>(ofSource(one.source(), now));
            change.add(setOnInsert("event", one.event()));
            change.add(inc("calls", one.counts().calls()));
            change.add(inc(inDay + "calls", one.counts().calls()));
            one.counts().fields().forEach((field, count) -> change.add(inc(inDay + "fields." + field.key(), count)));
            one.fields().forEach(field -> change.add(set("fields." + field.key(), Date.from(now))));
            String id = DigestId.of(one.source().id(), one.event());
            changes.add(new UpdateOneModel<>(eq("_id", id), combine(change), UPSERT));
        }
        write(fields, changes);
    }

    /** Stores what was found, with the payloads of the day; what is there already gets the higher number. */
    void report(Instant now, LocalDate day, Map<Found, Long> found) {
        List<UpdateOneModel<Document>> changes = new ArrayList<>();
        found.forEach((one, calls) -> {
            Field field = one.field();
            List<Bson> change = new ArrayList<>(ofSource(one.source(), now));
            change.add(setOnInsert("day", day.toString()));
            change.add(setOnInsert("change", one.change().name()));
            change.add(setOnInsert("event", one.event()));
            if (field != null) {
                change.add(setOnInsert("path", field.path()));
                change.add(setOnInsert("kind", field.kind()));
            }
            change.add(max("calls", calls));
            String digest =
                    DigestId.of(one.source().id(), one.change().name(), one.event(), field == null ? "" : field.key());
            String id = TimeOrderedId.lowest(begin(day)) + ':' + digest;
            changes.add(new UpdateOneModel<>(eq("_id", id), combine(change), UPSERT));
        });
        write(findings, changes);
    }

    /** Removes the counts of days that are not compared any more. */
    void removeDays(KnownSource source, LocalDate today) {
        List<UpdateOneModel<Document>> changes = new ArrayList<>();
        source.events().forEach((name, event) -> {
            List<Bson> ended = event.ended(today).stream()
                    .map(day -> unset("days." + DAY.format(day)))
                    .toList();
            if (!ended.isEmpty()) {
                String id = DigestId.of(source.name().id(), name);
                changes.add(new UpdateOneModel<>(eq("_id", id), combine(ended)));
            }
        });
        write(fields, changes);
    }

    private static List<Bson> ofSource(Name source, Instant now) {
        return List.of(
                setOnInsert("tenant", source.tenant()),
                setOnInsert("provider", source.provider()),
                setOnInsert("sourceId", source.id()),
                setOnInsert("firstSeen", Date.from(now)),
                set("lastSeen", Date.from(now)),
                set("expireAt", Date.from(now.plus(KEPT))));
    }

    private static void write(MongoCollection<Document> collection, List<UpdateOneModel<Document>> changes) {
        if (!changes.isEmpty()) {
            collection.bulkWrite(changes, UNORDERED);
        }
    }

    private static Event event(Document document) {
        Map<LocalDate, EventCounts> days = new HashMap<>();
        document.get("days", new Document())
                .forEach((day, counts) -> days.put(LocalDate.parse(day, DAY), counts((Document) counts)));
        Set<Field> known = new HashSet<>();
        document.get("fields", new Document()).keySet().forEach(key -> known.add(Field.ofKey(key)));
        return new Event(document.getLong("calls"), known, days);
    }

    private static EventCounts counts(Document day) {
        var counts = new EventCounts();
        counts.add(day.getLong("calls"), List.of());
        day.get("fields", new Document())
                .forEach((key, count) -> counts.fields().put(Field.ofKey(key), ((Number) count).longValue()));
        return counts;
    }

    private static DriftFinding finding(Document document) {
        return new DriftFinding(
                document.getString("_id"),
                document.getString("sourceId"),
                document.getString("provider"),
                LocalDate.parse(document.getString("day")),
                Change.valueOf(document.getString("change")),
                document.getString("event"),
                document.getString("path"),
                document.getString("kind"),
                document.getLong("calls"),
                document.getDate("firstSeen").toInstant(),
                document.getDate("lastSeen").toInstant());
    }

    private static Instant begin(LocalDate day) {
        return day.atStartOfDay(ZoneOffset.UTC).toInstant();
    }
}
