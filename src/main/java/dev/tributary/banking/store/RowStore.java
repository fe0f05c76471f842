package dev.tributary.banking.store;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.exists;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Projections.exclude;
import static com.mongodb.client.model.Projections.include;
import static com.mongodb.client.model.Updates.set;
import static dev.tributary.banking.store.RowWriter.CHANGE;
import static dev.tributary.banking.store.RowWriter.CHANGED_BY;
import static dev.tributary.banking.store.RowWriter.DIGEST;
import static dev.tributary.banking.store.RowWriter.MODIFIED;
import static dev.tributary.banking.store.RowWriter.REFRESHED;
import static dev.tributary.banking.store.RowWriter.STORED;
import static dev.tributary.banking.store.RowWriter.USER;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import dev.tributary.banking.store.RowWriter.NewRow;
import dev.tributary.mongo.page.IdOrderedReader;
import dev.tributary.mongo.page.IdPage;
import dev.tributary.mongo.page.IdScale;
import dev.tributary.mongo.page.ModifiedReader;
import dev.tributary.mongo.retention.Expired;
import dev.tributary.mongo.retention.ExpiredRowStore;
import dev.tributary.mongo.retention.ExpiringKind.Batch;
import dev.tributary.mongo.schema.StoreIndex;
import dev.tributary.security.privacy.EndUser;
import dev.tributary.security.privacy.UserKey;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * Records of one kind. A write finds its record by the id, and changes none of another tenant; what is equal is found by a
 * digest that was stored with the content, so that a page fetched again reads little and writes nothing.
 */
final class RowStore<T> {

    private static final Bson UNDATED = and(eq(REFRESHED, null), eq(STORED, null));

    private final MongoCollection<Document> rows;
    private final IdOrderedReader lists;
    private final ModifiedReader modified;
    private final ExpiredRowStore expired;
    private final Function<T, Document> write;
    private final Function<Document, T> read;
    private final PersonalRowFormat personal;
    private final Clock clock;

    RowStore(
            MongoDatabase database,
            String collection,
            Function<T, Document> write,
            Function<Document, T> read,
            PersonalRowFormat personal,
            Clock clock) {
        this(database.getCollection(collection), write, read, personal, clock);
    }

    private RowStore(
            MongoCollection<Document> rows,
            Function<T, Document> write,
            Function<Document, T> read,
            PersonalRowFormat personal,
            Clock clock) {
        this.rows = rows;
        this.lists = new IdOrderedReader(rows, IdScale.DIGEST);
        this.modified = new ModifiedReader(rows, MODIFIED);
        this.expired = new ExpiredRowStore(rows);
        this.write = write;
        this.read = read;
        this.personal = personal;
        this.clock = clock;
    }

    RowStore<T> masked() {
        return new RowStore<>(rows, write, read, personal.masked(), clock);
    }

    static List<StoreIndex> indexes(String collection) {
        return List.of(
                StoreIndex.on(collection, "lists of a tenant", "tenant", "_id"),
                StoreIndex.on(collection, "lists of a source", "tenant", "sourceId", "_id"),
                StoreIndex.on(collection, "lists of a connection", "tenant", "connectionId", "_id"),
                StoreIndex.on(collection, "lists of an account", "tenant", "accountId", "_id"),
                StoreIndex.on(collection, "retention", REFRESHED, STORED),
                StoreIndex.on(collection, "lists of what changed", "tenant", MODIFIED),
                StoreIndex.on(collection, "rows of an end user", USER),
                StoreIndex.on(collection, "changes of a refresh", CHANGED_BY).onlyWhere(exists(CHANGED_BY)));
    }

    /**
     * Stores a page.
     *
     * @param userOf the end user of a row; gives null where none is known, and nothing is encrypted then
     * @param refresh the event that the page was fetched for; null where no changes are counted
     */
    void store(List<T> page, Function<T, @Nullable EndUser> userOf, @Nullable String refresh) {
        Map<EndUser, UserKey> keys =
                personal.keys(page.stream().map(userOf).filter(Objects::nonNull).collect(Collectors.toSet()));
        List<NewRow> contents = new ArrayList<>(page.size());
        for (T row : page) {
            EndUser user = userOf.apply(row);
            contents.add(NewRow.of(write.apply(row), user, user == null ? null : keys.get(user)));
        }
        new RowWriter(rows, personal, clock).write(contents, refresh);
    }

    /**
     * A row that a refresh has changed.
     *
     * @param accountId the provider's; null where the row names none
     */
    record Changed(@Nullable String accountId, @Nullable LocalDate booked, RowChange change) {

        static Changed of(Document row) {
            String booked = row.getString("bookedDate");
            return new Changed(
                    row.getString("accountId"),
                    booked == null ? null : LocalDate.parse(booked),
                    RowChange.ofStored(row.getString(CHANGE)));
        }
    }

    /** Gives the rows that a refresh was the last one to change, one after the other. */
    void changedBy(String tenant, String refresh, Consumer<Changed> take) {
        rows.find(and(eq(CHANGED_BY, refresh), eq("tenant", tenant)))
                .projection(include("accountId", "bookedDate", CHANGE))
                .forEach(row -> take.accept(Changed.of(row)));
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

    IdPage<T> find(BankingQuery query) {
        Instant since = query.changes().since();
        IdPage<Document> page = since == null
                ? lists.page(query.page(exclude(DIGEST)), Function.identity())
                : modified.page(
                        since,
                        query.changes().before(),
                        query.conditions(),
                        exclude(DIGEST),
                        query.after(),
                        query.limit(),
                        Function.identity());
        return new IdPage<>(personal.open(page.found()), page.next()).map(read);
    }

    /** A page of the rows with some of their members. */
    IdPage<Document> read(BankingQuery query, Bson members) {
        return lists.page(query.page(members), Function.identity());
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
