package dev.tributary.api;

import static com.mongodb.client.model.Filters.eq;
import static dev.tributary.api.TwoTenants.ALPHA;
import static dev.tributary.api.TwoTenants.BETA;
import static dev.tributary.api.TwoTenants.CONFIGURATION;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.bson.types.Binary;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Walks every collection of a database in which two tenants have one of everything. A collection that is not named here, or
 * in which not both tenants have something, fails the test.
 */
class TenantKeysTest {

    /** What belongs to no tenant; at most it names subscriptions by their ids. */
    private static final Set<String> OF_THE_GATEWAYS =
            Set.of("changes", "gateways", "schema", "receipt_tasks", "retention_tasks");

    private static final String CHUNKS = "documents.chunks";
    private static final String FILES = "documents.files";

    /** In which both tenants have something; {@code receipts} stands for those of all days. */
    private static final Set<String> OF_TENANTS = Set.of(
            "accounts",
            "attempts",
            "audit",
            "audit_chains",
            "authorizedDomains",
            "connections",
            "deliveries",
            "documents",
            "drift",
            "drift_fields",
            FILES,
            "erasures",
            "events",
            "follow_ups",
            "idempotency_keys",
            "provider_tokens",
            "quarantine_jobs",
            "receipts",
            "registrations",
            "rejected_proofs",
            "replays",
            "source_health",
            "sources",
            "statistics",
            "subscriptions",
            "transactions",
            "userkeys",
            "views");

    private static final Pattern NAMED_IN_CODE = Pattern.compile("(?:getCollection|StoreIndex\\.on)\\(\\s*\"(\\w+)\"");

    /** Unique without the tenant: the id of a source is never reused, so that it stands for its tenant. */
    private static final Set<List<String>> UNIQUE_BY_SOURCE = Set.of(List.of("sourceId", "dedupKey"));

    private static TwoTenants tenants;
    private static MongoDatabase database;

