package dev.tributary.subscription.domain;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.or;
import static com.mongodb.client.model.Indexes.ascending;

import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import dev.tributary.mongo.schema.StoreIndex;
import dev.tributary.mongo.schema.StoreIndexes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Authorised domains in the collection {@code authorizedDomains}. Each write is told to {@link AuthorizedDomains} of
 * this gateway before it returns. Errors of the driver pass through unchanged.
 */
public final class AuthorizedDomainStore {

    private static final Logger log = LoggerFactory.getLogger(AuthorizedDomainStore.class);

    static final StoreIndexes INDEXES =
            StoreIndexes.of(StoreIndex.on("authorizedDomains", "a domain is authorised once", "tenant", "domain")
                    .asUnique());

    private final MongoCollection<Document> domains;
    private volatile Runnable afterWrite = () -> {};

    public AuthorizedDomainStore(MongoDatabase database) {
        this.domains = database.getCollection("authorizedDomains");
    }

    /** Stores a new domain. False: its id is taken, in any tenant, or the tenant has the domain already. */
    public boolean insert(AuthorizedDomain domain) {
        try {
            domains.insertOne(new Document("_id", domain.id())
                    .append("tenant", domain.tenant())
                    .append("domain", domain.domain())
                    .append("createdAt", Date.from(domain.createdAt())));
        } catch (MongoWriteException e) {
            Bson taken = or(eq("_id", domain.id()), and(eq("tenant", domain.tenant()), eq("domain", domain.domain())));
            if (domains.find(taken).first() != null) {
                return false;
            }
            throw e;
        }
        afterWrite.run();
        return true;
    }

    public Optional<AuthorizedDomain> find(String tenant, String id) {
        return Optional.ofNullable(
                        domains.find(and(eq("_id", id), eq("tenant", tenant))).first())
                .map(AuthorizedDomainStore::read);
    }

    /** A page of a tenant's domains by id; {@code after} is the last id of the page before, or null. */
    public List<AuthorizedDomain> list(String tenant, @Nullable String after, int limit) {
        Bson filter = after == null ? eq("tenant", tenant) : and(eq("tenant", tenant), gt("_id", after));
        return domains.find(filter)
                .sort(ascending("_id"))
                .limit(limit)
                .map(AuthorizedDomainStore::read)
                .into(new ArrayList<>());
    }

    /** Where it was the tenant's last, its web hooks may point anywhere again. False: there is no such domain. */
    public boolean delete(String tenant, String id) {
        boolean deleted =
                domains.deleteOne(and(eq("_id", id), eq("tenant", tenant))).getDeletedCount() == 1;
        afterWrite.run();
        return deleted;
    }

    List<AuthorizedDomain> all() {
        return domains.find().map(AuthorizedDomainStore::read).into(new ArrayList<>());
    }

    void afterWrite(Runnable listener) {
        this.afterWrite = listener;
    }

    /** One that cannot be read permits nothing, and keeps no other from being read; its tenant is not unrestricted. */
    private static AuthorizedDomain read(Document document) {
        try {
            return readable(document);
        } catch (RuntimeException e) {
            log.debug("An authorised domain cannot be read", e);
            return new AuthorizedDomain(text(document, "_id"), text(document, "tenant"), "", Instant.EPOCH);
        }
    }

    private static String text(Document document, String member) {
        return String.valueOf(document.get(member));
    }

    private static AuthorizedDomain readable(Document document) {
        return new AuthorizedDomain(
                document.getString("_id"),
                document.getString("tenant"),
                Objects.requireNonNull(document.getString("domain")),
                document.getDate("createdAt").toInstant());
    }
}
