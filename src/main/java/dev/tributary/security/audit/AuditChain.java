package dev.tributary.security.audit;

import com.mongodb.MongoException;
import dev.tributary.security.audit.AuditEntry.Link;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Appends to the chain of one tenant. Entries that wait while others are written are written next, by one command. Where
 * another gateway was faster, the unique index on the number refuses the entries, and they are appended behind its own.
 */
final class AuditChain {

    private static final Logger log = LoggerFactory.getLogger(AuditChain.class);
    private static final int MAX_BATCH = 100;
    /** Each attempt that fails is one in which another gateway has written. */
    private static final int MAX_ATTEMPTS = 200;

    /** An entry on its way. Guarded by the lock of its chain, but for the entry. */
    private static final class Waiting {

        private final AuditEntry entry;
        private boolean ended;
        private @Nullable RuntimeException failure;

        Waiting(AuditEntry entry) {
            this.entry = entry;
        }
    }

    private final String tenant;
    private final AuditStore store;
    private final Queue<Waiting> waiting = new ConcurrentLinkedQueue<>();
    private final ReentrantLock lock = new ReentrantLock();
    /** The last entry as far as this gateway knows; null where it knows nothing. */
    private volatile @Nullable Link last;

    AuditChain(String tenant, AuditStore store) {
        this.tenant = tenant;
        this.store = store;
    }

    /** Returns when the entry is durable. */
    void add(AuditEntry entry) {
        var own = new Waiting(entry);
        waiting.add(own);
        lock.lock();
        try {
            while (!own.ended) {
                writeBatch();
            }
        } finally {
            lock.unlock();
        }
        if (own.failure != null) {
            throw own.failure;
        }
    }

    /** The last entry that this gateway has appended or seen. */
    @Nullable
    Link last() {
        return last;
    }

    private void writeBatch() {
        List<Waiting> batch = new ArrayList<>();
        for (Waiting next = waiting.poll(); next != null; next = batch.size() < MAX_BATCH ? waiting.poll() : null) {
            batch.add(next);
        }
        RuntimeException failure = null;
        try {
            append(batch.stream().map(one -> one.entry).toList());
        } catch (RuntimeException e) {
            last = null;
            failure = e;
        }
        for (Waiting written : batch) {
            written.ended = true;
            written.failure = failure;
        }
    }

    private void append(List<AuditEntry> batch) {
        Link known = last;
        Link before =
                known == null ? store.lastBehind(tenant, store.chain(tenant).last()) : known;
        List<AuditEntry> left = batch;
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            List<AuditEntry> chained = chained(left, before);
            if (store.insert(chained)) {
                written(AuditStore.link(chained.get(chained.size() - 1)));
                return;
            }
            Set<String> there = store.present(left.stream().map(AuditEntry::id).toList());
            left = left.stream().filter(entry -> !there.contains(entry.id())).toList();
            before = store.lastBehind(tenant, before);
            if (left.isEmpty()) {
                written(before);
                return;
            }
        }
        throw new MongoException("the audit could not be written: other gateways were always faster");
    }

    private void written(Link end) {
        last = end;
        try {
            store.last(tenant, end);
        } catch (MongoException e) { // the entries are there, and the next ones will say so
            log.debug("The end of the audit of {} was not written down", tenant, e);
        }
    }

    private static List<AuditEntry> chained(List<AuditEntry> entries, Link before) {
        List<AuditEntry> chained = new ArrayList<>();
        Link link = before;
        for (AuditEntry entry : entries) {
            AuditEntry next = entry.behind(link);
            chained.add(next);
            link = AuditStore.link(next);
        }
        return chained;
    }
}
