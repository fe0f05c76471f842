package dev.tributary.source.registration;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Filters.lte;
import static com.mongodb.client.model.Filters.or;
import static com.mongodb.client.model.Indexes.ascending;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.set;

import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import dev.tributary.mongo.schema.StoreIndex;
import dev.tributary.mongo.schema.StoreIndexes;
import dev.tributary.source.Source;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * Registrations in the collection {@code registrations}. A request that calls a provider for one holds its lease: each write names the
 * token of the lease, so that a request which lost it changes nothing. Errors of the driver pass through.
 */
final class RegistrationStore {

    static final StoreIndexes INDEXES = StoreIndexes.of(
            StoreIndex.on("registrations", "lists of a tenant", "tenant", "_id"),
            StoreIndex.on("registrations", "those whose webhook is to be looked at", "nextCheckAt"));

    /** Longer than all calls of one request may take. */
    static final Duration LEASE = Duration.ofMinutes(2);

    private static final long MAX_WAIT = TimeUnit.SECONDS.toNanos(15);
    private static final long POLL = TimeUnit.MILLISECONDS.toNanos(50);
    private static final Date FREE = new Date(0);
    /** 31 December 9999: no check goes on with it. */
    private static final Instant NEVER = Instant.ofEpochMilli(253_402_214_400_000L);

    private final MongoCollection<Document> registrations;
    private final Duration firstCheck;
    private final Clock clock;

    /** @param firstCheck how long after its creation a webhook is looked at first */
    RegistrationStore(MongoDatabase database, Duration firstCheck, Clock clock) {
        this.registrations = database.getCollection("registrations");
        this.firstCheck = firstCheck;
        this.clock = clock;
    }

    /** A registration that is leased to the caller. */
    record Claimed(Registration registration, String token) {

        Claimed with(Registration changed) {
            return new Claimed(changed, token);
        }
    }

