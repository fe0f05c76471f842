package dev.tributary.mongo;

import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Projections.include;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoException;
import com.mongodb.ReadConcern;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.InsertManyOptions;
import java.time.Duration;
import java.util.Collection;
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
     * does not fail the others.
     *
     * @param maxWait how long to look for the outcome of a write whose reply was lost
     * @return the ids that are durably there, also when an earlier, lost write has put them there
     */
    public static Set<String> insert(MongoCollection<Document> collection, List<Document> documents, Duration maxWait) {
        return insertNew(collection, documents, maxWait).present();
    }

    /**
     * As {@link #insert(MongoCollection, List, Duration)}, of documents of any form.
     *
     * @param ids of the documents
     */
    public static <T> Set<String> insert(
            MongoCollection<T> collection, List<T> documents, Collection<String> ids, Duration maxWait) {
        return insertNew(collection, documents, Set.copyOf(ids), maxWait).present();
    }

    /**
     * The outcome of a batch.
     *
     * @param present the ids that are durably there
     * @param complete whether those are the ids of all documents; of several with one id, one is there
     * @param clean whether all of them were inserted by this write; otherwise some may have been there before
     */
    public record Outcome(Set<String> present, boolean complete, boolean clean) {}

    /** As {@link #insert(MongoCollection, List, Duration)}, and says whether some may have been there before. */
    public static Outcome insertNew(MongoCollection<Document> collection, List<Document> documents, Duration maxWait) {
        return insertNew(collection, documents, ids(documents), maxWait);
    }

    private static <T> Outcome insertNew(
            MongoCollection<T> collection, List<T> documents, Set<String> ids, Duration maxWait) {
        long deadline = System.nanoTime() + maxWait.toNanos();
        try {
            collection.insertMany(documents, UNORDERED);
            return new Outcome(ids, true, true);
        } catch (MongoBulkWriteException e) {
            boolean definite = e.getWriteConcernError() == null;
            return lookUp(collection, ids, definite, deadline);
        } catch (MongoException e) {
            log.warn("The outcome of a write to {} is unknown, looking it up ({})", name(collection), kind(e));
            return lookUp(collection, ids, false, deadline);
        }
    }

    /** A definite outcome is read once, an unknown one until all is there or the deadline is over. */
    private static Outcome lookUp(MongoCollection<?> collection, Set<String> wanted, boolean definite, long deadline) {
        Set<String> found = Set.of();
        boolean known = false;
        while (!known) {
            try {
                found = present(collection, wanted);
                known = definite || found.size() == wanted.size();
            } catch (MongoException e) {
                log.debug("Looking up a write to {} failed", name(collection), e);
            }
            known |= System.nanoTime() >= deadline || Thread.currentThread().isInterrupted();
            if (!known) {
                LockSupport.parkNanos(PAUSE);
            }
        }
        return new Outcome(found, found.size() == wanted.size(), false);
    }

    private static Set<String> present(MongoCollection<?> collection, Set<String> wanted) {
        return collection
                .withDocumentClass(Document.class)
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

    private static String name(MongoCollection<?> collection) {
        return collection.getNamespace().getCollectionName();
    }
}
