package dev.tributary.api.configuration;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.inc;
import static com.mongodb.client.model.Updates.set;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.mongodb.client.MongoDatabase;
import dev.tributary.TestGateway;
import dev.tributary.TestGateway.Answer;
import java.time.Duration;
import java.util.List;
import org.bson.Document;
import org.junit.jupiter.api.Test;

class UnusableRowApiTest {

    private static final String HOOKS = "/api/v1/configuration/web-hooks";
    private static final String SOURCES = "/api/v1/configuration/sources";
    private static final String HOOK = """
            {"id":"%s","type":"EVENTS","name":"Ledger","base_uri":"https://ledger.example/in",\
            "authentication_method":"NONE"}""";
    private static final String SOURCE = """
            {"id":"%s","provider":"tink","scheme":"tink-dotted","name":"Main","secrets":[{"value":"s3cret"}]}""";

    private final TestGateway gateway = TestGateway.shared();

    @Test
    void showsAWebHookThatCannotBeReadAndDeletesIt() throws Exception {
        gateway.send("POST", HOOKS, HOOK.formatted("lost-key"));
        change("subscriptions", "lost-key", "secret", "encrypted under another key");

        Answer read = gateway.get(HOOKS + "/lost-key");
        assertThat(read.status()).isEqualTo(200);
        assertThat(read.body())
                .isEqualTo("{\"id\":\"lost-key\",\"type\":\"EVENTS\",\"name\":\"Ledger\","
                        + "\"base_uri\":\"https://ledger.example/in\",\"status\":\"unusable\"}");
        assertThat(listed(HOOKS, "lost-key").path("status").asText()).isEqualTo("unusable");
        Answer changed = gateway.send("PATCH", HOOKS + "/lost-key", "{\"name\":\"Other\"}");
        assertThat(changed.status()).isEqualTo(409);
        assertThat(changed.body()).contains("\"code\":\"conflict\"", "delete it");
        assertThat(gateway.send("POST", HOOKS + "/lost-key/signing-secret", "").status())
                .isEqualTo(409);
        assertThat(gateway.send("POST", HOOKS, HOOK.formatted("lost-key")).status())
                .isEqualTo(409);
        assertThat(gateway.send("DELETE", HOOKS + "/lost-key", "", "If-Match", "\"7\"")
                        .status())
                .isEqualTo(412);
        assertThat(gateway.send("DELETE", HOOKS + "/lost-key", "").status()).isEqualTo(204);
        assertThat(gateway.get(HOOKS + "/lost-key").status()).isEqualTo(404);
    }

    @Test
    void repairsAWebHookWhoseFilterIsUnusable() throws Exception {
        gateway.send("POST", HOOKS, HOOK.formatted("odd-filter"));
        change("subscriptions", "odd-filter", "filters", new Document("dialect-of-another-version", "*"));
        assertThat(gateway.get(HOOKS + "/odd-filter").json().path("status").asText())
                .isEqualTo("unusable");

        Answer changed = gateway.send("PATCH", HOOKS + "/odd-filter", "{\"filters\":{\"exact\":{\"type\":\"a\"}}}");

        assertThat(changed.status()).isEqualTo(204);
        assertThat(gateway.get(HOOKS + "/odd-filter").json().path("status").asText())
                .isEqualTo("active");
    }

    @Test
    void showsASourceThatCannotBeReadAndAsksItsProviderToSendAgain() throws Exception {
        gateway.send("POST", SOURCES, SOURCE.formatted("lost-source"));
        assertThat(gateway.get(SOURCES + "/lost-source").json().path("status").asText())
                .isEqualTo("active");
        Document secret = new Document("id", "k1").append("value", "encrypted under another key");
        change("sources", "lost-source", "secrets", List.of(secret));

        assertThat(gateway.get(SOURCES + "/lost-source").body())
                .isEqualTo("{\"id\":\"lost-source\",\"provider\":\"tink\",\"scheme\":\"tink-dotted\","
                        + "\"name\":\"Main\",\"status\":\"unusable\"}");
        assertThat(listed(SOURCES, "lost-source").path("status").asText()).isEqualTo("unusable");
        // a change that no gateway made is seen by the next comparison of all rows
        await().atMost(Duration.ofSeconds(20)).until(() -> call("lost-source").status() == 503);
        assertThat(call("lost-source").header("Retry-After")).matches("[1-9]\\d*");
        assertThat(gateway.send("PATCH", SOURCES + "/lost-source", "{\"name\":\"Other\"}")
                        .status())
                .isEqualTo(409);
        assertThat(gateway.send("DELETE", SOURCES + "/lost-source", "").status())
                .isEqualTo(204);
        assertThat(call("lost-source").status()).isEqualTo(404);
    }

    private Answer call(String source) throws Exception {
        return gateway.send("POST", "/hooks/tink/" + source, "{}", "X-Tink-Signature", "00");
    }

    private JsonNode listed(String path, String id) throws Exception {
        for (JsonNode row : gateway.get(path).json().path("result")) {
            if (row.path("id").asText().equals(id)) {
                return row;
            }
        }
        throw new AssertionError(id + " is not listed");
    }

    /** As another version of the gateway, or one with another master key, would have written it. */
    private void change(String collection, String id, String member, Object value) {
        gateway.context()
                .getBean(MongoDatabase.class)
                .getCollection(collection)
                .updateOne(eq("_id", id), combine(set(member, value), inc("revision", 1L)));
    }
}
