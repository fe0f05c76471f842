package dev.tributary.security.audit;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.exists;
import static com.mongodb.client.model.Filters.lte;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.set;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import dev.tributary.mongo.retention.Expired;
import dev.tributary.mongo.retention.ExpiredRowStore;
import dev.tributary.mongo.retention.ExpiringKind.Batch;
import dev.tributary.security.audit.AuditEntry.Link;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * Removes old entries from the beginnings of chains. Before that, the last one to be removed is written down with its hash, so
 * that a verification begins behind it. Errors of the driver pass through.
 */
final class ExpiredEntryStore {

    private final MongoCollection<Document> entries;
    private final MongoCollection<Document> chains;
    private final ExpiredRowStore unnumbered;
    private final AuditStore audit;

    ExpiredEntryStore(MongoDatabase database, AuditStore audit) {
        this.entries = database.getCollection("audit");
        this.chains = database.getCollection("audit_chains");
        this.unnumbered = new ExpiredRowStore(entries);
        this.audit = audit;
    }

    /** Removes a batch, tenant by tenant. A position names a tenant. */
    Batch remove(Expired old, @Nullable String after, int limit) {
        NavigableSet<String> tenants = new TreeSet<>();
        for (String tenant : chains.distinct("_id", String.class)) {
            if (old.isOf(tenant)) {
                tenants.add(tenant);
            }
        }
        String tenant = tenants.ceiling(after == null ? "" : after);
        if (tenant == null) {
            return new Batch(0, null);
        }
        long removed = remove(tenant, old, limit);
        return new Batch(removed, removed == limit ? tenant : tenants.higher(tenant));
    }

    private long remove(String tenant, Expired old, int limit) {
        Link before = audit.chain(tenant).removed();
        Link last = before;
        for (AuditEntry entry : audit.behind(tenant, before.number())) {
            Link link = AuditStore.link(entry);
            if (!entry.at().isBefore(old.before()) || link.number() > before.number() + limit) {
                break;
            }
            last = link;
        }
        if (last.number() > before.number()) {
            chains.updateOne(
                    eq("_id", tenant), combine(set("removed", last.number()), set("removedHash", last.hash())));
        }
        // also what an earlier batch has written down and not removed
        return entries.deleteMany(and(eq("tenant", tenant), AuditStore.numbered(lte(AuditStore.NUMBER, last.number()))))
                .getDeletedCount();
    }

    /** Removes a batch of entries of releases without chains. */
    Batch removeUnnumbered(Expired old, @Nullable String after, int limit) {
        return unnumbered.removeByTimeInId(old, exists(AuditStore.NUMBER, false), ids -> Set.of(), after, limit);
    }
}
