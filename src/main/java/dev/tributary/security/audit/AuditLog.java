package dev.tributary.security.audit;

import dev.tributary.event.TimeOrderedId;
import dev.tributary.security.audit.AuditEntry.Link;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down, durably, who did what to which thing; never what was in it. A change is written down before it is made, so
 * that none is missing; one that a conflict or a fault then stopped is there, too. Errors of the driver pass through.
 */
public final class AuditLog implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(AuditLog.class);

    private final AuditStore store;
    private final TimeOrderedId ids;
    private final Map<String, AuditChain> chains = new ConcurrentHashMap<>();
    private final Map<String, Link> reported = new ConcurrentHashMap<>();

    AuditLog(AuditStore store, TimeOrderedId ids) {
        this.store = store;
        this.ids = ids;
    }

    /**
     * Returns when the entry is durable, behind the last one of the tenant.
     *
     * @param who the token's subject
     * @param action such as {@code source.create} or {@code receipt.body.read}
     * @param what the id of the thing
     */
    public void add(String tenant, String who, String action, String what) {
        String id = ids.next();
        chains.computeIfAbsent(tenant, of -> new AuditChain(of, store))
                .add(new AuditEntry(null, id, tenant, TimeOrderedId.instantOf(id), who, action, what));
    }

    /** Logs the last entry of each chain that has grown. What the log keeps, a change of the database cannot take back. */
    void report() {
        chains.forEach((tenant, chain) -> {
            Link last = chain.last();
            if (last != null && !last.equals(reported.put(tenant, last))) {
                log.info("Audit of the tenant {}: entry {} has the hash {}", tenant, last.number(), last.hash());
            }
        });
    }

    @Override
    public void close() {
        report();
    }
}
