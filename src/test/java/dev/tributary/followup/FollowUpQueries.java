package dev.tributary.followup;

import com.mongodb.client.MongoDatabase;
import java.time.Clock;
import java.time.Instant;
import java.util.List;

/** The queries of follow-ups that are sent often, for a test of another package. */
public final class FollowUpQueries {

    private FollowUpQueries() {}

    public static Runnable of(MongoDatabase database, Clock clock) {
        var followUps = new FollowUpStore(FollowUpStore.INDEXES.on(database), clock);
        return () -> {
            followUps.sourcesWithDueWork();
            followUps.claim("filler7", 10);
            followUps.ofEvents(List.of("a", "b"));
            followUps.find("t", "a", null, 50);
            followUps.find("t", null, null, 50);
            followUps.open("a", 1, Instant.EPOCH);
        };
    }
}
