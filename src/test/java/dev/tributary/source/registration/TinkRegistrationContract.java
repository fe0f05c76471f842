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
        bed.source("s", "tink", "tink-events-v2", bed.provider.url(), CLIENT, "");
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
        Answer created = RegistrationBed.created(bed.register("s", "{\"events\":[\"account:created\"]}"));
        assertThat(created.header("Location")).isEqualTo(path("s"));
        assertThat(created.body()).isEmpty();

        assertThat(endpoint())
                .containsEntry("url", PUBLIC_URL + "/hooks/tink/s")
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
        bed.register("s", "");
        Answer shown = bed.gateway.get(path("s"));
        assertThat(shown.status()).isEqualTo(200);
        assertThat(shown.header("ETag")).isNotEmpty();
        JsonNode registration = shown.json();
        assertThat(registration.at("/state").asText()).isEqualTo("registered");
        assertThat(registration.at("/webhook_id").asText()).isEqualTo(endpoint().get("id"));
        assertThat(registration.at("/differences")).isEmpty();
        assertThat(registration.at("/events")).hasSizeGreaterThan(5);
        String listed = bed.gateway.get("/api/v1/configuration/registrations").body();
        String source = bed.gateway.get(RegistrationBed.SOURCES + "/s").body();
        assertThat(listed).contains("\"source_id\":\"s\"");
        assertThat(source).contains("\"client_id\":\"tink-client\"");
        assertThat(shown.body() + listed + source).doesNotContain("whsec-of", "tink-client-secret", "tink-token");
    }

    @Test
    void listsWhatTheProviderHasOnAllPages() throws Exception {
        tink.endpoints.put("other", Map.of("id", "other", "url", "https://other.example/x", "disabled", true));
        source();
        bed.register("s", "");
        JsonNode listed = bed.gateway
                .get(RegistrationBed.SOURCES + "/s/registrations")
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
        bed.register("s", "");
        assertThat(bed.gateway.send("DELETE", path("s"), "").status()).isEqualTo(204);
        assertThat(tink.endpoints).isEmpty();
        assertThat(bed.gateway.get(path("s")).status()).isEqualTo(404);
        assertThat(bed.gateway.get(RegistrationBed.SOURCES + "/s").json().at("/secrets"))
                .isEmpty();
        assertThat(bed.gateway.send("DELETE", path("s"), "").status()).isEqualTo(404);
    }

    @Test
    void refusesASecondRegistrationAndReplacesAnEndpointOfAnotherClientOnRequest() throws Exception {
        source();
        tink.endpoints.put("by-hand", Map.of("id", "by-hand", "url", PUBLIC_URL + "/hooks/tink/s", "disabled", false));
        Answer taken = bed.register("s", "");
        assertThat(taken.status()).isEqualTo(502);
        assertThat(taken.json().at("/code").asText()).isEqualTo("provider_error");
        assertThat(taken.json().at("/detail").asText()).contains("409", "url and event are already subscribed");
        assertThat(bed.gateway.get(path("s")).status())
                .as("nothing is half registered")
                .isEqualTo(404);

        RegistrationBed.created(bed.register("s", "{\"replace\":true}"));
        assertThat(endpoint().get("id")).isNotEqualTo("by-hand");
        assertThat(call().status()).isEqualTo(200);
        assertThat(bed.register("s", "").status()).isEqualTo(409);
        assertThat(tink.endpoints).hasSize(1);
    }

    @Test
    void changesTheEventsAtTheProviderAndKeepsTheSecret() throws Exception {
        source();
        bed.register("s", "{\"description\":\"mine\"}");
        Answer changed = bed.gateway.send("PATCH", path("s"), "{\"events\":[\"account:created\"]}");
        assertThat(changed.status()).as(changed.body()).isEqualTo(204);
        assertThat(changed.header("ETag")).isEqualTo(bed.gateway.get(path("s")).header("ETag"));
        assertThat(endpoint()).containsEntry("enabledEvents", List.of("account:created"));
        assertThat(bed.gateway.get(path("s")).json().at("/description").asText())
                .isEqualTo("mine");
        assertThat(call().status()).isEqualTo(200);
        assertThat(bed.gateway.send("PATCH", path("s"), "{\"replace\":true}").status())
                .isEqualTo(400);
        assertThat(bed.gateway
                        .send("PATCH", path("s"), "{\"events\":[\"x\"]}", "If-Match", "\"1\"")
                        .status())
                .isEqualTo(412);
    }

    @Test
    void mendsWhatSomebodyChangedAtTheProvider() throws Exception {
        source();
        bed.register("s", "{\"events\":[\"account:created\"]}");
        endpoint().put("disabled", true);
        endpoint().put("enabledEvents", List.of("payment:updated"));
        Answer mended = bed.gateway.send("POST", path("s") + "/repair", "");
        assertThat(mended.status()).as(mended.body()).isEqualTo(200);
        assertThat(mended.json().at("/differences")).isEmpty();
        assertThat(endpoint())
                .containsEntry("disabled", false)
                .containsEntry("enabledEvents", List.of("account:created"));

        tink.endpoints.clear();
        assertThat(bed.gateway.send("POST", path("s") + "/repair", "").status()).isEqualTo(200);
        assertThat(call().status()).isEqualTo(200);
    }

    @Test
    void saysThatThePublicUrlIsAnotherOneByNowAndMendsIt() throws Exception {
        source();
        bed.register("s", "");
        String old = "https://old.example.com/hooks/tink/s";
        endpoint().put("url", old);
        bed.gateway
                .context()
                .getBean(MongoDatabase.class)
                .getCollection("registrations")
                .updateOne(eq("_id", "s"), set("url", old));
        assertThat(bed.gateway.get(path("s")).json().at("/differences/0").asText())
                .isEqualTo("url_changed");
        bed.gateway.send("POST", path("s") + "/repair", "");
        assertThat(endpoint()).containsEntry("url", PUBLIC_URL + "/hooks/tink/s");
        assertThat(call().status()).isEqualTo(200);
        assertThat(bed.gateway.get(path("s")).json().at("/differences")).isEmpty();
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
        bed.register("s", "");
        Answer refused = bed.gateway.send("DELETE", RegistrationBed.SOURCES + "/s", "");
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.json().at("/code").asText()).isEqualTo("conflict");
        assertThat(refused.json().at("/detail").asText()).contains("DELETE " + path("s"), "?forget=true");
        assertThat(call().status()).as("it goes on").isEqualTo(200);

        assertThat(bed.gateway.send("DELETE", path("s"), "").status()).isEqualTo(204);
        assertThat(tink.endpoints).isEmpty();
        assertThat(bed.gateway
                        .send("DELETE", RegistrationBed.SOURCES + "/s", "")
                        .status())
                .isEqualTo(204);
    }

    @Test
    void saysOfARegistrationThatIsLeftThatItsSourceWasDeleted() throws Exception {
        source();
        bed.register("s", "");
        var sources = bed.gateway.context().getBean(SourceStore.class);
        assertThat(sources.delete(sources.find("default", "s").orElseThrow())).isTrue();
        JsonNode left = bed.gateway.get(path("s")).json();
        assertThat(left.at("/differences/0").asText()).isEqualTo("source_deleted");
        assertThat(left.at("/webhook_id").asText()).isEqualTo(endpoint().get("id"));
        assertThat(bed.gateway.send("DELETE", path("s"), "").status()).isEqualTo(409);
        assertThat(bed.gateway.send("DELETE", path("s") + "?forget=true", "").status())
                .isEqualTo(204);
    }
}
