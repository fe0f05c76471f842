package dev.tributary.ledger;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Filters.not;
import static com.mongodb.client.model.Projections.exclude;
import static com.mongodb.client.model.Projections.include;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.inc;
import static com.mongodb.client.model.Updates.set;
import static com.mongodb.client.model.Updates.setOnInsert;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.UpdateOptions;
import dev.tributary.mongo.StoreIndex;
import dev.tributary.mongo.page.IdOrderedReader;
import dev.tributary.mongo.page.IdPage;
import dev.tributary.mongo.page.IdScale;
import dev.tributary.privacy.EndUser;
import dev.tributary.privacy.UserKey;
import dev.tributary.retention.Expired;
import dev.tributary.retention.ExpiredRowStore;
import dev.tributary.retention.ExpiringKind.Batch;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * Records of one kind. A write finds its record by the id, and changes none of another tenant; what is equal is found by a
 * digest that was stored with the content, so that a page fetched again reads little and writes nothing.
 */
final class RowCollection<T> {

    private static final String DIGEST = "digest";
    private static final String REFRESHED = "refreshedAt";
    /** When the row was first stored. A row of which the provider gives no time of a refresh is old by this one. */
    private static final String STORED = "storedAt";

    private static final Bson UNDATED = and(eq(REFRESHED, null), eq(STORED, null));
    /** The end user of a row, as a digest; absent where none is known. */
    private static final String USER = "user";

    private static final UpdateOptions UPSERT = new UpdateOptions().upsert(true);
    private static final BulkWriteOptions UNORDERED = new BulkWriteOptions().ordered(false);
    private static final int DUPLICATE_KEY = 11000;
    /** Two gateways that insert one page both see it missing; the slower one finds it there when it looks again. */
    private static final int MOST_LOOKS = 3;

    private final MongoCollection<Document> rows;
    private final IdOrderedReader lists;
    private final ExpiredRowStore expired;
    private final Function<T, Document> write;
    private final Function<Document, T> read;
    private final PersonalColumns personal;
    private final Clock clock;

    RowCollection(
            MongoCollection<Document> rows,
            Function<T, Document> write,
            Function<Document, T> read,
            PersonalColumns personal,
            Clock clock) {
        this.rows = rows;
        this.lists = new IdOrderedReader(rows, IdScale.DIGEST);
        this.expired = new ExpiredRowStore(rows);
        this.write = write;
        this.read = read;
        this.personal = personal;
        this.clock = clock;
    }

    RowCollection<T> masked() {
        return new RowCollection<>(rows, write, read, personal.masked(), clock);
    }

    static List<StoreIndex> indexes(String collection) {
        return List.of(
                StoreIndex.on(collection, "lists of a tenant", "tenant", "_id"),
                StoreIndex.on(collection, "lists of a source", "tenant", "sourceId", "_id"),
                StoreIndex.on(collection, "lists of a connection", "tenant", "connectionId", "_id"),
                StoreIndex.on(collection, "lists of an account", "tenant", "accountId", "_id"),
                StoreIndex.on(collection, "retention", REFRESHED, STORED),
                StoreIndex.on(collection, "rows of an end user", USER));
    }

    /** @param userOf the end user of a row; gives null where none is known, and nothing is encrypted then */
    void store(List<T> page, Function<T, @Nullable EndUser> userOf) {
        Map<EndUser, UserKey> keys =
                personal.keys(page.stream().map(userOf).filter(Objects::nonNull).collect(Collectors.toSet()));
        var contents = new LinkedHashMap<String, Document>();
        for (T row : page) {
            Document content = write.apply(row);
            EndUser user = userOf.apply(row);
            UserKey key = user == null ? null : keys.get(user);
            if (user == null || key == null) {
                content.append(DIGEST, Ledger.digest(content.toJson()));
            } else {
                content.append(DIGEST, key.digestOf(content.toJson())).append(USER, user.digest());
                personal.seal(content, key);
            }
            contents.merge(content.getString("_id"), content, (one, next) -> isOlder(next, one) ? one : next);
        }
        store(contents.values(), 1);
    }