    /** Stores a new registration, leased to the caller. Empty: its source has one. */
    Optional<Claimed> insert(Registration registration) {
        String token = UUID.randomUUID().toString();
        try {
            registrations.insertOne(RegistrationDocument.of(registration)
                    .append("nextCheckAt", Date.from(registration.createdAt().plus(firstCheck)))
                    .append("claimToken", token)
                    .append("leaseUntil", lease()));
            return Optional.of(new Claimed(registration, token));
        } catch (MongoWriteException e) {
            if (registrations.find(eq("_id", registration.sourceId())).first() != null) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /**
     * Leases a registration. Waits a while for the end of a check; another request that works on it is not waited for.
     *
     * @throws RegistrationException if it is leased, or not there any more
     */
    Claimed claimed(String tenant, String sourceId) {
        long end = System.nanoTime() + MAX_WAIT;
        while (true) {
            Optional<Claimed> claimed = claim(sourceId, eq("tenant", tenant));
            if (claimed.isPresent()) {
                return claimed.get();
            }
            boolean mayBeChecked = find(tenant, sourceId)
                    .filter(registration -> registration.state() == Registration.State.REGISTERED)
                    .isPresent();
            if (!mayBeChecked
                    || System.nanoTime() - end > 0
                    || Thread.currentThread().isInterrupted()) {
                throw RegistrationException.conflict("Another request works on this registration; try again later.");
            }
            LockSupport.parkNanos(POLL);
        }
    }

    Claimed claimed(Source source) {
        return claimed(source.tenant(), source.id());
    }

    /** Leases registrations that are due for a look, or for a further attempt. */
    List<Claimed> claimDue(int limit) {
        List<Claimed> claimed = new ArrayList<>();
        for (Document due : registrations.find(dueNow()).limit(limit).into(new ArrayList<>())) {
            claim(due.getString("_id"), dueNow()).ifPresent(claimed::add);
        }
        return claimed;
    }

    private Bson dueNow() {
        return and(
                lte("nextCheckAt", Date.from(clock.instant())),
                or(
                        in("state", Registration.State.REGISTERED.wireName(), Registration.State.REMOVING.wireName()),
                        and(eq("state", Registration.State.REGISTERING.wireName()), eq("wasRegistered", true))),
                lt("leaseUntil", Date.from(clock.instant())));
    }

    private Optional<Claimed> claim(String sourceId, Bson which) {
        String token = UUID.randomUUID().toString();
        long claimed = registrations
                .updateOne(
                        and(eq("_id", sourceId), which, lt("leaseUntil", Date.from(clock.instant()))),
                        combine(set("claimToken", token), set("leaseUntil", lease())))
                .getMatchedCount();
        return claimed == 0
                ? Optional.empty()
                : Optional.ofNullable(registrations
                                .find(and(eq("_id", sourceId), eq("claimToken", token)))
                                .first())
                        .map(document -> new Claimed(RegistrationDocument.read(document), token));
    }

    /**
     * Writes what has changed, at the next revision, and prolongs the lease.
     *
     * @return as it is now
     * @throws RegistrationException if the lease was lost
     */
    Claimed write(Claimed claimed, Registration changed) {
        return put(claimed, changed.modified(clock.instant().truncatedTo(ChronoUnit.MILLIS)));
    }

    /** As {@link #write}, of what the provider said: the revision stays. */
    Claimed note(Claimed claimed, Registration seen) {
        return put(claimed, seen);
    }

    private Claimed put(Claimed claimed, Registration next) {
        List<Bson> members = new ArrayList<>();
        RegistrationDocument.of(next).forEach((name, value) -> {
            if (!name.equals("_id")) {
                members.add(set(name, value));
            }
        });
        members.add(set("leaseUntil", lease()));
        if (next.state() != Registration.State.REGISTERED) {
            members.add(
                    set("nextCheckAt", Date.from(clock.instant()))); // where the lease is lost, a check goes on with it
        }
        if (registrations.updateOne(held(claimed), combine(members)).getMatchedCount() == 0) {
            throw RegistrationException.conflict("Another request has taken this registration over; read it again.");
        }
        return claimed.with(next);
    }

    /** Ends the lease; another look follows at the given moment, or as it was due before. */
    void release(Claimed claimed, @Nullable Instant nextCheckAt) {
        Bson free = set("leaseUntil", FREE);
        registrations.updateOne(
                held(claimed), nextCheckAt == null ? free : combine(free, set("nextCheckAt", Date.from(nextCheckAt))));
    }

    /** Ends the lease of one whose webhook was made just now; it is looked at as after its creation. */
    void releaseMade(Claimed claimed) {
        release(claimed, clock.instant().plus(firstCheck));
    }

    /** Ends the lease of one that no check goes on with, before a request has changed it. */
    void releaseForRequests(Claimed claimed) {
        release(claimed, NEVER);
    }

    void delete(Claimed claimed) {
        registrations.deleteOne(held(claimed));
    }

    Optional<Registration> find(String tenant, String sourceId) {
        return Optional.ofNullable(registrations
                        .find(and(eq("_id", sourceId), eq("tenant", tenant)))
                        .first())
                .map(RegistrationDocument::read);
    }

    /** A page of the registrations of all tenants by source; {@code after} is the last one of the page before, or null. */
    List<Registration> all(@Nullable String after, int limit) {
        return registrations
                .find(gt("_id", after == null ? "" : after))
                .sort(ascending("_id"))
                .limit(limit)
                .map(RegistrationDocument::read)
                .into(new ArrayList<>());
    }

    /** A page of a tenant's registrations by source; {@code after} is the last one of the page before, or null. */
    List<Registration> find(String tenant, @Nullable String after, int limit) {
        Bson filter = after == null ? eq("tenant", tenant) : and(eq("tenant", tenant), gt("_id", after));
        return registrations
                .find(filter)
                .sort(ascending("_id"))
                .limit(limit)
                .map(RegistrationDocument::read)
                .into(new ArrayList<>());
    }

    private static Bson held(Claimed claimed) {
        return and(eq("_id", claimed.registration().sourceId()), eq("claimToken", claimed.token()));
    }

    private Date lease() {
        return Date.from(clock.instant().plus(LEASE));
    }
}
