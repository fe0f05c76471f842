package dev.tributary.subscription;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.ne;
import static com.mongodb.client.model.Indexes.ascending;
import static com.mongodb.client.model.Projections.include;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.inc;
import static com.mongodb.client.model.Updates.set;

import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import dev.tributary.mongo.ChangeCounter;
import dev.tributary.secret.SecretCipher;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * Subscriptions in the collection {@code subscriptions}, with their secrets encrypted. Every write is told to the
 * directory of this gateway before it returns; other gateways see it within a second. Errors of the driver pass through
 * unchanged.
 */
public final class SubscriptionStore {

    private final MongoCollection<Document> subscriptions;
    private final SubscriptionDocument documents;
    private final ChangeCounter changes;
    private volatile Runnable afterWrite = () -> {};

    public SubscriptionStore(MongoDatabase database, SecretCipher cipher) {
        this.subscriptions = database.getCollection("subscriptions");
        this.documents = new SubscriptionDocument(cipher);
        this.changes = new ChangeCounter(database, "subscriptions");
        subscriptions.createIndex(ascending("tenant", "_id"));
    }

    /** Stores a new subscription. False: its id is taken, in whatever tenant. */
    public boolean insert(Subscription subscription) {
        try {
            subscriptions.insertOne(documents.of(subscription));
        } catch (MongoWriteException e) {
            if (find(subscription.id()).isPresent()) {
                return false;
            }
            throw e;
        }
        written();
        return true;
    }

    /** A subscription of a tenant; no handler. */
    public Optional<Subscription> find(String tenant, String id) {
        return find(id).filter(subscription -> subscription.tenant().equals(tenant))
                .filter(subscription -> subscription.type() != Subscription.Type.HANDLER);
    }

    /**
     * A page of a tenant's subscriptions by id, without handlers.
     *
     * @param type only those of this type; null for all
     * @param after the last id of the page before, or null
     */
    public List<Subscription> list(String tenant, Subscription.@Nullable Type type, @Nullable String after, int limit) {
        List<Bson> filter =
                new ArrayList<>(List.of(eq("tenant", tenant), ne("type", Subscription.Type.HANDLER.name())));
        if (type != null) {
            filter.add(eq("type", type.name()));
        }
        if (after != null) {
            filter.add(gt("_id", after));
        }
        return subscriptions
                .find(and(filter))
                .sort(ascending("_id"))
                .limit(limit)
                .map(documents::read)
                .into(new ArrayList<>());
    }

    /** Replaces the subscription that has the revision before this one's. False: it was changed or deleted meanwhile. */
    public boolean replace(Subscription subscription) {
        var previous = and(eq("_id", subscription.id()), eq("revision", subscription.revision() - 1));
        boolean replaced =
                subscriptions.replaceOne(previous, documents.of(subscription)).getMatchedCount() == 1;
        written();
        return replaced;
    }

    /** Deletes a subscription at a revision; what is pending for it is cancelled. False: it was changed or deleted. */
    public boolean delete(Subscription subscription) {
        var current = and(eq("_id", subscription.id()), eq("revision", subscription.revision()));
        boolean deleted = subscriptions.deleteOne(current).getDeletedCount() == 1;
        written();
        return deleted;
    }

    /**
     * Disables a subscription because of how its endpoint behaved. A second call keeps the first reason.
     *
     * @param baseUri of that endpoint; a subscription that points elsewhere by now stays as it is
     */
    public void disable(String id, String baseUri, String reason, Instant now) {
        subscriptions.updateOne(
                and(eq("_id", id), eq("baseUri", baseUri), eq("enabled", true)),
                combine(
                        set("enabled", false),
                        set("disabledReason", reason),
                        set("modifiedAt", Date.from(now)),
                        inc("revision", 1L)));
        written();
    }

    /** A subscription of whatever tenant and type. */
    public Optional<Subscription> find(String id) {
        return Optional.ofNullable(subscriptions.find(eq("_id", id)).first()).map(documents::read);
    }

    /** Whether a subscription is there and enabled, also where it cannot be read. */
    boolean isEnabled(String id) {
        return subscriptions
                        .find(and(eq("_id", id), eq("enabled", true)))
                        .projection(include("_id"))
                        .first()
                != null;
    }

    /** A state of a subscription; the moments tell one from another that had the id before it. */
    record Version(String id, long revision, Instant createdAt, Instant modifiedAt) {

        static Version of(Subscription subscription) {
            return new Version(
                    subscription.id(),
                    subscription.revision(),
                    subscription.moments().created(),
                    subscription.moments().modified());
        }
    }

    /** The version of every subscription: what a directory compares with what it holds. */
    Map<String, Version> versions() {
        var versions = new HashMap<String, Version>();
        for (Document document : subscriptions.find().projection(include("revision", "createdAt", "modifiedAt"))) {
            versions.put(
                    document.getString("_id"),
                    new Version(
                            document.getString("_id"),
                            document.getLong("revision"),
                            document.getDate("createdAt").toInstant(),
                            document.getDate("modifiedAt").toInstant()));
        }
        return versions;
    }

    /** A number that differs after each write of any gateway. */
    long changes() {
        return changes.count();
    }

    private void written() {
        changes.changed();
        afterWrite.run();
    }

    void afterWrite(Runnable listener) {
        this.afterWrite = listener;
    }
}
