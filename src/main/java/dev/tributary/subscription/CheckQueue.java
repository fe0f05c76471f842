package dev.tributary.subscription;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Filters.or;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.set;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import dev.tributary.mongo.LeaseQueue;
import dev.tributary.mongo.StoredMoment;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * The outstanding endpoint checks, each in the document of its subscription. A check is claimed by one gateway at a time;
 * a change by the owner ends the claim, so that the outcome for an older endpoint is not recorded. An outcome changes
 * neither revision nor time of modification, which are those of the owner's changes; gateways follow it all the same.
 * Errors of the driver pass through unchanged.
 */
public final class CheckQueue {

    /** More than one check takes. */
    private static final Duration LEASE = Duration.ofSeconds(60);

    private final MongoCollection<Document> subscriptions;
    private final SubscriptionStore store;

    public CheckQueue(MongoDatabase database, SubscriptionStore store) {
        this.subscriptions = database.getCollection("subscriptions");
        this.store = store;
    }

    /** A check that this gateway makes. */
    public record Claimed(Subscription subscription, String token) {}

    /** Empty: another gateway makes the check, or the subscription was changed since it was read. */
    public Optional<Claimed> claim(Subscription subscription, Instant now) {
        String token = LeaseQueue.newToken();
        boolean claimed = subscriptions
                        .updateOne(
                                and(
                                        eq("_id", subscription.id()),
                                        eq("revision", subscription.revision()),
                                        eq(
                                                "check.dueAt",
                                                StoredMoment.of(
                                                        subscription.check().dueAt())),
                                        or(eq("check.leaseUntil", null), lt("check.leaseUntil", Date.from(now)))),
                                combine(set("check.leaseUntil", Date.from(now.plus(LEASE))), set("check.token", token)))
                        .getMatchedCount()
                == 1;
        return claimed ? Optional.of(new Claimed(subscription, token)) : Optional.empty();
    }

    /**
     * Records how a claimed check ended, unless the claim was lost.
     *
     * @param consentedAt when the endpoint consented first; null where it has not
     * @return whether it was recorded
     */
    public boolean end(Claimed claimed, EndpointCheck ended, @Nullable Instant consentedAt) {
        List<Bson> changes = new ArrayList<>();
        changes.add(set("check", document(ended)));
        if (consentedAt != null) {
            changes.add(set("verifiedAt", Date.from(consentedAt)));
        }
        boolean recorded =
                subscriptions.updateOne(stillClaimed(claimed), combine(changes)).getMatchedCount() == 1;
        store.written(claimed.subscription().id());
        return recorded;
    }

    /** Releases a claimed check that was not started. */
    public void release(Claimed claimed) {
        subscriptions.updateOne(
                stillClaimed(claimed), combine(set("check.leaseUntil", null), set("check.token", null)));
    }

    private static Bson stillClaimed(Claimed claimed) {
        return and(eq("_id", claimed.subscription().id()), eq("check.token", claimed.token()));
    }

    static Document document(EndpointCheck check) {
        EndpointCheck.Ended last = check.last();
        return new Document("dueAt", StoredMoment.of(check.dueAt()))
                .append("failures", check.failures())
                .append("at", last == null ? null : Date.from(last.at()))
                .append("outcome", last == null ? null : last.outcome())
                .append("status", last == null ? null : last.status())
                .append("allowedRate", check.allowedRate());
    }

    static EndpointCheck read(@Nullable Document document) {
        if (document == null) {
            return EndpointCheck.NONE;
        }
        Instant at = endedAt(document);
        return new EndpointCheck(
                StoredMoment.read(document, "dueAt"),
                document.getInteger("failures", 0),
                at == null
                        ? null
                        : new EndpointCheck.Ended(at, document.getString("outcome"), document.getInteger("status")),
                document.getDouble("allowedRate"));
    }

    /** When the last check ended, or null. */
    static @Nullable Instant endedAt(@Nullable Document document) {
        return document == null ? null : StoredMoment.read(document, "at");
    }
}
