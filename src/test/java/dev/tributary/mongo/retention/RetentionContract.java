package dev.tributary.mongo.retention;

import static com.mongodb.client.model.Filters.eq;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.gridfs.GridFSBuckets;
import dev.tributary.TestGateway;
import dev.tributary.event.TimeOrderedId;
import java.io.ByteArrayInputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.IntStream;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A gateway removes what is past its retention, by kind and tenant, on every server of the protocol. */
abstract class RetentionContract {

    private static final Duration MAX_WAIT = Duration.ofSeconds(60);
    private final Instant now = Instant.now();

    private String uri;
    private MongoClient client;
    private MongoDatabase database;

    /** Of a database of its own. */
    abstract String uri(String database);

    @BeforeEach
    void open() {
        String name = "t" + UUID.randomUUID().toString().replace("-", "");
        uri = uri(name);
        client = MongoClients.create(uri);
        database = client.getDatabase(name);
    }

    @AfterEach
    void close() {
        database.drop();
        client.close();
    }

    @Test
    void removesOldEventsByTenantButNoneThatIsStillOnItsWay() {
        List<Document> old = IntStream.range(0, 1_200)
                .mapToObj(i -> event("usual", 40, "old-" + i))
                .toList();
        database.getCollection("events").insertMany(old);
        insert("events", event("usual", 20, "young"));
        insert("events", event("short", 20, "of-short"));
        insert("events", event("short", 5, "young-of-short"));
        insert("events", event("long", 40, "of-long"));
        insert("events", event("for-ever", 4000, "of-for-ever"));
        insert("events", event("usual", 40, "pending").append("pending", "follow_ups"));
        insert("events", event("usual", 40, "unconfirmed").append("pending", "unconfirmed"));
        Document waiting = event("usual", 40, "waiting");
        insert("events", waiting);
        insert("deliveries", delivery(waiting));

        try (TestGateway gateway = start("--tributary.retention.events=30d,short=10d,long=50d,for-ever=unlimited")) {
            awaitLeft("events", "dedupKey", "young", "young-of-short", "of-long", "of-for-ever", "pending", "waiting");
            await().untilAsserted(() -> assertThat(removed(gateway, "events")).isEqualTo(1202));
        }
    }

    @Test
    void removesTheHistoryOfDeliveriesAfterNinetyDays() {
        insert("attempts", attempt("t", 91, "old"));
        insert("attempts", attempt("t", 89, "young"));
        insert("attempts", attempt("short", 20, "of-short"));
        insert("attempts", attempt("long", 91, "of-long"));
        try (TestGateway gateway = start("--tributary.retention.attempts=90d,short=10d,long=unlimited")) {
            awaitLeft("attempts", "outcome", "young", "of-long");
            await().untilAsserted(() -> assertThat(removed(gateway, "attempts")).isEqualTo(2));
        }
    }

    @Test
    void removesRowsByTheirLastRefreshAndDocumentsWithTheirBytes() {
        for (String collection : List.of("connections", "accounts", "transactions")) {
            insert(collection, row("usual", "old", days(40)));
            insert(collection, row("usual", "young", days(20)));
            insert(collection, row("usual", "never-refreshed", null).append("storedAt", Date.from(days(40))));
            insert(collection, row("usual", "never-refreshed-young", null).append("storedAt", Date.from(days(20))));
            insert(collection, row("short", "never-refreshed-of-short", null).append("storedAt", Date.from(days(20))));
            insert(collection, row("usual", "of-an-older-release", null));
            insert(collection, row("short", "of-short", days(20)));
            insert(collection, row("long", "of-long", days(40)));
        }
        var bytes = GridFSBuckets.create(database, "documents");
        var upload = bytes.uploadFromStream("large", new ByteArrayInputStream(new byte[300_000]));
        var kept = bytes.uploadFromStream("large", new ByteArrayInputStream(new byte[300_000]));
        insert("documents", document("usual", 40, "large").append("bucketId", upload));
        insert("documents", document("usual", 40, "inline"));
        insert("documents", document("usual", 20, "young").append("bucketId", kept));
        insert("documents", document("long", 40, "of-long"));

        try (TestGateway gateway = start("--tributary.retention.rows=30d,short=10d,long=50d")) {
            for (String collection : List.of("connections", "accounts", "transactions")) {
                awaitLeft(collection, "name", "young", "never-refreshed-young", "of-an-older-release", "of-long");
                assertThat(database.getCollection(collection)
                                .find(eq("name", "of-an-older-release"))
                                .first())
                        .as("counts from the upgrade")
                        .hasEntrySatisfying("storedAt", at -> assertThat(((Date) at).toInstant())
                                .isAfter(days(1)));
            }
            awaitLeft("documents", "name", "young", "of-long");
            await().untilAsserted(() -> assertThat(removed(gateway, "accounts")).isEqualTo(4));
            assertThat(database.getCollection("documents.chunks").distinct("files_id", ObjectId.class))
                    .containsExactly(kept);
            assertThat(database.getCollection("documents.files").countDocuments())
                    .isEqualTo(1);
        }
    }

