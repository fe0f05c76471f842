package dev.tributary.mongo;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Filters.lte;
import static com.mongodb.client.model.Projections.include;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.set;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.InsertManyOptions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.bson.Document;
import org.bson.conversions.Bson;

/**
 * Outstanding work in one collection, shared by all gateways on a database. A document belongs to the claimant whose token it
 * carries until the lease ends; every later write names the token, so that a claimant that lost the work changes nothing.
 *
 * <p>Members that this class owns: {@code nextAttemptAt}, {@code leaseUntil} (0 when free), {@code claimToken} and
 * {@code attempts}, the number of those made.
 */
public final class LeaseQueue {

    /** How long work belongs to its claimant without a renewal. */
    public static final Duration LEASE = Duration.ofSeconds(90);

    /** In claimed work: whether an earlier claim did not end, so that its outcome may have been recorded elsewhere. */
    public static final String LEASE_EXPIRED = "leaseExpired";

    private static final Date FREE = new Date(0);

    private record Abandoned(List<String> ids, List<String> tokens) {}

    private final MongoCollection<Document> collection;
    private final Clock clock;
    private final Queue<Abandoned> abandoned = new ConcurrentLinkedQueue<>();

    public LeaseQueue(MongoCollection<Document> collection, Clock clock) {
        this.collection = collection;
        this.clock = clock;
    }

    /** A new token: one per claim. */
    public static String newToken() {
        return UUID.randomUUID().toString();
    }

    /** Completes a document with the members of this class: due at a moment and free. */
    public static Document due(Document work, Instant at) {
        return work.append("nextAttemptAt", Date.from(at))
                .append("leaseUntil", FREE)
                .append("attempts", 0);
    }

    /** Leases a document that is complete with the members of this class under a token. */
    public Document leased(Document work, String token) {
        return work.append("leaseUntil", Date.from(clock.instant().plus(LEASE))).append("claimToken", token);
    }

    /** Adds work; what is there already, by id, stays as it is. */
    public void add(List<Document> work) {
        if (work.isEmpty()) {
            return;
        }
        try {
            collection.insertMany(work, new InsertManyOptions().ordered(false));
        } catch (MongoBulkWriteException e) {
            if (!DuplicateKeys.only(e)) {
                throw e;
            }
        }
    }

    /**
     * Claims work that is due and free, in the order of the index that serves the conditions. Nothing is sorted, so that
     * a claim reads no more than it takes, however much is due.
     *
     * @param which further conditions, {@code Filters.empty()} for none
     * @return what is now the caller's under a new token, which each document carries
     */
    public List<Document> claim(Bson which, int limit) {
        releaseAbandoned();
        Instant now = clock.instant();
        Bson dueAndFree = and(lte("nextAttemptAt", Date.from(now)), lt("leaseUntil", Date.from(now)));
        List<Document> candidates = collection
                .find(and(which, dueAndFree))
                .limit(limit)
                .projection(include("claimToken"))
                .into(new ArrayList<>());
        if (candidates.isEmpty()) {
            return List.of();
        }
        List<String> ids = new ArrayList<>();
        Set<String> leasedBefore = new HashSet<>();
        for (Document candidate : candidates) {
            ids.add(candidate.getString("_id"));
            if (candidate.getString("claimToken") != null) {
                leasedBefore.add(candidate.getString("_id"));
            }
        }
        List<Document> claimed = claim(ids, dueAndFree, now);
        claimed.forEach(work -> work.append(LEASE_EXPIRED, leasedBefore.contains(work.getString("_id"))));
        return claimed;
    }

    /** Claims work that is free, due or not; what another one holds is left out. */
    public List<Document> claim(Collection<String> ids) {
        releaseAbandoned();
        Instant now = clock.instant();
        return claim(ids, lt("leaseUntil", Date.from(now)), now);
    }

    private List<Document> claim(Collection<String> ids, Bson free, Instant now) {
        String token = newToken();
        try {
            collection.updateMany(
                    and(in("_id", ids), free),
                    combine(set("claimToken", token), set("leaseUntil", Date.from(now.plus(LEASE)))));
            return collection.find(and(in("_id", ids), eq("claimToken", token))).into(new ArrayList<>());
        } catch (RuntimeException e) {
            abandon(ids, List.of(token));
            throw e;
        }
    }

    /**
     * Notes claimed work that its claimant cannot go on with because the store failed. The next claim releases it first; it
     * keeps the token, so that its next claimant knows that an earlier claim did not end.
     */
    public void abandon(Collection<String> ids, Collection<String> tokens) {
        abandoned.add(new Abandoned(List.copyOf(ids), List.copyOf(tokens)));
    }

    private void releaseAbandoned() {
        for (Abandoned next = abandoned.peek(); next != null; next = abandoned.peek()) {
            collection.updateMany(and(in("_id", next.ids()), in("claimToken", next.tokens())), set("leaseUntil", FREE));
            abandoned.remove(next);
        }
    }

    /** Prolongs the leases of a claim; returns how many of them are still the caller's. */
    public long renew(Collection<String> ids, String token) {
        return collection
                .updateMany(
                        and(in("_id", ids), eq("claimToken", token)),
                        set("leaseUntil", Date.from(clock.instant().plus(LEASE))))
                .getMatchedCount();
    }

    /** Releases work for another attempt. False: it was lost to another claimant, and nothing has changed. */
    public boolean retry(String id, String token, Instant at, int attempts, Bson further) {
        Bson update = combine(
                set("nextAttemptAt", Date.from(at)),
                set("leaseUntil", FREE),
                set("claimToken", null),
                further,
                set("attempts", attempts));
        return collection
                        .updateOne(and(eq("_id", id), eq("claimToken", token)), update)
                        .getMatchedCount()
                == 1;
    }

    /** As above, with no further change. */
    public boolean retry(String id, String token, Instant at, int attempts) {
        return retry(id, token, at, attempts, combine());
    }

    /** Releases work of several claims without an attempt, due as before. */
    public void release(Collection<String> ids, Collection<String> tokens) {
        collection.updateMany(
                and(in("_id", ids), in("claimToken", tokens)),
                combine(set("leaseUntil", FREE), set("claimToken", null)));
    }

    /** Removes finished work of several claims by one command; what was lost to another claimant stays. */
    public void finish(Collection<String> ids, Collection<String> tokens) {
        collection.deleteMany(and(in("_id", ids), in("claimToken", tokens)));
    }

    /** Removes finished work. False: it was lost to another claimant, and nothing has changed. */
    public boolean finish(String id, String token) {
        return collection.deleteOne(and(eq("_id", id), eq("claimToken", token))).getDeletedCount() == 1;
    }
}