    @BeforeAll
    static void fill() throws Exception {
        tenants = new TwoTenants();
        database = tenants.database();
        for (String tenant : List.of(ALPHA, BETA)) {
            String domain = "{\"id\":\"%s-domain\",\"domain\":\"%1$s.example\"}".formatted(tenant);
            assertThat(tenants.send(tenant, "POST", CONFIGURATION + "/authorized-domains", domain)
                            .status())
                    .isEqualTo(201);
            String view = "{\"list\":\"events\",\"name\":\"Ours\",\"filters\":{\"tenantid\":\"%s\"}}".formatted(tenant);
            assertThat(tenants.send(tenant, "POST", "/api/v1/views", view).status())
                    .isEqualTo(201);
            assertThat(tenants.send(tenant, "POST", "/api/v1/users/paybook/u-none/erasure", "")
                            .status())
                    .isEqualTo(202);
        }
        for (String tenant : List.of(ALPHA, BETA)) {
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> database.getCollection("statistics").countDocuments(eq("tenant", tenant)) > 0);
        }
    }

    @AfterAll
    static void close() throws Exception {
        tenants.close();
    }

    @Test
    void everyDocumentSaysItsTenantAndHoldsNothingOfAnother() throws Exception {
        assertThat(walk()).containsExactlyInAnyOrderElementsOf(OF_TENANTS);
        for (String path : List.of(
                "/sources/alpha-source/registration?forget=true",
                "/sources/alpha-source",
                "/web-hooks/alpha-hook",
                "/web-hooks/alpha-route")) {
            assertThat(tenants.send(ALPHA, "DELETE", CONFIGURATION + path, "").status())
                    .isEqualTo(204);
        }
        walk();
        assertThat(database.getCollection("sources").find(eq("_id", "alpha-source")))
                .containsExactly(new Document("_id", "alpha-source").append("deleted", true));
        assertThat(database.getCollection("subscriptions").find(eq("_id", "alpha-hook")))
                .containsExactly(new Document("_id", "alpha-hook").append("deleted", true));
    }

    @Test
    void namesEveryCollectionThatThereIs() throws Exception {
        Set<String> there = new TreeSet<>();
        for (String name : database.listCollectionNames()) {
            there.add(withoutDay(name));
        }
        Set<String> named = new TreeSet<>(OF_TENANTS);
        named.addAll(OF_THE_GATEWAYS);
        named.add(CHUNKS);
        assertThat(there).isEqualTo(named);
        assertThat(named).as("those that may be made later").containsAll(namedInCode());
    }

    private static Set<String> namedInCode() throws IOException {
        Set<String> names = new TreeSet<>();
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                NAMED_IN_CODE.matcher(Files.readString(file)).results().forEach(found -> names.add(found.group(1)));
            }
        }
        assertThat(names).hasSizeGreaterThan(15);
        return names;
    }

    private static String withoutDay(String name) {
        return name.replaceFirst("^receipts_\\d+$", "receipts");
    }

    /** The names of the collections in which both tenants have something. */
    private Set<String> walk() {
        Set<String> ofTenants = new TreeSet<>();
        for (String name : database.listCollectionNames()) {
            if (name.equals(CHUNKS)) {
                continue; // compared below
            }
            Set<String> found = new TreeSet<>();
            for (RawBsonDocument row :
                    database.getCollection(name, RawBsonDocument.class).find()) {
                if (OF_THE_GATEWAYS.contains(name)) {
                    assertThat(text(row).replaceAll("(alpha|beta)-(hook|route)", ""))
                            .as(name)
                            .doesNotContain(ALPHA, BETA);
                } else if (!row.keySet().equals(Set.of("_id", "deleted"))) {
                    found.add(tenantOf(name, row));
                }
            }
            if (!OF_THE_GATEWAYS.contains(name) && found.equals(Set.of(ALPHA, BETA))) {
                ofTenants.add(withoutDay(name));
            }
        }
        compareChunks();
        return ofTenants;
    }

    private static String tenantOf(String collection, RawBsonDocument row) {
        String tenant =
                switch (collection) {
                    case FILES ->
                        row.getDocument("metadata").getString("tenant").getValue();
                    case "audit_chains" -> row.getString("_id").getValue();
                    default -> row.getString("tenant").getValue();
                };
        assertThat(tenant).isIn(ALPHA, BETA);
        assertThat(text(row)).as(collection).doesNotContain(tenant.equals(ALPHA) ? BETA : ALPHA);
        return tenant;
    }

    private static String text(RawBsonDocument row) {
        return ISO_8859_1.decode(row.getByteBuffer().asNIO()).toString();
    }

    /** A chunk is named by its file, which says the tenant. */
    private void compareChunks() {
        int chunks = 0;
        for (Document chunk : database.getCollection(CHUNKS).find(eq("n", 0))) {
            ObjectId id = chunk.getObjectId("files_id");
            Document file = database.getCollection(FILES).find(eq("_id", id)).first();
            assertThat(file).isNotNull();
            assertThat(file.get("metadata", Document.class).getString("tenant")).isIn(ALPHA, BETA);
            String body = new String(chunk.get("data", Binary.class).getData(), ISO_8859_1);
            assertThat(body).as("it is encrypted").doesNotContain(ALPHA, BETA);
            chunks++;
        }
        assertThat(chunks).isEqualTo(2);
    }

    @Test
    void noKeyIsUniqueAcrossTenantsUnlessItBeginsWithASource() {
        List<List<String>> unique = new ArrayList<>();
        for (String name : database.listCollectionNames()) {
            for (Document index : database.getCollection(name).listIndexes()) {
                List<String> members =
                        List.copyOf(index.get("key", Document.class).keySet());
                if (index.getBoolean("unique", false) && !members.equals(List.of("_id")) && !name.equals(CHUNKS)) {
                    unique.add(members);
                }
            }
        }
        assertThat(unique)
                .isNotEmpty()
                .allMatch(members -> members.contains("tenant") || UNIQUE_BY_SOURCE.contains(members));
    }

    /** The same provider's ids in both tenants are two records, and the same calls two events each. */
    @Test
    void equalIdsOfProvidersAreTwoRecords() throws Exception {
        for (Map.Entry<String, Integer> expected : Map.of(
                        "connections", 1, "accounts", 1, "transactions", 1, "documents", 2, "events", 2)
                .entrySet()) {
            for (String tenant : List.of(ALPHA, BETA)) {
                assertThat(database.getCollection(expected.getKey()).countDocuments(eq("tenant", tenant)))
                        .as(expected.getKey())
                        .isEqualTo(expected.getValue().longValue());
            }
        }
    }
}
