package dev.tributary.subscription;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.exists;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.ne;
import static com.mongodb.client.model.Indexes.ascending;
import static com.mongodb.client.model.Projections.include;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.inc;
import static com.mongodb.client.model.Updates.set;
import static com.mongodb.client.model.Updates.unset;
import static dev.tributary.subscription.SubscriptionDocument.NOTICE;

import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import dev.tributary.mongo.ChangeCounter;
import dev.tributary.mongo.DeletedRows;
import dev.tributary.mongo.LeaseQueue;
import dev.tributary.mongo.schema.StoreIndex;
import dev.tributary.mongo.schema.StoreIndexes;
import dev.tributary.security.secret.SecretCipher;
import dev.tributary.security.secret.SecretMembers;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * Subscriptions in the collection {@code subscriptions}, with their secrets encrypted. Every write is told to the
 * directory of this gateway before it returns; other gateways see it within a second. Errors of the driver pass through
 * unchanged.
 */
public final class SubscriptionStore {

    /** Where the secrets of subscriptions are. */
    public static final SecretMembers SECRETS = SubscriptionDocument.SECRETS;

    static final StoreIndexes INDEXES = StoreIndexes.of(
            StoreIndex.on("subscriptions", "lists of a tenant, and all rows without those deleted", "tenant", "_id"));

    private final MongoCollection<Document> subscriptions;
    private final SubscriptionDocument documents;
    private final ChangeCounter changes;
    private volatile Consumer<String> afterWrite = id -> {};

    public SubscriptionStore(MongoDatabase database, SecretCipher cipher) {
        this.subscriptions = database.getCollection("subscriptions");
        this.documents = new SubscriptionDocument(cipher);
        this.changes = new ChangeCounter(database, "subscriptions");
    }

    /** Stores a new subscription. False: its id is taken, or was before, in any tenant. */
    public boolean insert(Subscription subscription) {
        try {
            subscriptions.insertOne(documents.of(subscription));
        } catch (MongoWriteException e) {
            if (subscriptions.find(eq("_id", subscription.id())).first() != null) {
                return false;
            }
            throw e;
        }
        written(subscription.id());
        return true;
    }

    /** A subscription of a tenant; no handler. */
    public Optional<Subscription> find(String tenant, String id) {
        return find(id).filter(subscription -> subscription.tenant().equals(tenant))
                .filter(subscription -> subscription.type() != Subscription.Type.HANDLER);
    }

    /**
     * A page of a tenant's subscriptions by id, without handlers, those included that cannot be used.
     *
     * @param type only those of this type; null for all
     * @param after the last id of the page before, or null
     */
    public List<SubscriptionRow> list(
            String tenant, Subscription.@Nullable Type type, @Nullable String after, int limit) {
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
                .map(documents::row)
                .into(new ArrayList<>());
    }

    /** A subscription of a tenant, also where it cannot be used. */
    public Optional<SubscriptionRow> row(String tenant, String id) {
        return Optional.ofNullable(subscriptions
                        .find(and(eq("_id", id), eq("tenant", tenant)))
                        .first())
                .map(documents::row);
    }

    /** Replaces the subscription that has the revision before this one's. False: it was changed or deleted meanwhile. */
    public boolean replace(Subscription subscription) {
        var previous = and(eq("_id", subscription.id()), eq("revision", subscription.revision() - 1));
        Document changed = documents.of(subscription);
        changed.remove("_id");
        // member by member, so that a notice which is not sent yet stays
        boolean replaced =
                subscriptions.updateOne(previous, new Document("$set", changed)).getMatchedCount() == 1;
        written(subscription.id());
        return replaced;
    }

    /** Deletes a handler at a revision; what is pending for it is cancelled. False: it was changed or deleted. */
    public boolean deleteHandler(Subscription handler) {
        boolean deleted = subscriptions
                        .deleteOne(and(eq("_id", handler.id()), eq("revision", handler.revision())))
                        .getDeletedCount()
                == 1;
        written(handler.id());
        return deleted;
    }

