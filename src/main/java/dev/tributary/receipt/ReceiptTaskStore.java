package dev.tributary.receipt;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.set;

import com.mongodb.client.MongoDatabase;
import dev.tributary.mongo.LeaseQueue;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What one gateway at a time does with the receipts, and how far it is: two documents that are claimed by lease. */
public final class ReceiptTaskStore {

    /** Maps receipts without events again. */
    public static final String SWEEP = "sweep";
    /** Drops what is past its retention. */
    public static final String RETENTION = "retention";

    /** So many receipts are remembered that could not be mapped again, the newest ones. */
    static final int MAX_UNMAPPED = 1000;

    private static final Logger log = LoggerFactory.getLogger(ReceiptTaskStore.class);
    private static final String DONE_TO = "doneTo";
    private static final String GATEWAYS = "gateways";
    private static final String UNMAPPED = "unmapped";

    private final LeaseQueue tasks;
    private final Clock clock;
    private final BooleanSupplier clockAgrees;

    /** @param clockAgrees whether the clock agrees with the store's; by another one nothing is claimed */
    public ReceiptTaskStore(MongoDatabase database, Clock clock, BooleanSupplier clockAgrees) {
        this.clockAgrees = clockAgrees;
        this.tasks = new LeaseQueue(database.getCollection("receipt_tasks"), clock);
        this.clock = clock;
        Instant now = clock.instant();
        tasks.add(List.of(task(SWEEP, now), task(RETENTION, now)));
    }

    /** An accepted receipt whose events are missing. */
    public record Unmapped(String tenant, String id) {}

    /**
     * How far a task is.
     *
     * @param doneTo up to when its work is done; the time of its creation at first
     * @param gateways the names of those that were alive when it was done
     * @param unmapped what is older than {@code doneTo} and still has to be looked at
     */
    public record Progress(Instant doneTo, Set<String> gateways, Collection<Unmapped> unmapped) {}

    /**
     * A claim on a task.
     *
     * @param progress as it was when the task last ended
     */
    public record Claim(String task, String token, Progress progress) {}

    /**
     * Claims a task if it is due and no other gateway works on it. A wrong clock claims nothing: it would drop what has to
     * be kept, and make the task due for others at a wrong time.
     */
    public Optional<Claim> claim(String task) {
        if (!clockAgrees.getAsBoolean()) {
            return Optional.empty();
        }
        return tasks.claim(eq("_id", task), 1).stream()
                .findFirst()
                .map(claimed -> new Claim(task, claimed.getString("claimToken"), progress(claimed)));
    }

    /** Prolongs the lease; false if another gateway has the task now, so that this one has to stop. */
    public boolean renew(Claim claim) {
        return tasks.renew(List.of(claim.task()), claim.token()) == 1;
    }

    /**
     * Ends a claim; the task is due again after this time. Of what is unmapped the newest {@value #MAX_UNMAPPED} are kept.
     */
    public void end(Claim claim, Progress progress, Duration pause) {
        List<Document> kept = progress.unmapped().stream()
                .sorted(Comparator.comparing(Unmapped::id))
                .skip(Math.max(0, progress.unmapped().size() - MAX_UNMAPPED))
                .map(receipt -> new Document("tenant", receipt.tenant()).append("id", receipt.id()))
                .toList();
        Bson update = combine(
                set(DONE_TO, Date.from(progress.doneTo())),
                set(GATEWAYS, List.copyOf(progress.gateways())),
                set(UNMAPPED, kept));
        boolean isEnded =
                tasks.retry(claim.task(), claim.token(), clock.instant().plus(pause), 0, update);
        int dropped = progress.unmapped().size() - kept.size();
        if (isEnded && dropped > 0) {
            log.warn(
                    "{} receipts without events are not looked at again, because {} newer ones are",
                    dropped,
                    kept.size());
        }
    }

    private static Progress progress(Document task) {
        return new Progress(
                task.getDate(DONE_TO).toInstant(),
                Set.copyOf(task.getList(GATEWAYS, String.class, List.of())),
                task.getList(UNMAPPED, Document.class, List.of()).stream()
                        .map(receipt -> new Unmapped(receipt.getString("tenant"), receipt.getString("id")))
                        .toList());
    }

    private static Document task(String name, Instant now) {
        return LeaseQueue.due(new Document("_id", name).append(DONE_TO, Date.from(now)), Instant.EPOCH);
    }
}
