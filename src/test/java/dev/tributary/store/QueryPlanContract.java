package dev.tributary.store;

import static com.mongodb.client.model.Filters.eq;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.banking.store.BankingQuery;
import dev.tributary.banking.store.BankingStore;
import dev.tributary.banking.store.DocumentStore;
import dev.tributary.delivery.store.DeliveryQueries;
import dev.tributary.event.EventFixtures;
import dev.tributary.event.TimeOrderedId;
import dev.tributary.eventstore.EventQuery;
import dev.tributary.eventstore.EventReader;
import dev.tributary.eventstore.EventStore;
import dev.tributary.eventstore.StoredEvent;
import dev.tributary.eventstore.StoredEvent.Pending;
import dev.tributary.followup.store.FollowUpQueries;
import dev.tributary.mongo.page.IdRange;
import dev.tributary.mongo.page.ListOrder;
import dev.tributary.mongo.retention.Expired;
import dev.tributary.receipt.ReceiptStore;
import dev.tributary.receipt.ReceiptStore.Filters;
import dev.tributary.security.audit.AuditQueries;
import dev.tributary.security.privacy.PrivacyQueries;
import dev.tributary.source.drift.DriftQueries;
import dev.tributary.statistics.StatisticQueries;
import dev.tributary.store.QueryPlans.Query;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.bson.BsonDocument;
import org.bson.Document;
import org.bson.types.Binary;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Each query that is sent often, by name: an index serves it, whatever the size of its collection. */
abstract class QueryPlanContract {

    private static final int FILLED = 2_000;
    private static final Clock CLOCK = Clock.systemUTC();
    private static final Instant BEGIN = Instant.parse("2026-03-02T09:00:00Z");
    /** Behind all that fills the collections. */
    private static final Instant LATER = BEGIN.plusSeconds(2 * FILLED);

    private final Map<String, Runnable> queries = new LinkedHashMap<>();
    private QueryPlans plans;
    private EventStore store;
    private EventReader events;
    private StoredEvent stored;

    abstract String uri();

    @BeforeEach
    void open() {
        plans = new QueryPlans(uri());
        store = new EventStore(EventStore.INDEXES.on(plans.database));
        events = new EventReader(plans.database);
        events();
        fetched();
        queries.putAll(DeliveryQueries.of(plans.database, CLOCK, BEGIN));
        queries.putAll(DriftQueries.of(plans.database));
        queries.putAll(AuditQueries.of(plans.database, BEGIN));
        queries.putAll(StatisticQueries.of(plans.database));
        queries.putAll(PrivacyQueries.of(plans.database));
        for (String name : List.of(
                "events",
                "receipts_20260302",
                "deliveries",
                "attempts",
                "follow_ups",
                "connections",
                "accounts",
                "transactions",
                "documents",
                "drift",
                "drift_fields",
                "audit",
                "statistics",
                "userkeys")) {
            fill(name);
        }
        stored = StoredEvent.of(EventFixtures.payment("s1", "k1"));
        store.insert(List.of(stored), "writer", Duration.ofSeconds(5));
    }

    @AfterEach
    void close() {
        plans.close();
    }

