package dev.tributary.statistics;

import com.mongodb.client.MongoDatabase;
import java.time.LocalDate;
import java.util.Map;

/** The query behind each figure, for a test of another package. */
public final class StatisticQueries {

    private static final LocalDate DAY = LocalDate.parse("2026-03-02");

    private StatisticQueries() {}

    public static Map<String, Runnable> of(MongoDatabase database) {
        var counts = new StatisticStore(StatisticStore.INDEXES.on(database));
        return Map.of(
                "counts of some days",
                () -> counts.find("t", StatisticKind.EVENTS, DAY, DAY.plusDays(1), Map.of(), 50),
                "counts of a source",
                () -> counts.find("t", StatisticKind.CALLS, DAY, DAY, Map.of("sourceId", "s"), 50));
    }
}
