package dev.tributary.source.registration;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Updates.set;
import static dev.tributary.source.registration.RegistrationBed.PUBLIC_URL;
import static dev.tributary.source.registration.RegistrationBed.path;
import static dev.tributary.source.registration.TinkDouble.CLIENT;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.mongodb.client.MongoDatabase;
import dev.tributary.TestGateway.Answer;
import dev.tributary.source.SourceStore;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

abstract class TinkRegistrationContract {

    private static final String EVENT = """
            {"context":{"userId":"u1"},"event":"account:created","content":{"id":"a1"}}""";

    private TinkDouble tink;
    private RegistrationBed bed;

    /** The address of a server of the protocol; null for the embedded store. */
    abstract @Nullable String server();

    @BeforeEach
    void start() throws Exception {
        tink = new TinkDouble();
        bed = new RegistrationBed(server(), tink);
    }

    @AfterEach
    void stop() {
        bed.close();
    }

    private void source() throws Exception {
        bed.source(bed.id, "tink", "tink-events-v2", bed.provider.url(), CLIENT, "");
    }

    private Map<String, Object> endpoint() {
        assertThat(tink.endpoints).hasSize(1);
        return tink.endpoints.values().iterator().next();
    }

    /** Signed as Tink does, with the secret that it showed for the only endpoint. */
    private Answer call() throws Exception {
        String secret = tink.secrets.get(String.valueOf(endpoint().get("id")));
        String time = Long.toString(Instant.now().getEpochSecond());
        return bed.post(
                String.valueOf(endpoint().get("url")),
                EVENT,
                "X-Tink-Signature",
                "t=" + time + ",v1=" + RegistrationBed.hmac(String.valueOf(secret), time + "." + EVENT));
    }

    @Test
    void registersAnEndpointWhoseFirstCallIsVerified() throws Exception {
        source();
        Answer created = RegistrationBed.created(bed.register(bed.id, "{\"events\":[\"account:created\"]}"));
        assertThat(created.header("Location")).isEqualTo(path(bed.id));
        assertThat(created.body()).isEmpty();

        assertThat(endpoint())
                .containsEntry("url", PUBLIC_URL + "/hooks/tink/" + bed.id)
                .containsEntry("enabledEvents", List.of("account:created"));
        assertThat(bed.provider.calls("POST", "/api/v1/oauth/token").get(0).form())
                .containsEntry("scope", "webhook-endpoints")
                .containsEntry("grant_type", "client_credentials");
        assertThat(call().status()).isEqualTo(200);
        assertThat(bed.events()).isEqualTo(1);
    }

    @Test
    void showsTheRegistrationAndNoSecret() throws Exception {
        source();
        bed.register(bed.id, "");
        Answer shown = bed.gateway.get(path(bed.id));
        assertThat(shown.status()).isEqualTo(200);
        assertThat(shown.header("ETag")).isNotEmpty();
        JsonNode registration = shown.json();
        assertThat(registration.at("/state").asText()).isEqualTo("registered");
        assertThat(registration.at("/webhook_id").asText()).isEqualTo(endpoint().get("id"));
        assertThat(registration.at("/differences")).isEmpty();
        assertThat(registration.at("/events")).hasSizeGreaterThan(5);
        String listed = bed.gateway.get("/api/v1/configuration/registrations").body();
        String source = bed.gateway.get(RegistrationBed.SOURCES + "/" + bed.id).body();
        assertThat(listed).contains("\"source_id\":\"" + bed.id + "\"");
        assertThat(source).contains("\"client_id\":\"tink-client\"");
        assertThat(shown.body() + listed + source).doesNotContain("whsec-of", "tink-client-secret", "tink-token");
    }

    @Test
    void listsWhatTheProviderHasOnAllPages() throws Exception {
        tink.endpoints.put("other", Map.of("id", "other", "url", "https://other.example/x", "disabled", true));
        source();
        bed.register(bed.id, "");
        JsonNode listed = bed.gateway
                .get(RegistrationBed.SOURCES + "/" + bed.id + "/registrations")
                .json()
                .at("/result");
        assertThat(listed).hasSize(2);
        assertThat(listed.at("/0/registered_here").asBoolean()).isFalse();
        assertThat(listed.at("/0/is_disabled").asBoolean()).isTrue();
        assertThat(listed.at("/1/registered_here").asBoolean()).isTrue();
    }

