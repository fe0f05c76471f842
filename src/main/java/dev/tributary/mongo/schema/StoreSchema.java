package dev.tributary.mongo.schema;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.set;
import static com.mongodb.client.model.Updates.setOnInsert;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.UpdateOptions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The shape of what is stored: a version, in the collection {@code schema}, and the indexes. {@link #prepare} brings a
 * database to this release's shape before anything else uses it. Gateways that start at the same time do so one after
 * the other, under a lease. Errors of the driver pass through unchanged.
 */
public final class StoreSchema {

    /** A database of a version that this release can neither use nor upgrade. */
    public static final class UnusableVersionException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        UnusableVersionException(String message) {
            super(message);
        }
    }

    private static final Logger log = LoggerFactory.getLogger(StoreSchema.class);
    /** Of databases that were made before the version was stored. */
    private static final int FIRST = 1;

    private static final String ID = "tributary";
    private static final long ASK_AGAIN = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long REPORT = TimeUnit.SECONDS.toNanos(5);

    private final MongoDatabase database;
    private final MongoCollection<Document> schema;
    private final List<SchemaStep> steps;
    private final List<StoreIndex> declared;
    private final IndexBuild indexes;
    private final int current;
    private final Clock clock;

    /**
     * @param database by a client whose commands have no deadline, as an index may take hours
     * @param admin the server's own database, where it says how far an index is
     * @param steps one for each version after the first that can be upgraded, in ascending order
     */
    public StoreSchema(
            MongoDatabase database,
            MongoDatabase admin,
            List<SchemaStep> steps,
            Collection<StoreIndexes> declared,
            Clock clock) {
        this.clock = clock;
        this.database = database;
        this.schema = database.getCollection("schema");
        this.steps = List.copyOf(steps);
        this.declared = declared.stream().flatMap(store -> store.all().stream()).toList();
        this.indexes = new IndexBuild(database, admin, this.declared);
        this.current = steps.isEmpty() ? FIRST : steps.get(steps.size() - 1).version();
    }

    /** The version of this release. */
    public int version() {
        return current;
    }

    /**
     * Upgrades what an older release left, and builds the indexes that are not there. Writes in any case, so that a store
     * that cannot be written to is found at start-up.
     *
     * @throws UnusableVersionException if the database is of a newer release, or of one too old
     */
    public void prepare() {
        int found = found();
        check(found);
        if (found != current || !indexes.missing().isEmpty()) {
            var lease = new SchemaLease(schema, clock);
            awaitLease(lease);
            try (var report = new SchemaProgress(lease, indexes)) {
                change(report);
            } finally {
                lease.release();
            }
        }
        written();
    }

    private void change(SchemaProgress report) {
        int found = found(); // another gateway may have been at work until now
        check(found);
        for (SchemaStep step : steps) {
            if (step.version() > found) {
                report.begin("Upgrade of the database to version " + step.version() + ": " + step.what());
                step.work().apply(database, declared);
                write(step.version());
                report.end();
            }
        }
        List<StoreIndex> missing = indexes.missing();
        if (found < current || missing.size() < declared.size()) {
            log.info("{} of {} indexes are to be built", missing.size(), declared.size());
        }
        for (StoreIndex index : missing) {
            report.begin(index);
            indexes.build(index);
            report.end();
        }
    }

    /** A database without any of this gateway's collections is new: it needs no step. */
    private int found() {
        List<String> collections = database.listCollectionNames().into(new ArrayList<>());
        Document stored = schema.find(eq("_id", ID)).first();
        if (stored != null) {
            return stored.get("version", Number.class).intValue();
        }
        if (declared.stream().anyMatch(index -> collections.contains(index.collection()))) {
            return FIRST;
        }
        written();
        return current;
    }

    private void check(int found) {
        if (found > current) {
            throw new UnusableVersionException("has version " + found + ", and this gateway knows version " + current
                    + ": start a gateway of the newer release, or name another database");
        }
        int oldest = steps.isEmpty() ? current : steps.get(0).version() - 1;
        if (found < oldest) {
            throw new UnusableVersionException("has version " + found + ", and this gateway upgrades from version "
                    + oldest + " to " + current + ": start a release that upgrades to " + oldest + " first");
        }
    }

    private void write(int version) {
        update(set("version", version));
    }

    /** Leaves a version that is there as it is: another gateway may have upgraded the database meanwhile. */
    private void written() {
        try {
            update(setOnInsert("version", current));
        } catch (MongoWriteException e) {
            if (e.getError().getCategory() != ErrorCategory.DUPLICATE_KEY) {
                throw e;
            }
            log.debug("Another gateway has inserted the version at the same moment", e);
        }
    }

    private void update(Bson version) {
        schema.updateOne(
                eq("_id", ID),
                combine(version, set("writtenAt", Date.from(clock.instant()))),
                new UpdateOptions().upsert(true));
    }

    private static void awaitLease(SchemaLease lease) {
        long reportAt = System.nanoTime();
        while (!lease.take()) {
            if (System.nanoTime() - reportAt >= 0) {
                log.info("Waiting for another gateway, which upgrades this database or builds its indexes");
                reportAt = System.nanoTime() + REPORT;
            }
            LockSupport.parkNanos(ASK_AGAIN);
        }
    }
}
