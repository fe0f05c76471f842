package dev.tributary.banking.store;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Projections.exclude;
import static com.mongodb.client.model.Projections.include;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoGridFSException;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.gridfs.GridFSBucket;
import com.mongodb.client.gridfs.GridFSBuckets;
import com.mongodb.client.gridfs.model.GridFSUploadOptions;
import dev.tributary.banking.DocumentFile;
import dev.tributary.event.TimeOrderedId;
import dev.tributary.mongo.DigestId;
import dev.tributary.mongo.page.IdOrderedReader;
import dev.tributary.mongo.page.IdPage;
import dev.tributary.mongo.page.IdScale;
import dev.tributary.mongo.retention.Expired;
import dev.tributary.mongo.retention.ExpiredRowStore;
import dev.tributary.mongo.retention.ExpiringKind.Batch;
import dev.tributary.mongo.schema.StoreIndex;
import dev.tributary.mongo.schema.StoreIndexes;
import dev.tributary.security.privacy.EndUser;
import dev.tributary.security.privacy.Opener.Opened;
import dev.tributary.security.privacy.PersonalData;
import dev.tributary.security.privacy.UserKey;
import dev.tributary.security.privacy.Visibility;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.bson.Document;
import org.bson.types.Binary;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files that were fetched: up to 1 MiB inside the collection {@code documents}, above that in the GridFS bucket
 * {@code documents}. Errors of the driver pass through unchanged.
 */
public final class DocumentStore {

    private static final Logger log = LoggerFactory.getLogger(DocumentStore.class);
    private static final int MAX_INLINE = 1 << 20;
    private static final String USER = "user";

    public static final StoreIndexes INDEXES = StoreIndexes.of(
            StoreIndex.on("documents", "lists of a tenant", "tenant", "_id"),
            StoreIndex.on("documents", "lists of a source", "tenant", "sourceId", "_id"),
            StoreIndex.on("documents", "lists of a connection", "tenant", "connectionId", "_id"),
            StoreIndex.on("documents", "retention", "eventId"),
            StoreIndex.on("documents", "files of an end user", USER));

    private final MongoCollection<Document> documents;
    private final IdOrderedReader lists;
    private final GridFSBucket bucket;
    private final ExpiredRowStore expired;
    private final PersonalRowFormat personal;

    /** Of files without an end user. */
    public DocumentStore(MongoDatabase database) {
        this(database, PersonalData.none());
    }

    public DocumentStore(MongoDatabase database, PersonalData personal) {
        this(
                database.getCollection("documents"),
                GridFSBuckets.create(database, "documents"),
                PersonalRowFormat.of(personal, "name"));
    }

    private DocumentStore(MongoCollection<Document> documents, GridFSBucket bucket, PersonalRowFormat personal) {
        this.documents = documents;
        this.lists = new IdOrderedReader(documents, IdScale.DIGEST);
        this.expired = new ExpiredRowStore(documents);
        this.bucket = bucket;
        this.personal = personal;
    }

    /** The same files, with the mask in place of their names. */
    public DocumentStore masked() {
        return new DocumentStore(documents, bucket, personal.masked());
    }

    /** The id of a file: opaque, and the same whenever the same source brings the same bytes under the same name. */
    public static String id(String sourceId, @Nullable String connectionId, String name, String sha256) {
        return DigestId.of(sourceId, connectionId == null ? "" : connectionId, name, sha256);
    }

    /** Stores a file; one that is there already stays as it is. Name and bytes are encrypted with the key of the end user. */
    public void store(DocumentFile file, byte[] body, EndUser user) {
        UserKey key = personal.keys(Set.of(user)).get(user);
        Document document = document(file);
        if (key == null) {
            store(file, document, body);
            return;
        }
        document.append(USER, user.digest());
        byte[] sealed = key.seal(PersonalRowFormat.place(document), body);
        personal.seal(document, key);
        store(file, document, sealed);
    }

    private void store(DocumentFile file, Document document, byte[] body) {
        if (body.length <= MAX_INLINE) {
            insert(document.append("body", new Binary(body)));
        } else if (documents
                        .find(eq("_id", file.id()))
                        .projection(include("_id"))
                        .first()
                == null) {
            storeLarge(document, body);
        }
    }

