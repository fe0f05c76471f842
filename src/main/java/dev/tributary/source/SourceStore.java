package dev.tributary.source;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Indexes.ascending;
import static com.mongodb.client.model.Projections.include;

import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import dev.tributary.mongo.ChangeCounter;
import dev.tributary.mongo.DeletedRows;
import dev.tributary.mongo.schema.StoreIndex;
import dev.tributary.mongo.schema.StoreIndexes;
import dev.tributary.security.secret.SecretCipher;
import dev.tributary.security.secret.SecretMembers;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * Sources in the collection {@code sources}, with their secrets encrypted. Every write is told to the directory of this
 * gateway at once; other gateways see it within a second.
 */
public final class SourceStore {

    /** Where the secrets of sources are. */
    public static final SecretMembers SECRETS = SourceDocument.SECRETS;

    static final StoreIndexes INDEXES = StoreIndexes.of(
            StoreIndex.on("sources", "lists of a tenant, and all rows without those deleted", "tenant", "_id"));

    private final MongoCollection<Document> sources;
    private final MongoCollection<Document> refreshTokens;
    private final SourceDocument documents;
    private final ChangeCounter changes;
    private volatile Consumer<String> afterWrite = id -> {};

    SourceStore(MongoDatabase database, SecretCipher cipher) {
        this.sources = database.getCollection("sources");
        this.refreshTokens = database.getCollection("provider_tokens");
        this.documents = new SourceDocument(cipher);
        this.changes = new ChangeCounter(database, "sources");
    }

    /** Stores a new source. False: its id is taken, or was before, in any tenant. */
    public boolean insert(Source source) {
        try {
            sources.insertOne(documents.of(source));
        } catch (MongoWriteException e) {
            if (sources.find(eq("_id", source.id())).projection(include("_id")).first() != null) {
                return false;
            }
            throw e;
        }
        written(source.id());
        return true;
    }

    /** A source of a tenant, also where it cannot be used. */
    public Optional<SourceRow> find(String tenant, String id) {
        return Optional.ofNullable(
                        sources.find(and(eq("_id", id), eq("tenant", tenant))).first())
                .map(documents::row);
    }

    /**
     * A page of a tenant's sources by id, those included that cannot be used; {@code after} is the last id of the page
     * before, or null.
     */
    public List<SourceRow> find(String tenant, @Nullable String after, int limit) {
        Bson filter = after == null ? eq("tenant", tenant) : and(eq("tenant", tenant), gt("_id", after));
        return sources.find(filter)
                .sort(ascending("_id"))
                .limit(limit)
                .map(documents::row)
                .into(new ArrayList<>());
    }

    /** Replaces the source that has the revision before this one's. False: it was changed or deleted meanwhile. */
    public boolean replace(Source source) {
        var previous = and(eq("_id", source.id()), eq("revision", source.revision() - 1));
        boolean replaced = sources.replaceOne(previous, documents.of(source)).getMatchedCount() == 1;
        written(source.id());
        return replaced;
    }

    /**
     * Deletes a source at a revision; its id is never reused, because the provider may go on calling, and events,
     * receipts and records name it. False: it was changed or deleted meanwhile.
     */
    public boolean delete(SourceRow source) {
        Bson current = source.revision() == 0
                ? and(eq("_id", source.id()), DeletedRows.LIVE)
                : and(eq("_id", source.id()), eq("revision", source.revision()));
        boolean deleted = DeletedRows.delete(sources, source.id(), current);
        if (deleted) {
            refreshTokens.deleteOne(eq("_id", source.id()));
        }
        written(source.id());
        return deleted;
    }

    Optional<SourceRow> find(String id) {
        return Optional.ofNullable(
                        sources.find(and(eq("_id", id), DeletedRows.LIVE)).first())
                .map(documents::row);
    }

    /** A state of a source. */
    record Version(long revision, Instant createdAt, Instant modifiedAt) {

        static Version of(Source source) {
            return new Version(source.revision(), source.createdAt(), source.modifiedAt());
        }
    }

    /** The version of every source: what a directory compares with what it holds. */
    Map<String, Version> versions() {
        var versions = new HashMap<String, Version>();
        for (Document document :
                sources.find(DeletedRows.LIVE).projection(include("revision", "createdAt", "modifiedAt"))) {
            versions.put(document.getString("_id"), SourceDocument.version(document));
        }
        return versions;
    }

    /** A number that differs after each write of any gateway. */
    long changes() {
        return changes.count();
    }

    private void written(String id) {
        changes.changed();
        afterWrite.accept(id);
    }

    void afterWrite(Consumer<String> listener) {
        this.afterWrite = listener;
    }
}
