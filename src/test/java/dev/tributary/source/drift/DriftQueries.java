package dev.tributary.source.drift;

import com.mongodb.client.MongoDatabase;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;

/** The queries that are sent often, for a test of another package. */
public final class DriftQueries {

    private DriftQueries() {}

    public static Map<String, Runnable> of(MongoDatabase database) {
        var drift = new DriftStore(DriftStore.INDEXES.on(database));
        LocalDate day = LocalDate.parse("2026-03-02");
        return Map.of(
                "what is known of sources", () -> drift.load(List.of("a", "b")),
                "changes of payloads", () -> drift.find("t", null, null, null, 50),
                "changes of payloads of a day", () -> drift.find("t", null, day, null, 50),
                "changes of payloads of a source", () -> drift.find("t", "s", null, null, 50));
    }
}