    @Test
    void dropsDaysOfReceiptsAndRemovesThoseOfTenantsWithAShorterRetention() {
        for (int age : List.of(2, 5, 20)) {
            for (String tenant : List.of("usual", "short", "long")) {
                insert(collectionOf(age), new Document("_id", id(age)).append("tenant", tenant));
            }
        }
        try (TestGateway gateway = start("--tributary.receipts.retention=3d,short=1d,long=10d")) {
            await().atMost(MAX_WAIT).untilAsserted(() -> {
                assertThat(database.listCollectionNames()).doesNotContain(collectionOf(20));
                assertThat(tenants(collectionOf(5))).containsExactly("long");
                assertThat(tenants(collectionOf(2))).containsExactly("long", "usual");
            });
            assertThat(removed(gateway, "events")).isZero();
        }
    }

    @Test
    void saysThatAnExpiredEventCannotBeReplayed() {
        Document gone = event("default", 40, "gone");
        insert("attempts", attempt("default", 40, "failed").append("_id", gone.getString("_id") + ":hook"));
        try (TestGateway gateway = start("--tributary.retention.events=30d")) {
            String token = "Bearer " + gateway.adminToken();
            var one = gateway.post(
                    "/api/v1/deliveries/" + gone.getString("_id") + ":hook/replay",
                    new byte[0],
                    "Authorization",
                    token,
                    "Idempotency-Key",
                    "k1");
            assertThat(one.statusCode()).isEqualTo(404);
            assertThat(one.body()).contains("The event of the delivery is no longer stored");
            String range = "{\"from\":\"%s\",\"before\":\"%s\",\"events\":true}".formatted(days(40), days(1));
            var many = gateway.post(
                    "/api/v1/replays?dry_run=true",
                    range.getBytes(UTF_8),
                    "Authorization",
                    token,
                    "Content-Type",
                    "application/json");
            assertThat(many.statusCode()).isEqualTo(400);
            assertThat(many.body()).contains("past their retention and no longer stored");
        }
    }

    private TestGateway start(String... settings) {
        return TestGateway.startOn(uri, settings);
    }

    /** What the metric says; it is counted a moment after the documents have gone. */
    private static double removed(TestGateway gateway, String kind) {
        String line = "tributary_retention_removed_total{kind=\"" + kind + "\"} ";
        String metrics = gateway.metrics();
        int at = metrics.indexOf(line) + line.length();
        return Double.parseDouble(metrics.substring(at, metrics.indexOf('\n', at)));
    }

    private void awaitLeft(String collection, String member, String... expected) {
        await().atMost(MAX_WAIT).untilAsserted(() -> assertThat(database.getCollection(collection)
                        .find()
                        .map(document -> String.valueOf(document.get(member)))
                        .into(new ArrayList<>()))
                .containsExactlyInAnyOrder(expected));
    }

    private Set<String> tenants(String collection) {
        return database.getCollection(collection)
                .find()
                .map(document -> document.getString("tenant"))
                .into(new TreeSet<>());
    }

    private void insert(String collection, Document document) {
        database.getCollection(collection).insertOne(document);
        assertThat(database.getCollection(collection).countDocuments(eq("_id", document.get("_id"))))
                .isEqualTo(1);
    }

    private Document event(String tenant, int age, String key) {
        return new Document("_id", id(age))
                .append("tenant", tenant)
                .append("sourceId", "s1")
                .append("dedupKey", key);
    }

    private Document delivery(Document event) {
        return new Document("_id", event.getString("_id") + ":gone")
                .append("tenant", event.getString("tenant"))
                .append("eventId", event.getString("_id"))
                .append("subscriptionId", "gone")
                .append("nextAttemptAt", Date.from(now.plus(Duration.ofDays(1))))
                .append("leaseUntil", new Date(0));
    }

    private Document attempt(String tenant, int age, String outcome) {
        String id = id(age);
        return new Document("_id", id + ":hook")
                .append("tenant", tenant)
                .append("eventId", id)
                .append("eventType", "bank.payment.executed.v1")
                .append("subscriptionId", "hook")
                .append("state", "failed")
                .append("outcome", outcome)
                .append("tries", List.of());
    }

    private static Document row(String tenant, String name, @Nullable Instant refreshed) {
        return new Document("_id", "digest-" + UUID.randomUUID())
                .append("tenant", tenant)
                .append("name", name)
                .append("refreshedAt", refreshed == null ? null : Date.from(refreshed));
    }

    private Document document(String tenant, int age, String name) {
        return new Document("_id", "digest-" + UUID.randomUUID())
                .append("tenant", tenant)
                .append("eventId", id(age))
                .append("name", name);
    }

    private String collectionOf(int age) {
        LocalDate day = LocalDate.ofInstant(days(age), ZoneOffset.UTC);
        return "receipts_" + DateTimeFormatter.BASIC_ISO_DATE.format(day);
    }

    private Instant days(int age) {
        return now.minus(Duration.ofDays(age));
    }

    private String id(int age) {
        return new TimeOrderedId(Clock.fixed(days(age), ZoneOffset.UTC)).next();
    }
}
