package dev.tributary.api.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.TestGateway;
import dev.tributary.TestGateway.Answer;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebHookApiTest {

    private static final String HOOKS = "/api/v1/configuration/web-hooks";
    private static final String BASIC = """
            {"id":"%s","type":"EVENTS","name":"Ledger","base_uri":"https://ledger.example/events?x=1",
             "authentication_method":"BASIC","username":"tributary","password":"canary-password",
             "events":["bank.payment.*"],"filters":{"exact":{"provider":"tink"}},"headers":{"X-Team":"a"},
             "rate_limit":5,"signing_secret":"whsec_Y2FuYXJ5LWNhbmFyeS1jYW5hcnktY2FuYXJ5"}""";

    private static final String EVENTS = """
            {"id":"%s","type":"EVENTS","name":"Ledger","base_uri":"https://ledger.example",\
            "authentication_method":"NONE"}""";

    private final TestGateway gateway = TestGateway.shared();

    @Test
    void keepsTheContract() throws Exception {
        Answer created = gateway.send("POST", HOOKS, BASIC.formatted("contract"));
        assertThat(created.status()).isEqualTo(201);
        assertThat(created.body()).isEmpty();
        assertThat(created.header("Location")).isEqualTo(HOOKS + "/contract");
        assertThat(created.header("Content-Type")).isEqualTo("application/json;charset=UTF-8");
        Answer read = gateway.get(HOOKS + "/contract");
        assertThat(read.status()).isEqualTo(200);
        assertThat(read.header("Content-Type")).isEqualTo("application/json;charset=UTF-8");
        assertThat(read.header("Cache-Control")).isEqualTo("no-store");
        JsonNode hook = read.json();
        assertThat(hook.fieldNames())
                .toIterable()
                .containsExactly(
                        "id",
                        "type",
                        "name",
                        "base_uri",
                        "authentication_method",
                        "username",
                        "headers",
                        "rate_limit",
                        "events",
                        "filters",
                        "signature",
                        "enabled",
                        "status",
                        "created_at",
                        "modified_at");
        assertThat(hook.at("/base_uri").asText()).isEqualTo("https://ledger.example/events?x=1");
        assertThat(hook.at("/status").asText()).isEqualTo("active");
        assertThat(gateway.send("PATCH", HOOKS + "/contract", "{\"name\":\"Other\"}")
                        .status())
                .isEqualTo(204);
        assertThat(gateway.get(HOOKS).body()).contains("\"Other\"");
        assertThat(gateway.send("POST", HOOKS, BASIC.formatted("contract")).status())
                .isEqualTo(409);
        assertThat(gateway.send("DELETE", HOOKS + "/contract", "").status()).isEqualTo(204);
        assertThat(gateway.get(HOOKS + "/contract").status()).isEqualTo(404);
    }

    @Test
    void createsOnceForEachIdempotencyKey() throws Exception {
        String tenant = gateway.token("created-once", TestGateway.EVERYTHING);
        String hook = BASIC.replace("\"id\":\"%s\",", "");
        Answer created = gateway.sendAs(tenant, "POST", HOOKS, hook, "Idempotency-Key", "created-once");
        assertThat(created.status()).as(created.body()).isEqualTo(201);
        Answer again = gateway.sendAs(tenant, "POST", HOOKS, hook, "Idempotency-Key", "created-once");
        assertThat(again.status()).isEqualTo(201);
        assertThat(again.header("Location")).isEqualTo(created.header("Location"));
        JsonNode all = gateway.getAs(tenant, HOOKS).json().at("/result");
        assertThat(all).hasSize(1);
        assertThat(created.header("Location"))
                .isEqualTo(HOOKS + "/" + all.at("/0/id").asText());
        String other = hook.replace("Ledger", "Other");
        assertThat(gateway.sendAs(tenant, "POST", HOOKS, other, "Idempotency-Key", "created-once")
                        .status())
                .isEqualTo(422);
        assertThat(gateway.sendAs(tenant, "POST", HOOKS, hook, "Idempotency-Key", "")
                        .status())
                .isEqualTo(400);
        assertThat(gateway.getAs(tenant, HOOKS).json().at("/result")).hasSize(1);
    }

    @Test
    void listsWholeWithoutALimitAndPageByPageWithOne() throws Exception {
        String tenant = gateway.token("long-list", TestGateway.EVERYTHING);
        for (int i = 100; i < 305; i++) {
            gateway.sendAs(tenant, "POST", HOOKS, EVENTS.formatted("long-" + i));
        }
        JsonNode whole = gateway.getAs(tenant, HOOKS).json();
        assertThat(whole.at("/result")).hasSize(205);
        assertThat(whole.at("/result/204/id").asText()).isEqualTo("long-304");
        assertThat(whole.has("nextCursor")).isFalse();
        JsonNode page = gateway.getAs(tenant, HOOKS + "?limit=3").json();
        assertThat(page.at("/result")).hasSize(3);
        JsonNode rest = gateway.getAs(
                        tenant, HOOKS + "?cursor=" + page.at("/nextCursor").asText())
                .json();
        assertThat(rest.at("/result/0/id").asText()).isEqualTo("long-103");
        assertThat(rest.at("/result")).hasSize(202);
        assertThat(rest.has("nextCursor")).isFalse();
    }

    @Test
    void keepsDefinitionsForOtherServices() throws Exception {
        String tenant = gateway.token("definitions", TestGateway.EVERYTHING);
        String definition = """
                {"id":"%s","type":"%s","name":"Definition","base_uri":"https://service.example/hook",
                 "authentication_method":"BASIC","username":"service","password":"canary"}""";
        for (String type : new String[] {"CUSTOMIZE_TOKEN", "DABP", "USER_DETAILS_CUSTOMIZATION"}) {
            Answer created = gateway.sendAs(tenant, "POST", HOOKS, definition.formatted("definition-" + type, type));
            assertThat(created.status()).isEqualTo(201);
            JsonNode kept = gateway.getAs(tenant, HOOKS + "/definition-" + type).json();
            assertThat(kept.fieldNames())
                    .toIterable()
                    .containsExactly(
                            "id",
                            "type",
                            "name",
                            "base_uri",
                            "authentication_method",
                            "username",
                            "created_at",
                            "modified_at");
            assertThat(gateway.getAs(tenant, HOOKS + "?type=" + type).json().at("/result"))
                    .singleElement()
                    .isEqualTo(kept);
        }
        String one = HOOKS + "/definition-DABP";
        assertThat(gateway.sendAs(tenant, "PATCH", one, "{\"type\":\"CUSTOMIZE_TOKEN\"}")
                        .status())
                .isEqualTo(204);
        assertThat(gateway.getAs(tenant, one).json().at("/type").asText()).isEqualTo("CUSTOMIZE_TOKEN");
        Answer changed = gateway.sendAs(tenant, "PATCH", one, "{\"type\":\"EVENTS\"}");
        assertThat(changed.json().at("/details").toString()).isEqualTo("[\"type\"]");
        assertThat(gateway.getAs(tenant, HOOKS + "?type=EVENTS").json().at("/result"))
                .isEmpty();
        Answer unknown = gateway.getAs(tenant, HOOKS + "?type=EVENT");
        assertThat(unknown.status()).isEqualTo(400);
        assertThat(unknown.body()).contains("CUSTOMIZE_TOKEN, DABP, USER_DETAILS_CUSTOMIZATION");
    }

    @Test
    void keepsARouteOfTheGateway() throws Exception {
        Answer created = gateway.send("POST", HOOKS, """
                {"id":"route","type":"ROUTE","name":"To a file","base_uri":"direct:to_file-1",
                 "authentication_method":"NONE","events":["bank.*"],"rate_limit":2}""");
        assertThat(created.status()).isEqualTo(201);
        assertThat(gateway.get(HOOKS + "/route").json().at("/base_uri").asText())
                .isEqualTo("direct:to_file-1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"round-events", "round-definition", "round-route"})
    void acceptsWhatItShowedAsAChangeOfNothing(String id) throws Exception {
        String body =
                switch (id) {
                    case "round-definition" -> EVENTS.formatted(id).replace("EVENTS", "DABP");
                    case "round-route" ->
                        EVENTS.formatted(id)
                                .replace("EVENTS", "ROUTE")
                                .replace("https://ledger.example", "direct:ledger");
                    default -> BASIC.formatted(id);
                };
        assertThat(gateway.send("POST", HOOKS, body).status()).isEqualTo(201);
        Answer before = gateway.get(HOOKS + "/" + id);
        for (int i = 0; i < 2; i++) {
            assertThat(gateway.send("PATCH", HOOKS + "/" + id, before.body()).status())
                    .isEqualTo(204);
        }
        Answer after = gateway.get(HOOKS + "/" + id);
        assertThat(after.body()).isEqualTo(before.body());
        assertThat(after.header("ETag")).isEqualTo("\"1\"");
        String other = "{\"created_at\":\"2020-01-01T00:00:00Z\",\"modified_at\":null,\"id\":\"x\"}";
        assertThat(gateway.send("PATCH", HOOKS + "/" + id, other)
                        .json()
                        .at("/details")
                        .toString())
                .isEqualTo("[\"id\",\"created_at\",\"modified_at\"]");
    }

    @Test
    void changesOnlyTheFieldsThatAreSent() throws Exception {
        gateway.send("POST", HOOKS, BASIC.formatted("kept"));
        JsonNode before = gateway.get(HOOKS + "/kept").json();
        assertThat(gateway.send("PATCH", HOOKS + "/kept", "{\"enabled\":false,\"rate_limit\":null}")
                        .status())
                .isEqualTo(204);
        JsonNode after = gateway.get(HOOKS + "/kept").json();
        assertThat(after.at("/status").asText()).isEqualTo("disabled");
        assertThat(after.has("rate_limit")).isFalse();
        for (String same : new String[] {"/base_uri", "/username", "/events", "/filters", "/headers", "/created_at"}) {
            assertThat(after.at(same)).isEqualTo(before.at(same));
        }
        assertThat(gateway.send("PATCH", HOOKS + "/kept", "{\"authentication_method\":\"HEADER\"}")
                        .json()
                        .at("/details")
                        .toString())
                .isEqualTo("[\"username\",\"password\"]");
        assertThat(gateway.send("PATCH", HOOKS + "/kept", "{\"authentication_method\":\"NONE\"}")
                        .status())
                .isEqualTo(204);
        assertThat(gateway.get(HOOKS + "/kept").json().has("username")).isFalse();
        assertThat(gateway.send("PATCH", HOOKS + "/kept", "{}", "If-Match", "\"1\"")
                        .status())
                .isEqualTo(412);
    }

    @Test
    void showsANewSigningSecretOnce() throws Exception {
        gateway.send("POST", HOOKS, EVENTS.formatted("unseen"));
        Answer first = gateway.send("POST", HOOKS + "/unseen/signing-secret", "");
        assertThat(first.status()).isEqualTo(200);
        String secret = first.json().at("/signing_secret").asText();
        assertThat(secret).startsWith("whsec_");
        assertThat(Base64.getDecoder().decode(secret.substring(6))).hasSize(32);
        assertThat(gateway.get(HOOKS + "/unseen").body()).doesNotContain(secret.substring(6));
        Answer second = gateway.send("POST", HOOKS + "/unseen/signing-secret", "");
        assertThat(second.status()).isEqualTo(200);
        assertThat(second.json().at("/signing_secret").asText()).isNotEqualTo(secret);
        assertThat(gateway.send("POST", HOOKS + "/unseen/signing-secret", "").status())
                .isEqualTo(200);
    }

    @Test
    void neverGivesASecretBack() throws Exception {
        gateway.send("POST", HOOKS, BASIC.formatted("secretive"));
        String list = gateway.get(HOOKS + "?limit=200").body();
        String one = gateway.get(HOOKS + "/secretive").body();
        String refused =
                gateway.send("POST", HOOKS, BASIC.formatted("secretive")).body();
        String faulty = gateway.send("POST", HOOKS, BASIC.formatted("a b")).body();
        for (String answer : new String[] {list, one, refused, faulty}) {
            assertThat(answer).doesNotContain("canary", "Y2FuYXJ5");
        }
    }

    @Test
    void hidesTheWebHooksOfOtherTenants() throws Exception {
        gateway.send("POST", HOOKS, BASIC.formatted("mine"));
        String other = gateway.token("other", TestGateway.EVERYTHING);
        assertThat(gateway.getAs(other, HOOKS + "/mine").status()).isEqualTo(404);
        assertThat(gateway.sendAs(other, "PATCH", HOOKS + "/mine", "{}").status())
                .isEqualTo(404);
        assertThat(gateway.sendAs(other, "DELETE", HOOKS + "/mine", "").status())
                .isEqualTo(404);
        assertThat(gateway.sendAs(other, "POST", HOOKS + "/mine/signing-secret", "")
                        .status())
                .isEqualTo(404);
        assertThat(gateway.getAs(other, HOOKS).body()).doesNotContain("mine");
    }
}