    /**
     * Deletes a subscription, which may be unusable; what is pending for it is cancelled, and its id is never reused,
     * because deliveries name it. False: it was changed or deleted.
     *
     * @param revision 0 for one whose revision cannot be read
     */
    public boolean delete(String id, long revision) {
        Bson current = and(eq("_id", id), revision == 0 ? DeletedRows.LIVE : eq("revision", revision));
        boolean deleted = DeletedRows.delete(subscriptions, id, current);
        written(id);
        return deleted;
    }

    /**
     * Disables a subscription because of how its endpoint behaved, and keeps in the same write that the tenant is to be
     * told. A second call keeps the first reason.
     *
     * @param baseUri of that endpoint; a subscription that points elsewhere by now stays as it is
     */
    public void disable(String id, String baseUri, String reason, Instant now) {
        Document notice = SubscriptionDocument.notice(LeaseQueue.newToken(), reason, now);
        subscriptions.updateOne(
                and(eq("_id", id), eq("baseUri", baseUri), eq("enabled", true)),
                combine(
                        set("enabled", false),
                        set("disabledReason", reason),
                        set("modifiedAt", Date.from(now)),
                        set(NOTICE, notice),
                        inc("revision", 1L)));
        written(id);
    }

    /** A disabling of which the tenant was not told yet; the token is the same for everyone who reads it. */
    public record Disabling(
            String id, String tenant, @Nullable String name, String reason, Instant at, String token) {}

    /** Of all subscriptions. */
    public List<Disabling> disablingsToTell() {
        return disablings(exists(NOTICE));
    }

    /** Of one subscription. */
    public List<Disabling> disablingsToTell(String id) {
        return disablings(and(eq("_id", id), exists(NOTICE)));
    }

    private List<Disabling> disablings(Bson filter) {
        return subscriptions
                .find(filter)
                .projection(include("tenant", "name", NOTICE))
                .map(SubscriptionDocument::disabling)
                .into(new ArrayList<>());
    }

    /** Says that the tenant was told. A second call changes nothing. */
    public void told(Disabling disabling) {
        subscriptions.updateOne(
                and(eq("_id", disabling.id()), eq(NOTICE + ".token", disabling.token())), unset(NOTICE));
    }

    /** Keeps since when every attempt has failed, unless that is known or the subscription points elsewhere. */
    public void failing(String id, String baseUri, Instant since) {
        subscriptions.updateOne(
                and(eq("_id", id), eq("baseUri", baseUri), eq("enabled", true), eq("failingSince", null)),
                set("failingSince", Date.from(since)));
        written(id);
    }

    /** Says that an attempt has succeeded. */
    public void succeeded(String id) {
        subscriptions.updateOne(and(eq("_id", id), ne("failingSince", null)), set("failingSince", null));
        written(id);
    }

    /** A subscription of any tenant and type. */
    public Optional<Subscription> find(String id) {
        return Optional.ofNullable(
                        subscriptions.find(and(eq("_id", id), DeletedRows.LIVE)).first())
                .map(documents::read);
    }

    /** Whether a subscription is there and enabled, also where it cannot be read. */
    boolean isEnabled(String id) {
        return subscriptions
                        .find(and(eq("_id", id), eq("enabled", true)))
                        .projection(include("_id"))
                        .first()
                != null;
    }

    /** The version of every subscription: what a directory compares with what it holds. */
    Map<String, SubscriptionVersion> versions() {
        var versions = new HashMap<String, SubscriptionVersion>();
        var members = include("revision", "createdAt", "modifiedAt", "check.at", "failingSince");
        for (Document document : subscriptions.find(DeletedRows.LIVE).projection(members)) {
            versions.put(document.getString("_id"), SubscriptionDocument.version(document));
        }
        return versions;
    }

    /** A number that differs after each write of any gateway. */
    long changes() {
        return changes.count();
    }

    /** Says that a row was written, here and to other gateways. */
    void written(String id) {
        changes.changed();
        afterWrite.accept(id);
    }

    void afterWrite(Consumer<String> listener) {
        this.afterWrite = listener;
    }
}