    @Test
    void deletesTheEndpointAndItsSecret() throws Exception {
        source();
        bed.register(bed.id, "");
        assertThat(bed.gateway.send("DELETE", path(bed.id), "").status()).isEqualTo(204);
        assertThat(tink.endpoints).isEmpty();
        assertThat(bed.gateway.get(path(bed.id)).status()).isEqualTo(404);
        assertThat(bed.gateway
                        .get(RegistrationBed.SOURCES + "/" + bed.id)
                        .json()
                        .at("/secrets"))
                .isEmpty();
        assertThat(bed.gateway.send("DELETE", path(bed.id), "").status()).isEqualTo(404);
    }

    @Test
    void refusesASecondRegistrationAndReplacesAnEndpointOfAnotherClientOnRequest() throws Exception {
        source();
        tink.endpoints.put(
                "by-hand", Map.of("id", "by-hand", "url", PUBLIC_URL + "/hooks/tink/" + bed.id, "disabled", false));
        Answer taken = bed.register(bed.id, "");
        assertThat(taken.status()).isEqualTo(502);
        assertThat(taken.json().at("/code").asText()).isEqualTo("provider_error");
        assertThat(taken.json().at("/detail").asText()).contains("409", "url and event are already subscribed");
        assertThat(bed.gateway.get(path(bed.id)).status())
                .as("nothing is half registered")
                .isEqualTo(404);

        RegistrationBed.created(bed.register(bed.id, "{\"replace\":true}"));
        assertThat(endpoint().get("id")).isNotEqualTo("by-hand");
        assertThat(call().status()).isEqualTo(200);
        assertThat(bed.register(bed.id, "").status()).isEqualTo(409);
        assertThat(tink.endpoints).hasSize(1);
    }

    @Test
    void changesTheEventsAtTheProviderAndKeepsTheSecret() throws Exception {
        source();
        bed.register(bed.id, "{\"description\":\"mine\"}");
        Answer changed = bed.gateway.send("PATCH", path(bed.id), "{\"events\":[\"account:created\"]}");
        assertThat(changed.status()).as(changed.body()).isEqualTo(204);
        assertThat(changed.header("ETag"))
                .isEqualTo(bed.gateway.get(path(bed.id)).header("ETag"));
        assertThat(endpoint()).containsEntry("enabledEvents", List.of("account:created"));
        assertThat(bed.gateway.get(path(bed.id)).json().at("/description").asText())
                .isEqualTo("mine");
        assertThat(call().status()).isEqualTo(200);
        assertThat(bed.gateway.send("PATCH", path(bed.id), "{\"replace\":true}").status())
                .isEqualTo(400);
        assertThat(bed.gateway
                        .send("PATCH", path(bed.id), "{\"events\":[\"x\"]}", "If-Match", "\"1\"")
                        .status())
                .isEqualTo(412);
    }

    @Test
    void mendsWhatSomebodyChangedAtTheProvider() throws Exception {
        source();
        bed.register(bed.id, "{\"events\":[\"account:created\"]}");
        endpoint().put("disabled", true);
        endpoint().put("enabledEvents", List.of("payment:updated"));
        Answer mended = bed.gateway.send("POST", path(bed.id) + "/repair", "");
        assertThat(mended.status()).as(mended.body()).isEqualTo(200);
        assertThat(mended.json().at("/differences")).isEmpty();
        assertThat(endpoint())
                .containsEntry("disabled", false)
                .containsEntry("enabledEvents", List.of("account:created"));

        tink.endpoints.clear();
        assertThat(bed.gateway.send("POST", path(bed.id) + "/repair", "").status())
                .isEqualTo(200);
        assertThat(call().status()).isEqualTo(200);
    }

