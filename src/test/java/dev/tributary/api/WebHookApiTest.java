package dev.tributary.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.api.TestGateway.Answer;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebHookApiTest {

    private static final String HOOKS = "/api/v1/configuration/web-hooks";
    private static final String BASIC = """
            {"id":"%s","type":"EVENTS","name":"Ledger","base_uri":"https://ledger.example/events?x=1",
             "authentication_method":"BASIC","username":"tributary","password":"canary-password",
             "events":["bank.payment.*"],"filters":{"exact":{"provider":"tink"}},"headers":{"X-Team":"a"},
             "rate_limit":5,"signing_secret":"whsec_Y2FuYXJ5LWNhbmFyeS1jYW5hcnktY2FuYXJ5"}""";

    private final TestGateway gateway = TestGateway.shared();

    @Test
    void keepsTheContract() throws Exception {
        Answer created = gateway.send("POST", HOOKS, BASIC.formatted("contract"));
        assertThat(created.status()).isEqualTo(201);
        assertThat(created.body()).isEmpty();
        assertThat(created.header("Location")).isEqualTo("http://localhost:8080" + HOOKS + "/contract");
        Answer read = gateway.get(HOOKS + "/contract");
        assertThat(read.status()).isEqualTo(200);
        assertThat(read.header("Content-Type")).isEqualToIgnoringCase("application/json;charset=UTF-8");
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
                        "events",
                        "filters",
                        "signature",
                        "headers",
                        "rate_limit",
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
    void needsNoMoreThanAnAddress() throws Exception {
        Answer created = gateway.send("POST", HOOKS, "{\"base_uri\":\"https://ledger.example\"}");
        assertThat(created.status()).isEqualTo(201);
        JsonNode hook = gateway.get(
                        java.net.URI.create(created.header("Location")).getPath())
                .json();
        assertThat(hook.at("/type").asText()).isEqualTo("EVENTS");
        assertThat(hook.at("/authentication_method").asText()).isEqualTo("NONE");
        assertThat(hook.at("/events")).isEmpty();
        assertThat(hook.at("/enabled").asBoolean()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            {}                                                                              | base_uri
            {"base_uri":"http://ledger.example"}                                            | base_uri
            {"base_uri":"https://127.0.0.1/x"}                                              | base_uri
            {"base_uri":"https://user@ledger.example/x"}                                    | base_uri
            {"base_uri":"https://a.example","type":"DABP"}                                  | type
            {"base_uri":"https://a.example","signature":"v2"}                               | signature
            {"base_uri":"https://a.example","authentication_method":"BASIC","username":"u"} | password
            {"base_uri":"https://a.example","authentication_method":"BASIC","password":"p"} | username
            {"base_uri":"https://a.example","authentication_method":"DIGEST"}               | authentication_method
            {"base_uri":"https://a.example","password":"p"}                                 | password
            {"base_uri":"https://a.example","events":["a b"]}                               | events
            {"base_uri":"https://a.example","events":[7]}                                   | events
            {"base_uri":"https://a.example","filters":{"sql":"x"}}                          | filters
            {"base_uri":"https://a.example","filters":{"exact":{"$where":"x"}}}             | filters
            {"base_uri":"https://a.example","filters":[]}                                   | filters
            {"base_uri":"https://a.example","headers":{"webhook-id":"x"}}                   | headers
            {"base_uri":"https://a.example","headers":{"Authorization":"x"}}                | headers
            {"base_uri":"https://a.example","headers":{"X-A":"a\\r\\nb: c"}}                | headers
            {"base_uri":"https://a.example","rate_limit":0}                                 | rate_limit
            {"base_uri":"https://a.example","signing_secret":"c2hvcnQ="}                    | signing_secret
            {"base_uri":"https://a.example","signature":"v1a","signing_secret":"whsec_Y2FuYXJ5LWNhbmFyeS1jYW5hcnktY2FuYXJ5"} | signing_secret
            {"base_uri":"https://a.example","public_key":"whpk_x"}                          | public_key
            {"base_uri":"https://a.example","status":"active"}                              | status
            {"base_uri":"https://a.example","colour":"red"}                                 | colour
            """)
    void namesWhatIsWrong(String body, String parameter) throws Exception {
        Answer refused = gateway.send("POST", HOOKS, body);
        assertThat(refused.status()).isEqualTo(400);
        JsonNode problem = refused.json();
        assertThat(problem.at("/code").asText()).isEqualTo("invalid_request");
        assertThat(problem.at("/details")).hasSize(1);
        assertThat(problem.at("/details/0").asText()).isEqualTo(parameter);
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
        gateway.send("POST", HOOKS, "{\"id\":\"unseen\",\"base_uri\":\"https://ledger.example\"}");
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
