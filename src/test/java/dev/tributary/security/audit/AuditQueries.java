package dev.tributary.security.audit;

import com.mongodb.client.MongoDatabase;
import dev.tributary.mongo.page.ListOrder;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The queries of the audit that are sent often, for a test of another package. */
public final class AuditQueries {

    private AuditQueries() {}

    public static Map<String, Runnable> of(MongoDatabase database, Instant from) {
        var audit = new AuditStore(AuditStore.INDEXES.on(database));
        return Map.of(
                "entries of a tenant", () -> audit.find(query(null, null, ListOrder.ASCENDING)),
                "newest entries of a tenant", () -> audit.find(query(null, null, ListOrder.DESCENDING)),
                "entries since a moment", () -> audit.find(query(null, from, ListOrder.ASCENDING)),
                "entry by its number", () -> audit.find(query(7L, null, ListOrder.ASCENDING)),
                "end of a chain", () -> audit.behind("t", 3),
                "entries that are present", () -> audit.present(List.of("a", "b")));
    }

    private static AuditQuery query(@Nullable Long number, @Nullable Instant from, ListOrder order) {
        return new AuditQuery("t", number, null, null, null, from, null, order, null, 50);
    }
}