    @Test
    void saysThatThePublicUrlIsAnotherOneByNowAndMendsIt() throws Exception {
        source();
        bed.register(bed.id, "");
        String old = "https://old.example.com/hooks/tink/" + bed.id;
        endpoint().put("url", old);
        bed.gateway
                .context()
                .getBean(MongoDatabase.class)
                .getCollection("registrations")
                .updateOne(eq("_id", bed.id), set("url", old));
        assertThat(bed.gateway.get(path(bed.id)).json().at("/differences/0").asText())
                .isEqualTo("url_changed");
        bed.gateway.send("POST", path(bed.id) + "/repair", "");
        assertThat(endpoint()).containsEntry("url", PUBLIC_URL + "/hooks/tink/" + bed.id);
        assertThat(call().status()).isEqualTo(200);
        assertThat(bed.gateway.get(path(bed.id)).json().at("/differences")).isEmpty();
    }

    @Test
    void registersTheOlderHooksWithASecretOfItsOwnAndSaysThatTheyCannotBeDeleted() throws Exception {
        tink.tokens.add("user-token");
        bed.source("old", "tink", "tink-legacy", bed.provider.url(), "\"api_key\":\"user-token\"", "");
        RegistrationBed.created(bed.register("old", ""));
        JsonNode hook = tink.hooks.get(0).json();
        assertThat(hook.at("/url").asText()).isEqualTo(PUBLIC_URL + "/hooks/tink/old");
        assertThat(hook.at("/events/0").asText()).isEqualTo("signable-operation:update");
        assertThat(hook.at("/secret").asText()).hasSizeGreaterThan(30);

        String call = """
                {"event":"signable-operation:update","content":{"id":"o1","status":"EXECUTED","userId":"u1"},"webHook":%s}""".formatted(hook);
        assertThat(bed.post(hook.at("/url").asText(), call).status()).isEqualTo(200);
        assertThat(bed.post(
                                hook.at("/url").asText(),
                                call.replace(hook.at("/secret").asText(), "x"))
                        .status())
                .isEqualTo(401);

        Answer refused = bed.gateway.send("DELETE", path("old"), "");
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.json().at("/detail").asText()).contains("documents no call");
        assertThat(bed.gateway
                        .get(RegistrationBed.SOURCES + "/old/registrations")
                        .status())
                .isEqualTo(409);
        assertThat(bed.gateway.send("DELETE", path("old") + "?forget=true", "").status())
                .isEqualTo(204);
    }

    @Test
    void deletesARegisteredSourceOnlyAfterItsRegistration() throws Exception {
        source();
        bed.register(bed.id, "");
        Answer refused = bed.gateway.send("DELETE", RegistrationBed.SOURCES + "/" + bed.id, "");
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.json().at("/code").asText()).isEqualTo("conflict");
        assertThat(refused.json().at("/detail").asText()).contains("DELETE " + path(bed.id), "?forget=true");
        assertThat(call().status()).as("it goes on").isEqualTo(200);

        assertThat(bed.gateway.send("DELETE", path(bed.id), "").status()).isEqualTo(204);
        assertThat(tink.endpoints).isEmpty();
        assertThat(bed.gateway
                        .send("DELETE", RegistrationBed.SOURCES + "/" + bed.id, "")
                        .status())
                .isEqualTo(204);
    }

    @Test
    void saysOfARegistrationThatIsLeftThatItsSourceWasDeleted() throws Exception {
        source();
        bed.register(bed.id, "");
        var sources = bed.gateway.context().getBean(SourceStore.class);
        assertThat(sources.delete(sources.find("default", bed.id).orElseThrow()))
                .isTrue();
        JsonNode left = bed.gateway.get(path(bed.id)).json();
        assertThat(left.at("/differences/0").asText()).isEqualTo("source_deleted");
        assertThat(left.at("/webhook_id").asText()).isEqualTo(endpoint().get("id"));
        assertThat(bed.gateway.send("DELETE", path(bed.id), "").status()).isEqualTo(409);
        assertThat(bed.gateway.send("DELETE", path(bed.id) + "?forget=true", "").status())
                .isEqualTo(204);
    }
}
