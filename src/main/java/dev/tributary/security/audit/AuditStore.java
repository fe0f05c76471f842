package dev.tributary.security.audit;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.exists;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Projections.include;
import static com.mongodb.client.model.Sorts.ascending;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoWriteException;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.UpdateOptions;
import dev.tributary.mongo.page.IdOrderedReader;
import dev.tributary.mongo.page.IdPage;
import dev.tributary.mongo.schema.StoreIndex;
import dev.tributary.mongo.schema.StoreIndexes;
import dev.tributary.security.audit.AuditEntry.Link;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.bson.Document;
import org.bson.conversions.Bson;

/** The entries of the audit, and what is known of the chain of each tenant. Errors of the driver pass through. */
public final class AuditStore {

    static final String NUMBER = "number";

    private static final int PAGE = 1_000;

    /** MongoDB's write conflict, and what DocumentDB makes of a deadlock that PostgreSQL has ended. */
    private static final Set<Integer> GIVEN_WAY = Set.of(112, 16908292);

    public static final StoreIndexes INDEXES = StoreIndexes.of(
            StoreIndex.on("audit", "lists of a tenant", "tenant", "_id"),
            StoreIndex.on("audit", "one entry for each number of a tenant", "tenant", NUMBER)
                    .asUnique()
                    .onlyWhere(exists(NUMBER)));

    private final MongoCollection<Document> entries;
    private final MongoCollection<Document> chains;
    private final IdOrderedReader lists;

    public AuditStore(MongoDatabase database) {
        this.entries = database.getCollection("audit");
        // not waited for: entries that were added since are found by their numbers
        this.chains = database.getCollection("audit_chains").withWriteConcern(WriteConcern.W1);
        this.lists = new IdOrderedReader(entries);
    }

    /**
     * What is known of a chain beside its entries.
     *
     * @param removed the last entry that was removed because its retention had ended
     * @param last an entry that was the last one
     */
    record Chain(Link removed, Link last) {}

    Chain chain(String tenant) {
        Document stored = chains.find(eq("_id", tenant)).first();
        return stored == null
                ? new Chain(Link.NONE, Link.NONE)
                : new Chain(known(stored, "removed"), known(stored, "last"));
    }

    /** Writes down the last entry of a chain, unless a later one is known. */
    void last(String tenant, Link last) {
        Document known = new Document("last", last.number()).append("lastHash", last.hash());
        try {
            chains.updateOne(
                    and(eq("_id", tenant), lt("last", last.number())),
                    new Document("$set", known),
                    new UpdateOptions().upsert(true));
        } catch (MongoWriteException e) {
            if (e.getError().getCategory() != ErrorCategory.DUPLICATE_KEY) { // a later one is known
                throw e;
            }
        }
    }

    private static Link known(Document chain, String name) {
        Long number = chain.getLong(name);
        String hash = chain.getString(name + "Hash");
        return number == null || hash == null ? Link.NONE : new Link(number, "", hash);
    }

    /** The last entry of a chain, that follows one that is known. */
    Link lastBehind(String tenant, Link known) {
        Link last = known;
        List<AuditEntry> page;
        do {
            page = behind(tenant, last.number());
            last = page.isEmpty() ? last : link(page.get(page.size() - 1));
        } while (!page.isEmpty());
        return last;
    }

    /** The first entries behind a number, in the order of their numbers. */
    List<AuditEntry> behind(String tenant, long number) {
        List<AuditEntry> near = read(tenant, and(gt(NUMBER, number), lt(NUMBER, number + PAGE)));
        return near.isEmpty() ? read(tenant, gte(NUMBER, number + PAGE)) : near;
    }

    private List<AuditEntry> read(String tenant, Bson numbers) {
        return entries.find(and(eq("tenant", tenant), numbered(numbers)))
                .sort(ascending(NUMBER, "_id"))
                .limit(PAGE)
                .map(AuditStore::entry)
                .into(new ArrayList<>());
    }

    static Bson numbered(Bson numbers) {
        return and(exists(NUMBER), numbers);
    }

    /** An entry that has a place in a chain. */
    static Link link(AuditEntry entry) {
        Link link = entry.link();
        if (link == null) {
            throw new IllegalStateException("entry " + entry.id() + " has no number");
        }
        return link;
    }

    /**
     * Inserts entries in their order. False: one of their numbers is taken, or the server has given way to another gateway
     * that wrote at the same moment; some of them may be there.
     */
    boolean insert(List<AuditEntry> chained) {
        try {
            entries.insertMany(chained.stream().map(AuditStore::document).toList());
            return true;
        } catch (MongoBulkWriteException e) {
            boolean taken = e.getWriteConcernError() == null
                    && e.getWriteErrors().stream()
                            .allMatch(error -> error.getCategory() == ErrorCategory.DUPLICATE_KEY
                                    || GIVEN_WAY.contains(error.getCode()));
            if (taken) {
                return false;
            }
            throw e;
        }
    }

    /** Those of these ids that are there. */
    Set<String> present(Collection<String> ids) {
        return entries.find(in("_id", ids))
                .projection(include("_id"))
                .map(document -> document.getString("_id"))
                .into(new HashSet<>());
    }

    /** A page of a tenant's entries. */
    public IdPage<AuditEntry> find(AuditQuery query) {
        return lists.page(query.page(), AuditStore::entry);
    }

    /** Every tenant that has entries; reads the whole audit. */
    public Set<String> tenants() {
        Set<String> tenants = new TreeSet<>();
        chains.distinct("_id", String.class).into(tenants);
        entries.distinct("tenant", String.class).into(tenants);
        return tenants;
    }

    /** Entries without a number that are younger than an id. */
    List<AuditEntry> unnumberedSince(String tenant, String id, int limit) {
        return entries.find(and(eq("tenant", tenant), gt("_id", id), exists(NUMBER, false)))
                .limit(limit)
                .map(AuditStore::entry)
                .into(new ArrayList<>());
    }

    private static Document document(AuditEntry entry) {
        Link link = link(entry);
        return new Document("_id", entry.id())
                .append("tenant", entry.tenant())
                .append("at", Date.from(entry.at()))
                .append("who", entry.who())
                .append("action", entry.action())
                .append("what", entry.what())
                .append(NUMBER, link.number())
                .append("previous", link.previous())
                .append("hash", link.hash());
    }

    /** What is not of its form reads as empty, so that an entry that was changed can be named. */
    private static AuditEntry entry(Document document) {
        Link link = document.get(NUMBER) instanceof Number number
                ? new Link(number.longValue(), text(document, "previous"), text(document, "hash"))
                : null;
        Date at = document.get("at") instanceof Date date ? date : new Date(0);
        return new AuditEntry(
                link,
                document.getString("_id"),
                text(document, "tenant"),
                at.toInstant(),
                text(document, "who"),
                text(document, "action"),
                text(document, "what"));
    }

    private static String text(Document document, String name) {
        return document.get(name) instanceof String text ? text : "";
    }
}
