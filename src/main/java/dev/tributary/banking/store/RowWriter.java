package dev.tributary.banking.store;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.not;
import static com.mongodb.client.model.Projections.include;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.inc;
import static com.mongodb.client.model.Updates.setOnInsert;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.UpdateOptions;
import dev.tributary.mongo.DigestId;
import dev.tributary.mongo.DuplicateKeys;
import dev.tributary.security.privacy.EndUser;
import dev.tributary.security.privacy.UserKey;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * Writes the rows of a page that differ from what is stored, and marks each with the refresh that changed it and with what
 * that did to it. The mark is written with the row, so that a page that a crash interrupts counts each change once.
 */
final class RowWriter {

    static final String DIGEST = "digest";
    static final String REFRESHED = "refreshedAt";
    /** When the row was first stored. A row of which the provider gives no time of a refresh is old by this one. */
    static final String STORED = "storedAt";
    /** The end user of a row, as a digest; absent where none is known. */
    static final String USER = "user";
    /** The event of the refresh that last changed the row; absent where no refresh has. */
    static final String CHANGED_BY = "changedBy";
    /** When the row was last written. Absent from rows that a release before this one has written last. */
    static final String MODIFIED = "modifiedAt";
    /** What that refresh did to it. */
    static final String CHANGE = "change";

    private static final String DELETED = "deleted";
    private static final UpdateOptions UPSERT = new UpdateOptions().upsert(true);
    private static final BulkWriteOptions UNORDERED = new BulkWriteOptions().ordered(false);
    /** Two gateways that insert one page both see it missing; the slower one finds it there when it looks again. */
    private static final int MAX_LOOKS = 3;

    private final MongoCollection<Document> rows;
    private final PersonalRowFormat personal;
    private final Clock clock;

    RowWriter(MongoCollection<Document> rows, PersonalRowFormat personal, Clock clock) {
        this.rows = rows;
        this.personal = personal;
        this.clock = clock;
    }

    /**
     * A row that is to be stored.
     *
     * @param content with all its values readable
     * @param digest equal for equal content
     * @param user null where none is known, and nothing is encrypted then
     */
    record NewRow(
            Document content,
            String digest,
            @Nullable EndUser user,
            @Nullable UserKey key) {

        static NewRow of(Document content, @Nullable EndUser user, @Nullable UserKey key) {
            return new NewRow(content, digest(content, key), user, key);
        }

        private static String digest(Document content, @Nullable UserKey key) {
            return key == null ? DigestId.of(content.toJson()) : key.digestOf(content.toJson());
        }

        String id() {
            return content.getString("_id");
        }

        /** Whether the provider has refreshed the stored row again and found nothing new. */
        private boolean isOnlyLaterThan(Document stored) {
            var asBefore = new Document(content);
            asBefore.put(REFRESHED, stored.getDate(REFRESHED));
            return digest(asBefore, key).equals(stored.getString(DIGEST));
        }
    }

    /** @param refresh the event that the rows were fetched for; null marks nothing */
    void write(List<NewRow> page, @Nullable String refresh) {
        Map<String, NewRow> latest = new LinkedHashMap<>();
        page.forEach(
                row -> latest.merge(row.id(), row, (one, next) -> isOlder(next.content(), one.content()) ? one : next));
        write(latest.values(), refresh, 1);
    }

    private void write(Collection<NewRow> page, @Nullable String refresh, int look) {
        List<UpdateOneModel<Document>> changes = changes(page, refresh);
        if (changes.isEmpty()) {
            return;
        }
        try {
            rows.bulkWrite(changes, UNORDERED);
        } catch (MongoBulkWriteException e) {
            if (!DuplicateKeys.only(e) || look == MAX_LOOKS) {
                throw e;
            }
            write(page, refresh, look + 1);
        }
    }

    private List<UpdateOneModel<Document>> changes(Collection<NewRow> page, @Nullable String refresh) {
        Map<String, Document> known = new HashMap<>();
        rows.find(in("_id", page.stream().map(NewRow::id).toList()))
                .projection(include(DIGEST, REFRESHED, DELETED, CHANGED_BY, CHANGE))
                .forEach(row -> known.put(row.getString("_id"), row));
        List<UpdateOneModel<Document>> changes = new ArrayList<>();
        for (NewRow row : page) {
            Document stored = known.get(row.id());
            if (stored == null || (!row.digest().equals(stored.getString(DIGEST)) && !isOlder(row.content(), stored))) {
                changes.add(update(row, refresh, refresh == null ? null : change(row, stored, refresh)));
            }
        }
        return changes;
    }

    /** What the refresh has done to a row in all, where it brings the row once more. */
    private static @Nullable RowChange change(NewRow row, @Nullable Document stored, String refresh) {
        if (stored == null) {
            return RowChange.INSERTED;
        }
        if (row.isOnlyLaterThan(stored)) {
            return null;
        }
        String before = refresh.equals(stored.getString(CHANGED_BY)) ? stored.getString(CHANGE) : null;
        if (RowChange.INSERTED.storedName().equals(before)) {
            return RowChange.INSERTED;
        }
        boolean wasThere = !isDeleted(stored) || RowChange.DELETED.storedName().equals(before);
        return isDeleted(row.content()) && wasThere ? RowChange.DELETED : RowChange.UPDATED;
    }

    private static boolean isDeleted(Document row) {
        return Boolean.TRUE.equals(row.getBoolean(DELETED));
    }

    /** Whether the provider refreshed it before the other one; without both times the last one that was fetched counts. */
    private static boolean isOlder(Document content, Document other) {
        Date refreshed = content.getDate(REFRESHED);
        Date otherRefreshed = other.getDate(REFRESHED);
        return refreshed != null && otherRefreshed != null && refreshed.before(otherRefreshed);
    }

    private UpdateOneModel<Document> update(NewRow row, @Nullable String refresh, @Nullable RowChange change) {
        var members =
                new Document(row.content()).append(DIGEST, row.digest()).append(MODIFIED, Date.from(clock.instant()));
        if (row.user() != null && row.key() != null) {
            members.append(USER, row.user().digest());
            personal.seal(members, row.key());
        }
        if (change != null) {
            members.append(CHANGED_BY, Objects.requireNonNull(refresh)).append(CHANGE, change.storedName());
        }
        members.remove("_id");
        return new UpdateOneModel<>(
                unlessNewer(row.content()),
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
}