    /** The upload has an id of its own, so that two gateways that store one file never mix their chunks. */
    private void storeLarge(Document document, byte[] body) {
        var options = new GridFSUploadOptions().metadata(new Document("tenant", document.getString("tenant")));
        ObjectId upload = bucket.uploadFromStream(document.getString("name"), new ByteArrayInputStream(body), options);
        if (!insert(document.append("bucketId", upload))) {
            bucket.delete(upload);
        }
    }

    private boolean insert(Document document) {
        try {
            documents.insertOne(document);
            return true;
        } catch (MongoWriteException e) {
            if (e.getError().getCategory() == ErrorCategory.DUPLICATE_KEY) {
                return false;
            }
            throw e;
        }
    }

    public Optional<DocumentFile> find(String tenant, String id) {
        return personal.open(row(tenant, id).stream().collect(Collectors.toCollection(ArrayList::new))).stream()
                .findFirst()
                .map(DocumentStore::file);
    }

    /** A page in the order of the ids, without bytes; of an account, an empty one. */
    public IdPage<DocumentFile> find(BankingQuery query) {
        if (query.accountId() != null) {
            return IdPage.empty();
        }
        IdPage<Document> page = lists.page(query.page(exclude("body")), Function.identity());
        return new IdPage<>(personal.open(page.found()), page.next()).map(DocumentStore::file);
    }

    /** The bytes of a file; empty where there is no such file, and without bytes where they cannot be opened. */
    public Optional<Opened> body(String tenant, String id) {
        return row(tenant, id).map(this::opened);
    }

    private Opened opened(Document document) {
        byte[] stored = body(document);
        String key = document.getString(PersonalRowFormat.KEY);
        return key == null
                ? new Opened(stored, Visibility.NOTHING_PERSONAL)
                : personal.opener(List.of(document)).open(PersonalRowFormat.place(document), key, stored);
    }

    public long count(EndUser user) {
        return documents.countDocuments(eq(USER, user.digest()));
    }

    /** Removes some files of an end user; returns how many. */
    public long remove(EndUser user, int limit) {
        List<Document> found = documents
                .find(eq(USER, user.digest()))
                .projection(include("bucketId"))
                .limit(limit)
                .into(new ArrayList<>());
        for (Document document : found) {
            removeBytes(document);
            documents.deleteOne(eq("_id", document.getString("_id")));
        }
        return found.size();
    }

    private byte[] body(Document document) {
        Binary inline = document.get("body", Binary.class);
        if (inline != null) {
            return inline.getData();
        }
        var out = new ByteArrayOutputStream(document.getInteger("size"));
        bucket.downloadToStream(document.getObjectId("bucketId"), out);
        return out.toByteArray();
    }

    /** Removes a batch of files by the age of the events that brought them; the bytes first, so that none are left. */
    public Batch removeExpired(Expired old, @Nullable String after, int limit) {
        return expired.removeByMember(
                old, lt("eventId", TimeOrderedId.lowest(old.before())), limit, this::removeBytes, "bucketId");
    }

    private void removeBytes(Document document) {
        ObjectId upload = document.getObjectId("bucketId");
        if (upload != null) {
            try {
                bucket.delete(upload);
            } catch (MongoGridFSException e) {
                log.debug("The bytes of {} were removed before", document.getString("_id"), e);
            }
        }
    }

    private Optional<Document> row(String tenant, String id) {
        return Optional.ofNullable(documents.find(eq("_id", id)).first())
                .filter(document -> tenant.equals(document.getString("tenant")));
    }

    private static Document document(DocumentFile file) {
        return new Document("_id", file.id())
                .append("tenant", file.tenant())
                .append("sourceId", file.sourceId())
                .append("connectionId", file.connectionId())
                .append("eventId", file.eventId())
                .append("name", file.name())
                .append("contentType", file.contentType())
                .append("size", file.size())
                .append("sha256", file.sha256());
    }

    private static DocumentFile file(Document document) {
        return new DocumentFile(
                document.getString("_id"),
                document.getString("sourceId"),
                document.getString("connectionId"),
                document.getString("eventId"),
                document.getString("name"),
                document.getString("contentType"),
                document.getInteger("size"),
                document.getString("sha256"),
                document.getString("tenant"));
    }
}
