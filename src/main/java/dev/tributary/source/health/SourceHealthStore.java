package dev.tributary.source.health;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.set;
import static com.mongodb.client.model.Updates.unset;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.WriteModel;
import dev.tributary.mongo.StoredMoment;
import dev.tributary.mongo.schema.StoreIndex;
import dev.tributary.mongo.schema.StoreIndexes;
import dev.tributary.source.health.CallTimes.Calls;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bson.Document;
import org.bson.conversions.Bson;

/** Health of sources in the collection {@code source_health}. Errors of the driver pass through. */
public final class SourceHealthStore {

    static final StoreIndexes INDEXES =
            StoreIndexes.of(StoreIndex.on("source_health", "those of a tenant", "tenant", "_id"));

    private static final DateTimeFormatter DAY = DateTimeFormatter.BASIC_ISO_DATE;

    private final MongoCollection<Document> sources;

    SourceHealthStore(MongoDatabase database) {
        this.sources = database.getCollection("source_health");
    }

    /** Makes the rows of sources that have none. */
    void add(Map<String, String> tenants, Instant now) {
        List<Document> fresh = new ArrayList<>();
        tenants.forEach((id, tenant) -> fresh.add(new Document("_id", id)
                .append("tenant", tenant)
                .append("reasons", List.of())
                .append("since", Date.from(now))
                .append("gaps", new Document())
                .append("told", true)
                .append("change", 0L)));
        for (Document row : fresh) {
            try {
                sources.insertOne(row);
            } catch (MongoWriteException e) {
                if (e.getError().getCategory() != ErrorCategory.DUPLICATE_KEY) {
                    throw e; // else another gateway was first
                }
            }
        }
    }

    Map<String, SourceHealth> all() {
        Map<String, SourceHealth> all = new HashMap<>();
        sources.find().map(SourceHealthStore::read).forEach(health -> all.put(health.sourceId(), health));
        return all;
    }

    /** Of these sources of a tenant, as far as they were looked at. */
    public List<SourceHealth> find(String tenant, Collection<String> sourceIds) {
        return sources.find(and(in("_id", sourceIds), eq("tenant", tenant)))
                .map(SourceHealthStore::read)
                .into(new ArrayList<>());
    }

    /** Notes calls: the last one, and the gap before the first one where it is the longest of its day. */
    void called(Map<String, Calls> calls, Map<String, SourceHealth> before) {
        List<WriteModel<Document>> changes = new ArrayList<>();
        calls.forEach((id, times) -> {
            SourceHealth known = before.get(id);
            if (known != null) {
                changes.add(new UpdateOneModel<>(eq("_id", id), noted(known, times)));
            }
        });
        if (!changes.isEmpty()) {
            sources.bulkWrite(changes);
        }
    }

    private static Bson noted(SourceHealth known, Calls times) {
        List<Bson> members = new ArrayList<>();
        Instant last = known.lastCallAt();
        if (last == null || times.last().isAfter(last)) {
            members.add(set("lastCallAt", Date.from(times.last())));
        }
        if (known.firstCallAt() == null) {
            members.add(set("firstCallAt", Date.from(times.first())));
        }
        LocalDate today = LocalDate.ofInstant(times.last(), ZoneOffset.UTC);
        Duration gap = last == null ? Duration.ZERO : Duration.between(last, times.first());
        String day = DAY.format(today);
        boolean usual =
                !known.reasons().contains(SourceHealth.SILENT); // a gap that was reported as silent does not count
        if (usual && gap.compareTo(known.gaps().getOrDefault(day, Duration.ZERO)) > 0) {
            members.add(set("gaps." + day, gap.toMillis()));
        }
        String oldest = DAY.format(today.minusDays(Silence.DAYS));
        known.gaps().keySet().stream()
                .filter(kept -> kept.compareTo(oldest) < 0)
                .forEach(kept -> members.add(unset("gaps." + kept)));
        members.add(set("tenant", known.tenant()));
        return combine(members);
    }

    /** Keeps other reasons, which are then to be told. False: another gateway was first. */
    boolean change(SourceHealth before, List<String> reasons, Instant now) {
        return sources.updateOne(
                                and(eq("_id", before.sourceId()), eq("change", before.change())),
                                combine(
                                        set("reasons", reasons),
                                        set("since", Date.from(now)),
                                        set("told", false),
                                        set("change", before.change() + 1)))
                        .getMatchedCount()
                == 1;
    }

    void told(SourceHealth health) {
        sources.updateOne(and(eq("_id", health.sourceId()), eq("change", health.change())), set("told", true));
    }

    /** Of a source that was deleted. */
    void remove(String sourceId) {
        sources.deleteOne(eq("_id", sourceId));
    }

    private static SourceHealth read(Document row) {
        Map<String, Duration> gaps = new TreeMap<>();
        row.get("gaps", Document.class)
                .forEach((day, millis) -> gaps.put(day, Duration.ofMillis(((Number) millis).longValue())));
        return new SourceHealth(
                row.getString("_id"),
                row.getString("tenant"),
                List.copyOf(row.getList("reasons", String.class)),
                row.getDate("since").toInstant(),
                StoredMoment.read(row, "firstCallAt"),
                StoredMoment.read(row, "lastCallAt"),
                gaps,
                row.getBoolean("told"),
                row.getLong("change"));
    }
}
