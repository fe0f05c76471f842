package dev.tributary.api;

import static com.mongodb.client.model.Filters.eq;
import static dev.tributary.api.TwoTenants.ALPHA;
import static dev.tributary.api.TwoTenants.BETA;
import static dev.tributary.api.TwoTenants.CONFIGURATION;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.bson.types.Binary;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Walks every collection of a database in which two tenants have one of everything. A new collection is walked as well. */
class TenantKeysTest {

    /** What belongs to no tenant; at most it names subscriptions by their ids. */
    private static final Set<String> OF_THE_GATEWAYS =
            Set.of("changes", "gateways", "schema", "receipt_tasks", "retention_tasks");

    private static final String CHUNKS = "documents.chunks";
    private static final String FILES = "documents.files";

    /** Unique without the tenant: the id of a source is never given again, so that it stands for its tenant. */
    private static final Set<List<String>> UNIQUE_BY_SOURCE = Set.of(List.of("sourceId", "dedupKey"));

    private TwoTenants tenants;
    private MongoDatabase database;

    @BeforeEach
    void fill() throws Exception {
        tenants = new TwoTenants();
        database = tenants.database();
    }

    @AfterEach
    void close() throws Exception {
        tenants.close();
    }

    @Test
    void everyDocumentSaysItsTenantAndHoldsNothingOfAnother() throws Exception {
        Set<String> walked = walk();

        assertThat(walked)
                .contains("sources", "subscriptions", "events", "deliveries", "attempts", "follow_ups", "connections")
                .contains("accounts", "transactions", "documents", FILES, "replays", "idempotency_keys", "audit")
                .anyMatch(name -> name.startsWith("receipts_"));
        for (String path : List.of("/sources/alpha-source", "/web-hooks/alpha-hook", "/web-hooks/alpha-route")) {
            assertThat(tenants.send(ALPHA, "DELETE", CONFIGURATION + path, "").status())
                    .isEqualTo(204);
        }
        walk();
        assertThat(database.getCollection("sources").find(eq("_id", "alpha-source")))
                .containsExactly(new Document("_id", "alpha-source").append("deleted", true));
        assertThat(database.getCollection("subscriptions").find(eq("_id", "alpha-hook")))
                .containsExactly(new Document("_id", "alpha-hook").append("deleted", true));
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
                ofTenants.add(name);
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
