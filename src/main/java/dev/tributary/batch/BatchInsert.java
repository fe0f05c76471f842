package dev.tributary.batch;

import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Projections.include;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoException;
import com.mongodb.ReadConcern;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.InsertManyOptions;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.bson.Document;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Inserts a batch and says which of its documents are durable. After any error the server is asked, by id; an error's
 * text, its details and the count of inserted documents are not relied on, because servers differ in them.
 */
public final class BatchInsert {

    private static final Logger log = LoggerFactory.getLogger(BatchInsert.class);
    private static final InsertManyOptions UNORDERED = new InsertManyOptions().ordered(false);
    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(100);

    private BatchInsert() {}

    /**
     * Inserts documents with string ids by one unordered command under the collection's write concern. One bad document
     * does not fail its neighbours.
     *
     * @param patience how long to look for the outcome of a write whose reply was lost
     * @return the ids that are durably there, also when an earlier, lost try has put them there
     */
    public static Set<String> insert(
            MongoCollection<Document> collection, List<Document> documents, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        try {
            collection.insertMany(documents, UNORDERED);
            return ids(documents);
        } catch (MongoBulkWriteException e) {
            return lookUp(collection, ids(documents), e.getWriteConcernError() == null, deadline);
        } catch (MongoException e) {
            log.warn("The outcome of a write to {} is unknown, looking it up ({})", name(collection), kind(e));
            return lookUp(collection, ids(documents), false, deadline);
        }
    }

    /** A definite outcome is read once, an unknown one until all is there or the deadline is over. */
    private static Set<String> lookUp(
            MongoCollection<Document> collection, Set<String> wanted, boolean definite, long deadline) {
        Set<String> found = Set.of();
        boolean settled = false;
        while (!settled) {
            try {
                found = present(collection, wanted);
                settled = definite || found.size() == wanted.size();
            } catch (MongoException e) {
                log.debug("Looking up a write to {} failed", name(collection), e);
            }
            settled |= System.nanoTime() >= deadline || Thread.currentThread().isInterrupted();
            if (!settled) {
                LockSupport.parkNanos(PAUSE);
            }
        }
        return found;
    }

    private static Set<String> present(MongoCollection<Document> collection, Set<String> wanted) {
        return collection
                .withReadConcern(ReadConcern.MAJORITY)
                .find(in("_id", wanted))
                .projection(include("_id"))
                .map(document -> document.getString("_id"))
                .into(new HashSet<>());
    }

    private static Set<String> ids(List<Document> documents) {
        var ids = new HashSet<String>();
        documents.forEach(document -> ids.add(document.getString("_id")));
        return ids;
    }

    /** The driver's texts go on for lines about the state of its cluster. */
    private static String kind(MongoException e) {
        return e.getClass().getSimpleName();
    }

    private static String name(MongoCollection<Document> collection) {
        return collection.getNamespace().getCollectionName();
    }
}
