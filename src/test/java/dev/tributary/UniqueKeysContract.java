package dev.tributary;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoDatabase;
import dev.tributary.source.Source;
import dev.tributary.source.SourceRow;
import dev.tributary.source.SourceStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.bson.Document;
import org.junit.jupiter.api.Test;

/**
 * Walks every collection of a gateway's database for keys that are unique. What is unique across tenants would let one tenant
 * stand in the way of another, so that each key is named here with its reason; a new one fails until it is.
 */
abstract class UniqueKeysContract {

    /** Collection and members, and by what they belong to one tenant. */
    private static final Map<String, String> KEYS = Map.of(
            "audit [tenant, number]", "the tenant",
            "authorizedDomains [tenant, domain]", "the tenant",
            "events [sourceId, dedupKey]", "the source, whose id is never reused",
            "documents.chunks [files_id, n]", "the file, whose random id the driver makes",
            "views [tenant, person, list, name]", "the tenant");

    /** Collection, or how its name begins, and what makes the id of a document one of a tenant's, or of no tenant. */
    private static final Map<String, String> IDS = Map.ofEntries(
            Map.entry("sources", "is never reused, also not by its own tenant"),
            Map.entry("subscriptions", "is never reused, also not by its own tenant"),
            Map.entry("authorizedDomains", "nothing refers to it"),
            Map.entry("events", "made by the gateway"),
            Map.entry("receipts_", "made by the gateway"),
            Map.entry("deliveries", "event and subscription"),
            Map.entry("attempts", "event and subscription"),
            Map.entry("follow_ups", "event and the number of the resource"),
            Map.entry("connections", "digest of source and provider's id"),
            Map.entry("accounts", "digest of source and provider's id"),
            Map.entry("transactions", "digest of source and provider's id"),
            Map.entry("documents", "digest of source, connection, name and content"),
            Map.entry("audit", "made by the gateway"),
            Map.entry("audit_chains", "the tenant"),
            Map.entry("drift", "day and digest of source and change"),
            Map.entry("drift_fields", "digest of source and event"),
            Map.entry("userkeys", "digest of tenant, provider and user"),
            Map.entry("erasures", "made by the gateway"),
            Map.entry("replays", "made by the gateway"),
            Map.entry("quarantine_jobs", "made by the gateway"),
            Map.entry("rejected_proofs", "that of the receipt"),
            Map.entry("idempotency_keys", "digest of tenant and key"),
            Map.entry("registrations", "the source, whose id is never reused"),
            Map.entry("provider_tokens", "the source, whose id is never reused"),
            Map.entry("source_health", "the source, whose id is never reused"),
            Map.entry("statistics", "made by the gateway"),
            Map.entry("views", "made by the gateway"),
            Map.entry("gateways", "of no tenant"),
            Map.entry("changes", "of no tenant"),
            Map.entry("receipt_tasks", "of no tenant"),
            Map.entry("retention_tasks", "of no tenant"),
            Map.entry("schema", "of no tenant"));

    /** The address of a database on the server. */
    abstract String uri(String database);

    private TestGateway start() {
        return TestGateway.startOn(uri("t" + UUID.randomUUID().toString().replace("-", "")));
    }

    @Test
    void everyUniqueKeyBelongsToATenantOrAnInstanceOfASource() {
        try (TestGateway gateway = start()) {
            MongoDatabase database = gateway.bean(MongoDatabase.class);
            List<String> keys = new ArrayList<>();
            for (String collection : database.listCollectionNames()) {
                for (Document index : database.getCollection(collection).listIndexes()) {
                    List<String> members =
                            List.copyOf(index.get("key", Document.class).keySet());
                    if (index.getBoolean("unique", false) && !members.equals(List.of("_id"))) {
                        keys.add(collection + ' ' + members);
                    }
                }
            }
            assertThat(keys).contains("events [sourceId, dedupKey]").isSubsetOf(KEYS.keySet());
        }
    }

    @Test
    void everyCollectionHasIdsThatNoTwoTenantsShare() {
        try (TestGateway gateway = start()) {
            gateway.source("s1", "paybook", "paybook-header", Map.of("header", "X-Secret"), "secret", null);
            byte[] call =
                    "{\"event\":\"credential_update\",\"id_credential\":\"c\",\"id_user\":\"u\",\"id_external\":\"x\"}"
                            .getBytes(UTF_8);
            assertThat(gateway.post("/hooks/paybook/s1", call, "X-Secret", "secret")
                            .statusCode())
                    .isEqualTo(200);

            assertThat(gateway.bean(MongoDatabase.class).listCollectionNames())
                    .contains("events", "userkeys")
                    .allMatch(name -> IDS.containsKey(name) || name.startsWith("receipts_"));
        }
    }

    @Test
    void theIdOfADeletedSourceIsGivenToNoTenantAgain() {
        try (TestGateway gateway = start()) {
            Source source = gateway.source("s1", "paybook", "paybook-header", Map.of("header", "X"), "secret", null);
            SourceStore sources = gateway.bean(SourceStore.class);
            assertThat(sources.delete(new SourceRow.Usable(source))).isTrue();
            assertThat(sources.insert(ofTenant("another", source))).isFalse();
            assertThat(sources.insert(source)).isFalse();
        }
    }

    private static Source ofTenant(String tenant, Source source) {
        return new Source(
                source.id(),
                tenant,
                source.provider(),
                source.scheme(),
                null,
                true,
                source.secrets(),
                source.options(),
                null,
                Instant.EPOCH,
                Instant.EPOCH,
                1);
    }
}
