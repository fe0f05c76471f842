package dev.tributary.followup.store;

import com.mongodb.client.MongoDatabase;
import dev.tributary.mongo.page.IdRange;
import dev.tributary.mongo.page.ListOrder;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The queries of follow-ups that are sent often, for a test of another package. */
public final class FollowUpQueries {

    private FollowUpQueries() {}

    public static Map<String, Runnable> of(MongoDatabase database, Clock clock) {
        var followUps = new FollowUpStore(FollowUpStore.INDEXES.on(database), clock);
        return Map.of(
                "sources with due follow-ups", followUps::sourcesWithDueWork,
                "claim of follow-ups", () -> followUps.claim("filler7", 10),
                "follow-ups of several events", () -> followUps.ofEvents(List.of("a", "b")),
                "follow-ups of a tenant", () -> followUps.find("t", null, IdRange.ALL, 50),
                "newest follow-ups", () -> followUps.find("t", null, IdRange.ALL.in(ListOrder.DESCENDING), 50),
                "follow-ups of an event", () -> followUps.find("t", null, FollowUpStore.ofEvent("a"), 50),
                "begin of a kind of follow-ups", () -> followUps.open("a", 1, Instant.EPOCH),
                "oldest follow-up", followUps::oldestEventId);
    }
}
