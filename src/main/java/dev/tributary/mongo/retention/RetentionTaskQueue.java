package dev.tributary.mongo.retention;

import static com.mongodb.client.model.Filters.in;

import com.mongodb.client.MongoDatabase;
import dev.tributary.mongo.LeaseQueue;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.bson.Document;

/** The kinds whose old documents are to be removed, each by one gateway at a time. Errors of the driver pass through. */
final class RetentionTaskQueue {

    private final LeaseQueue tasks;
    private final Clock clock;

    RetentionTaskQueue(MongoDatabase database, Clock clock) {
        this.tasks = new LeaseQueue(database.getCollection("retention_tasks"), clock);
        this.clock = clock;
    }

    record Claim(String kind, String token) {}

    /** Makes a task for each kind that has none. */
    void add(Collection<String> kinds) {
        tasks.add(kinds.stream()
                .map(kind -> LeaseQueue.due(new Document("_id", kind), Instant.EPOCH))
                .toList());
    }

    /** Claims one of these kinds, if one is due. */
    Optional<Claim> claim(Collection<String> kinds) {
        return tasks.claim(in("_id", kinds), 1).stream()
                .findFirst()
                .map(task -> new Claim(task.getString("_id"), task.getString("claimToken")));
    }

    /** False: another gateway has the claim now. */
    boolean renew(Claim claim) {
        return tasks.renew(List.of(claim.kind()), claim.token()) == 1;
    }

    void end(Claim claim, Duration pause) {
        tasks.retry(claim.kind(), claim.token(), clock.instant().plus(pause), 0);
    }
}
