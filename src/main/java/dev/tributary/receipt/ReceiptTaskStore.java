package dev.tributary.receipt;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Updates.set;

import com.mongodb.client.MongoDatabase;
import dev.tributary.mongo.LeaseQueue;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bson.Document;

/** What one gateway at a time does with the receipts, and how far it is: two documents that are claimed by lease. */
public final class ReceiptTaskStore {

    /** Maps receipts without events again. */
    public static final String SWEEP = "sweep";
    /** Drops what is past its retention. */
    public static final String RETENTION = "retention";

    private static final String DONE_TO = "doneTo";

    private final LeaseQueue tasks;
    private final Clock clock;

    public ReceiptTaskStore(MongoDatabase database, Clock clock) {
        this.tasks = new LeaseQueue(database.getCollection("receipt_tasks"), clock);
        this.clock = clock;
        Instant now = clock.instant();
        tasks.add(List.of(task(SWEEP, now), task(RETENTION, now)));
    }

    /**
     * A claim on a task.
     *
     * @param doneTo the moment that was given when the task last ended; the time of its creation at first
     */
    public record Claim(String task, String token, Instant doneTo) {}

    /** Claims a task if it is due and no other gateway works on it. */
    public Optional<Claim> claim(String task) {
        return tasks.claim(eq("_id", task), 1).stream()
                .findFirst()
                .map(claimed -> new Claim(
                        task,
                        claimed.getString("claimToken"),
                        claimed.getDate(DONE_TO).toInstant()));
    }

    /** Prolongs the lease; false if another gateway has the task now, so that this one has to stop. */
    public boolean renew(Claim claim) {
        return tasks.renew(List.of(claim.task()), claim.token()) == 1;
    }

    /** Ends a claim; the task is due again after this time. */
    public void end(Claim claim, Instant doneTo, Duration pause) {
        tasks.retry(claim.task(), claim.token(), clock.instant().plus(pause), 0, set(DONE_TO, Date.from(doneTo)));
    }

    private static Document task(String name, Instant now) {
        return LeaseQueue.due(new Document("_id", name).append(DONE_TO, Date.from(now)), now);
    }
}
