package dev.tributary.statistics;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Filters.lte;
import static com.mongodb.client.model.Projections.exclude;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.ReplaceOneModel;
import com.mongodb.client.model.ReplaceOptions;
import dev.tributary.mongo.schema.StoreIndex;
import dev.tributary.mongo.schema.StoreIndexes;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.Binary;

/** The collection {@code statistics}. Errors of the driver pass through unchanged. */
final class StatisticStore {

    static final StoreIndexes INDEXES = StoreIndexes.of(
            StoreIndex.on("statistics", "counts of some days", "tenant", "kind", "day"),
            StoreIndex.on("statistics", "removal", "expireAt").asExpiring());

    private static final Duration KEPT = Duration.ofDays(400);
    private static final ReplaceOptions UPSERT = new ReplaceOptions().upsert(true);
    private static final BulkWriteOptions UNORDERED = new BulkWriteOptions().ordered(false);
    private static final String SLOTS = "slots";

    private final MongoCollection<Document> statistics;

    StatisticStore(MongoDatabase database) {
        this.statistics = database.getCollection("statistics");
    }

    /**
     * The counts of a series, as one gateway has counted them.
     *
     * @param slots as {@link Tally} reads them
     */
    @SuppressWarnings("ArrayRecordComponent") // one holder, never compared
    record Saved(String id, Series series, byte[] slots) {}

    /** Writes counts in place of those that were written before under the same ids. */
    void save(List<Saved> batch) {
        statistics.bulkWrite(
                batch.stream()
                        .map(one -> new ReplaceOneModel<>(eq("_id", one.id()), document(one), UPSERT))
                        .toList(),
                UNORDERED);
    }

    /**
     * The counts of some days.
     *
     * @param where values that the series must have, by name
     * @param limit so many documents at most
     */
    Map<String, Saved> find(
            String tenant, StatisticKind kind, LocalDate first, LocalDate last, Map<String, String> where, int limit) {
        List<Bson> conditions = new ArrayList<>(List.of(
                eq("tenant", tenant),
                eq("kind", kind.storedName()),
                gte("day", first.toString()),
                lte("day", last.toString())));
        where.forEach((name, value) -> conditions.add(eq(name, value)));
        Map<String, Saved> found = new LinkedHashMap<>();
        statistics
                .find(and(conditions))
                .projection(exclude("expireAt"))
                .limit(limit)
                .batchSize(limit + 1)
                .forEach(document -> {
                    Saved saved = read(document, kind);
                    found.put(saved.id(), saved);
                });
        return found;
    }

    private static Document document(Saved saved) {
        Series series = saved.series();
        var document = new Document("_id", saved.id())
                .append("tenant", series.tenant())
                .append("kind", series.kind().storedName())
                .append("day", series.day().toString());
        for (int i = 0; i < series.values().size(); i++) {
            document.append(series.kind().names().get(i), series.values().get(i));
        }
        return document.append(SLOTS, new Binary(saved.slots()))
                .append(
                        "expireAt",
                        Date.from(series.day()
                                .atStartOfDay()
                                .toInstant(ZoneOffset.UTC)
                                .plus(KEPT)));
    }

    private static Saved read(Document document, StatisticKind kind) {
        List<String> values = kind.names().stream().map(document::getString).toList();
        var series = new Series(kind, document.getString("tenant"), LocalDate.parse(document.getString("day")), values);
        return new Saved(
                document.getString("_id"),
                series,
                document.get(SLOTS, Binary.class).getData());
    }
}