    private void events() {
        String after = TimeOrderedId.lowest(BEGIN.plusMillis(500));
        list("events of a tenant", query(null, null, null, null));
        list("events of a tenant, next page", query(null, null, null, after));
        list("events by type", query(Set.of("a.b.v1"), null, null, null));
        list("events by type, next page", query(Set.of("a.b.v1"), null, null, after));
        list("events by several types", query(Set.of("a.b.v1", "a.c.v1"), null, null, null));
        list("events by subject", query(null, null, "s", null));
        list("events by provider", query(null, "tink", null, null));
        list("events by provider, type and subject", query(Set.of("a.b.v1"), "tink", "s", after));
        list("newest events of a tenant", query(null, null, null, ListOrder.DESCENDING, null));
        list("newest events of a tenant, next page", query(null, null, null, ListOrder.DESCENDING, after));
        list("newest events by type", query(Set.of("a.b.v1"), null, null, ListOrder.DESCENDING, after));
        list("newest events by several types", query(Set.of("a.v1", "b.v1"), null, null, ListOrder.DESCENDING, null));
        list("newest events by subject and provider", query(null, "tink", "s", ListOrder.DESCENDING, null));
        list("events by recorded time", EventQuery.recorded("t", null, BEGIN, BEGIN.plusSeconds(600), null, 50));
        queries.put("feed of a tenant", () -> events.feed(EventQuery.all("t", after, 50), after + "~"));
        queries.put(
                "feed by provider, type and subject",
                () -> events.feed(query(Set.of("a.b.v1"), "tink", "s", after), after + "~"));
        queries.put("one event", () -> events.find("t", after));
        queries.put("events by ids", () -> events.byId(List.of(after, "b")));
        queries.put("events that are present", () -> events.present(List.of(after, "b")));
        queries.put("pending events", () -> events.pending(Pending.FAN_OUT, "", CLOCK.instant(), 50));
        queries.put("unconfirmed events", () -> events.unconfirmed("t", null, IdRange.ALL, 50));
        queries.put("take-over from writers", () -> events.since(after, Set.of("w"), null, 50, page -> {}));
        queries.put("back-fill of a tenant", () -> events.since(after, Set.of("w"), "t", 50, page -> {}));
        queries.put(
                "duplicate look-up",
                () -> store.insert(
                        List.of(StoredEvent.of(EventFixtures.payment("s1", "k1"))), "w", Duration.ofSeconds(5)));
        queries.put("end of a fan-out", () -> store.fannedOut(List.of(after)));
        queries.put(
                "expired events of a tenant",
                () -> store.removeExpired(new Expired("t", List.of(), BEGIN), ids -> Set.of(), null, 9));
    }

    private void list(String name, EventQuery query) {
        queries.put(name, () -> events.find(query));
    }

    private static EventQuery query(
            @Nullable Set<String> types, @Nullable String provider, @Nullable String subject, @Nullable String after) {
        return query(types, provider, subject, ListOrder.ASCENDING, after);
    }

    private static EventQuery query(
            @Nullable Set<String> types,
            @Nullable String provider,
            @Nullable String subject,
            ListOrder order,
            @Nullable String after) {
        return new EventQuery(
                "t", types, provider, null, subject, null, null, null, null, null, null, null, order, after, 50);
    }

    private void fetched() {
        var receipts = new ReceiptStore(plans.database, Clock.fixed(BEGIN, ZoneOffset.UTC));
        queries.put("receipts of a tenant", () -> receipts.find("t", null, null, null, 50));
        queries.put("receipts of a source", () -> receipts.find("t", "s", null, null, 50));
        IdRange newest = IdRange.ALL.in(ListOrder.DESCENDING);
        queries.put("newest receipts", () -> receipts.find(new Filters("t", null, null, null), newest, null, 50));
        queries.put("newest of a provider", () -> receipts.find(new Filters("t", "p", null, null), newest, null, 50));
        queries.put("commits of a sweep", () -> receipts.commitsBetween(LATER, LATER.plusSeconds(300), null, 10));
        queries.put("one receipt", () -> receipts.find("t", TimeOrderedId.lowest(BEGIN.plusMillis(500))));
        FollowUpQueries.of(plans.database, CLOCK).forEach(queries::put);
        var banking = new BankingStore(BankingStore.INDEXES.on(plans.database));
        var documents = new DocumentStore(DocumentStore.INDEXES.on(plans.database));
        queries.put("connections", () -> banking.findConnections(fetched(null, null, null)));
        queries.put("accounts", () -> banking.findAccounts(fetched(null, null, null)));
        queries.put("accounts of a source", () -> banking.findAccounts(fetched("s", null, null)));
        queries.put("transactions", () -> banking.findTransactions(fetched(null, null, null)));
        queries.put("transactions of a connection", () -> banking.findTransactions(fetched(null, "c", null)));
        queries.put("transactions of an account", () -> banking.findTransactions(fetched(null, null, "a")));
        queries.put("transactions by all filters", () -> banking.findTransactions(fetched("s", "c", "a")));
        var since = new BankingQuery.Changes(null, BEGIN, BEGIN.plusSeconds(3_600));
        var refresh = new BankingQuery.Changes("e", null, BEGIN);
        queries.put("what changed since a moment", () -> banking.findTransactions(changed(since)));
        queries.put("what a refresh changed", () -> banking.findTransactions(changed(refresh)));
        queries.put("changes of a refresh", () -> banking.changes("t", "a"));
        queries.put("documents", () -> documents.find(fetched(null, null, null)));
        queries.put("documents of a source", () -> documents.find(fetched("s", null, null)));
    }