    private void store(Collection<Document> contents, int look) {
        List<UpdateOneModel<Document>> changes = changes(contents);
        if (changes.isEmpty()) {
            return;
        }
        try {
            rows.bulkWrite(changes, UNORDERED);
        } catch (MongoBulkWriteException e) {
            boolean raced = e.getWriteErrors().stream().allMatch(error -> error.getCode() == DUPLICATE_KEY);
            if (!raced || e.getWriteConcernError() != null || look == MOST_LOOKS) {
                throw e;
            }
            store(contents, look + 1);
        }
    }

    private List<UpdateOneModel<Document>> changes(Collection<Document> contents) {
        List<String> ids =
                contents.stream().map(content -> content.getString("_id")).toList();
        Map<String, Document> known = new HashMap<>();
        rows.find(in("_id", ids))
                .projection(include(DIGEST, REFRESHED))
                .forEach(row -> known.put(row.getString("_id"), row));
        return contents.stream()
                .filter(content -> isChange(content, known.get(content.getString("_id"))))
                .map(this::change)
                .toList();
    }

    private static boolean isChange(Document content, @Nullable Document known) {
        return known == null
                || (!content.getString(DIGEST).equals(known.getString(DIGEST)) && !isOlder(content, known));
    }

    /** Whether the provider refreshed it before the other one; without both times the last one that was fetched counts. */
    private static boolean isOlder(Document content, Document other) {
        Date refreshed = content.getDate(REFRESHED);
        Date otherRefreshed = other.getDate(REFRESHED);
        return refreshed != null && otherRefreshed != null && refreshed.before(otherRefreshed);
    }

    private UpdateOneModel<Document> change(Document content) {
        var members = new Document(content);
        members.remove("_id");
        return new UpdateOneModel<>(
                unlessNewer(content),
                combine(
                        new Document("$set", members),
                        inc("version", 1L),
                        setOnInsert(STORED, Date.from(clock.instant()))),
                UPSERT);
    }

    /** A newer row that another gateway has stored meanwhile is found by the unique id: the page is looked at again. */
    private static Bson unlessNewer(Document content) {
        Bson row = and(eq("_id", content.getString("_id")), eq("tenant", content.getString("tenant")));
        Date refreshed = content.getDate(REFRESHED);
        return refreshed == null ? row : and(row, not(gt(REFRESHED, refreshed)));
    }

    /**
     * Removes a batch of rows that were refreshed too long ago, and then of those without a refresh that were first stored
     * too long ago.
     */
    Batch removeExpired(Expired old, @Nullable String after, int limit) {
        if (after == null) {
            // a gateway of an older release that still runs stores rows without a date
            rows.updateMany(UNDATED, set(STORED, Date.from(clock.instant())));
        }
        Date before = Date.from(old.before());
        Batch refreshed = expired.removeByMember(old, lt(REFRESHED, before), limit);
        if (refreshed.next() != null) {
            return refreshed;
        }
        Batch others = expired.removeByMember(old, and(eq(REFRESHED, null), lt(STORED, before)), limit);
        return new Batch(refreshed.removed() + others.removed(), others.next());
    }

    Optional<T> find(String tenant, String id) {
        List<Document> found =
                rows.find(and(eq("_id", id), eq("tenant", tenant))).into(new ArrayList<>());
        return personal.open(found).stream().findFirst().map(read);
    }

    IdPage<T> find(LedgerQuery query) {
        IdPage<Document> page = lists.page(query.page(exclude(DIGEST)), Function.identity());
        return new IdPage<>(personal.open(page.found()), page.next()).map(read);
    }

    long count(EndUser user) {
        return rows.countDocuments(eq(USER, user.digest()));
    }

    /** Removes some rows of a user; returns how many. */
    long remove(EndUser user, int limit) {
        List<String> ids = rows.find(eq(USER, user.digest()))
                .projection(include("_id"))
                .limit(limit)
                .map(row -> row.getString("_id"))
                .into(new ArrayList<>());
        return ids.isEmpty() ? 0 : rows.deleteMany(in("_id", ids)).getDeletedCount();
    }
}