    private static BankingQuery changed(BankingQuery.Changes changes) {
        return new BankingQuery(
                "t", null, null, null, BankingQuery.Booked.ANY_DAY, changes, Set.of(), ListOrder.ASCENDING, null, 50);
    }

    private static BankingQuery fetched(
            @Nullable String source, @Nullable String connection, @Nullable String account) {
        return new BankingQuery("t", source, connection, account, null, 50);
    }

    @TestFactory
    Stream<DynamicTest> noQueryReadsAWholeCollection() {
        return queries.entrySet().stream()
                .map(query -> DynamicTest.dynamicTest(query.getKey(), () -> {
                    List<Query> sent = plans.of(query.getValue());
                    assertThat(sent).isNotEmpty();
                    assertThat(sent).allSatisfy(one -> assertThat(plans.scans(one))
                            .as(one.find().toJson())
                            .isEmpty());
                }));
    }

    @Test
    void findsTheScanOfAQueryWithoutAnIndex() {
        List<Query> sent = plans.of(() -> plans.database
                .getCollection("events")
                .find(eq("providertype", "x"))
                .first());
        assertThat(sent).singleElement().satisfies(one -> assertThat(plans.scans(one))
                .isNotEmpty());
    }

    @Test
    void noReadOfEventsFetchesTheirData() {
        List<Query> sent = new ArrayList<>();
        queries.values().forEach(query -> plans.of(query).stream()
                .filter(one -> one.collection().equals("events") && one.reads())
                .forEach(sent::add));
        assertThat(sent).isNotEmpty().allSatisfy(one -> {
            var read = one.find().getDocument("projection");
            assertThat(read.containsKey("data") ? read.get("data").asInt32().getValue() : 0)
                    .isZero();
        });
    }

    /** Without a bound, some servers sort all that matches before they give out the first document. */
    @Test
    void everyReadInTheOrderOfAMemberNamesARangeOfIt() {
        for (String member : List.of("_id", "modifiedAt", "feedid")) {
            List<Query> sorted = new ArrayList<>();
            queries.values().forEach(query -> plans.of(query).stream()
                    .filter(one -> isSortedBy(one, member))
                    .forEach(sorted::add));
            assertThat(sorted).isNotEmpty().allSatisfy(one -> assertThat(
                            one.find().toJson())
                    .containsPattern("\"" + member + "\": \\{\"\\$gte?\""));
        }
    }

    private static boolean isSortedBy(Query query, String member) {
        return query.find().getDocument("sort", new BsonDocument()).keySet().stream()
                .limit(1)
                .anyMatch(member::equals);
    }

    private void fill(String collection) {
        List<Document> documents = new ArrayList<>();
        for (int i = 0; i < FILLED; i++) {
            String id = TimeOrderedId.lowest(BEGIN.plusSeconds(i));
            documents.add(new Document("_id", id)
                    .append("tenant", "filler")
                    .append("sourceId", "filler" + i % 50)
                    .append("subscriptionId", "filler" + i % 50)
                    .append("eventId", id)
                    .append("connectionId", "filler" + i % 50)
                    .append("accountId", "filler" + i % 50)
                    .append("dedupKey", id)
                    .append("type", "bank.payment.failed.v1")
                    .append("state", "delivered")
                    .append("kind", "filler")
                    .append("day", "2026-03-02")
                    .append("number", (long) i)
                    .append("kinds", List.of("", "accepted"))
                    .append("writer", "filler")
                    .append("nextAttemptAt", new Date(4_102_444_800_000L))
                    .append("leaseUntil", new Date(0))
                    .append("body", new Binary(new byte[500])));
        }
        plans.database.getCollection(collection).insertMany(documents);
    }
}
