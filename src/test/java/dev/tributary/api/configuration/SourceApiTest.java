package dev.tributary.api.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.TestGateway;
import dev.tributary.TestGateway.Answer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SourceApiTest {

    private static final String SOURCES = "/api/v1/configuration/sources";
    private static final String PAYBOOK = """
            {"id":"%s","provider":"paybook","scheme":"paybook-header","name":"Main",
             "secrets":[{"value":"canary-secret"}],"options":{"header":"X-Proof"},
             "api":{"base_uri":"https://api.paybook.test","api_key":"canary-key","rate":2}}""";

    private final TestGateway gateway = TestGateway.shared();

    @Test
    void createsWithAnEmptyBodyAndALocation() throws Exception {
        Answer created = gateway.send("POST", SOURCES, PAYBOOK.formatted("created"));
        assertThat(created.status()).isEqualTo(201);
        assertThat(created.body()).isEmpty();
        assertThat(created.header("Location")).isEqualTo("/api/v1/configuration/sources/created");
        assertThat(created.header("ETag")).isEqualTo("\"1\"");
        assertThat(created.header("Cache-Control")).isEqualTo("no-store");
        assertThat(created.header("Pragma")).isEqualTo("no-cache");
    }

    @Test
    void showsASourceWithoutItsSecrets() throws Exception {
        gateway.send("POST", SOURCES, PAYBOOK.formatted("shown"));
        Answer shown = gateway.get(SOURCES + "/shown");
        assertThat(shown.status()).isEqualTo(200);
        assertThat(shown.header("Content-Type")).isEqualTo("application/json;charset=UTF-8");
        JsonNode source = shown.json();
        assertThat(source.fieldNames())
                .toIterable()
                .containsExactly(
                        "id",
                        "provider",
                        "scheme",
                        "name",
                        "enabled",
                        "status",
                        "secrets",
                        "options",
                        "api",
                        "ingest_url",
                        "created_at",
                        "modified_at");
        assertThat(source.at("/ingest_url").asText()).isEqualTo("http://localhost:8080/hooks/paybook/shown");
        assertThat(source.at("/enabled").asBoolean()).isTrue();
        assertThat(source.at("/options/header").asText()).isEqualTo("X-Proof");
        assertThat(source.at("/api/base_uri").asText()).isEqualTo("https://api.paybook.test");
        assertThat(source.at("/api/rate").asDouble()).isEqualTo(2);
        assertThat(source.at("/secrets/0").fieldNames()).toIterable().containsExactly("id", "created_at");
        assertThat(shown.body()).doesNotContain("canary");
        assertThat(gateway.get(SOURCES).body()).contains("\"shown\"").doesNotContain("canary");
    }

    @Test
    void inventsAnIdOf128Bits() throws Exception {
        Answer created = gateway.send("POST", SOURCES, PAYBOOK.replace("\"id\":\"%s\",", ""));
        assertThat(created.status()).isEqualTo(201);
        assertThat(created.header("Location")).matches(".*/sources/[A-Za-z0-9_-]{22}");
    }

    @Test
    void refusesAnIdThatIsTakenByWhomever() throws Exception {
        gateway.send("POST", SOURCES, PAYBOOK.formatted("taken"));
        Answer again = gateway.send("POST", SOURCES, PAYBOOK.formatted("taken"));
        assertThat(again.status()).isEqualTo(409);
        assertThat(again.json().at("/code").asText()).isEqualTo("conflict");
        String other = gateway.token("other", TestGateway.EVERYTHING);
        assertThat(gateway.sendAs(other, "POST", SOURCES, PAYBOOK.formatted("taken"))
                        .status())
                .isEqualTo(409);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            {"scheme":"sixpark","secrets":[{"value":"x"}]}                            | provider
            {"provider":"sixpark","secrets":[{"value":"x"}]}                          | scheme
            {"provider":"nobody","scheme":"sixpark","secrets":[{"value":"x"}]}        | provider
            {"provider":"sixpark","scheme":"paybook-header","secrets":[]}             | scheme
            {"provider":"sixpark","scheme":"sixpark"}                                 | secrets
            {"provider":"sixpark","scheme":"sixpark","secrets":[]}                    | secrets
            {"provider":"sixpark","scheme":"sixpark","secrets":"x"}                   | secrets
            {"provider":"sixpark","scheme":"sixpark","secrets":[{}]}                  | secrets.0.value
            {"provider":"sixpark","scheme":"sixpark","secrets":[{"value":7}]}         | secrets.0.value
            {"provider":"sixpark","scheme":"sixpark","secrets":[{"value":"x","y":1}]} | secrets.0.y
            {"provider":"paybook","scheme":"paybook-header","secrets":[{"value":"x"}]}| options
            {"provider":"paybook","scheme":"unproven"}                                | scheme
            {"provider":"sixpark","scheme":"sixpark","secrets":[{"value":"x"}],"id":"a b"}       | id
            {"provider":"sixpark","scheme":"sixpark","secrets":[{"value":"x"}],"id":""}          | id
            {"provider":"sixpark","scheme":"sixpark","secrets":[{"value":"x"}],"enabled":"yes"}  | enabled
            {"provider":"sixpark","scheme":"sixpark","secrets":[{"value":"x"}],"name":7}         | name
            {"provider":"sixpark","scheme":"sixpark","secrets":[{"value":"x"}],"colour":"red"}   | colour
            {"provider":"sixpark","scheme":"sixpark","secrets":[{"value":"x"}],"ingest_url":"x"} | ingest_url
            {"provider":"sixpark","scheme":"sixpark","secrets":[{"value":"x"}],"options":{"$where":"1"}} | options
            {"provider":"tink","scheme":"tink-events-v2","secrets":[{"value":"x"}],"options":{"tolerance":"PT0S"}} | options
            {"provider":"tink","scheme":"tink-events-v2","secrets":[{"value":"x"}],"options":{"tolerance":"PT24H1S"}} | options
            {"provider":"tink","scheme":"tink-events-v2","secrets":[{"value":"x"}],"options":{"tolerance":"P109500000000D"}} | options
            {"provider":"paybook","scheme":"syncfy-jwt","secrets":[{"value":"eA=="}]} | secrets
            {"provider":"paybook","scheme":"syncfy-jwt","secrets":[{"value":"MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MA=="}]} | secrets
            {"provider":"paybook","scheme":"paybook-header","secrets":[{"value":"x"}],"options":{"header":"User-Agent"}} | options
            {"provider":"paybook","scheme":"paybook-header","secrets":[{"value":"x"}],"options":{"header":"content-TYPE"}} | options
            {"provider":"paybook","scheme":"paybook-header","secrets":[{"value":"x"}],"options":{"header":"Host"}} | options
            {"provider":"paybook","scheme":"paybook-header","secrets":[{"value":"x"}],"options":{"header":"X-Forwarded-For"}} | options
            {"provider":"sixpark","scheme":"sixpark","secrets":[{"value":"x"}],"api":{"api_key":"k"}} | api.base_uri
            {"provider":"sixpark","scheme":"sixpark","secrets":[{"value":"x"}],"api":{"base_uri":"https://a.example"}} | api.api_key
            {"provider":"sixpark","scheme":"sixpark","secrets":[{"value":"x"}],"api":{"base_uri":"https://10.0.0.1","api_key":"k"}} | api.base_uri
            {"provider":"sixpark","scheme":"sixpark","secrets":[{"value":"x"}],"api":{"base_uri":"https://a.example","api_key":"k","rate":0}} | api.rate
            {"provider":"sixpark","scheme":"sixpark","secrets":[{"value":" x"}]}      | secrets.0.value
            {"provider":"sixpark","scheme":"sixpark","secrets":[{"value":"x"}],"api":{"base_uri":"https://a.example","api_key":"k\u00a0"}} | api.api_key
            {"provider":"sixpark","scheme":"sixpark","secrets":[{"value":"x"}],"api":{"base_uri":"https://a.example","api_key":"k,id_user=u"}} | api.api_key
            {"provider":"sixpark","scheme":"sixpark","secrets":[{"value":"x"}],"api":{"base_uri":"https://a.example/v1?x=1","api_key":"k"}} | api.base_uri
            """)
    void namesWhatIsWrong(String body, String parameter) throws Exception {
        Answer refused = gateway.send("POST", SOURCES, body);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.header("Content-Type")).isEqualTo("application/problem+json");
        JsonNode problem = refused.json();
        assertThat(problem.at("/code").asText()).isEqualTo("invalid_request");
        assertThat(problem.at("/details")).hasSize(1);
        assertThat(problem.at("/details/0").asText()).isEqualTo(parameter);
        assertThat(problem.at("/errors/0/pointer").asText()).isEqualTo("#/" + parameter.replace('.', '/'));
        assertThat(problem.at("/message").asText())
                .isEqualTo(problem.at("/detail").asText());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            {"provider":"tink","scheme":"tink-events-v2","secrets":[{"value":"x"}],"options":{"tolerance":"P1D"}}
            {"provider":"paybook","scheme":"syncfy-jwt","secrets":[{"value":"MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="}]}
            {"provider":"paybook","scheme":"paybook-header","secrets":[{"value":"x"}],"options":{"header":"Authorization"}}
            """)
    void acceptsWhatIsJustWithinTheBounds(String body) throws Exception {
        Answer created = gateway.send("POST", SOURCES, body);
        assertThat(created.status()).as(created.body()).isEqualTo(201);
    }

    @Test
    void namesEverythingThatIsWrongAtOnce() throws Exception {
        Answer refused = gateway.send("POST", SOURCES, "{\"name\":7,\"colour\":1}");
        assertThat(refused.json().at("/details").toString()).contains("provider", "scheme", "name", "colour");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {"[]", "nonsense", "{} {}", "{\"id\":\"a\",\"id\":\"b\"}"})
    void refusesABodyThatIsNotAnObject(String body) throws Exception {
        Answer refused = gateway.send("POST", SOURCES, body);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.body()).doesNotContain("nonsense");
    }

    @Test
    void refusesABodyWithoutAnEnd() throws Exception {
        Answer refused = gateway.send("POST", SOURCES, "{\"name\":\"" + "x".repeat(1 << 20) + "\"}");
        assertThat(refused.status() + refused.body()).startsWith("413").contains("A body has at most 1048576 bytes.");
    }

    @Test
    void changesOnlyTheFieldsThatAreSent() throws Exception {
        gateway.send("POST", SOURCES, PAYBOOK.formatted("patched"));
        JsonNode before = gateway.get(SOURCES + "/patched").json();
        Answer changed =
                gateway.send("PATCH", SOURCES + "/patched", "{\"name\":null,\"enabled\":false,\"api\":{\"rate\":3}}");
        assertThat(changed.status()).isEqualTo(204);
        assertThat(changed.body()).isEmpty();
        JsonNode after = gateway.get(SOURCES + "/patched").json();
        assertThat(after.has("name")).isFalse();
        assertThat(after.at("/enabled").asBoolean()).isFalse();
        assertThat(after.at("/api/rate").asDouble()).isEqualTo(3);
        for (String same : List.of("/scheme", "/secrets", "/options", "/api/base_uri", "/created_at")) {
            assertThat(after.at(same)).isEqualTo(before.at(same));
        }
    }

    @Test
    void acceptsWhatItShowedAsAChangeOfNothing() throws Exception {
        gateway.send("POST", SOURCES, PAYBOOK.formatted("round"));
        Answer before = gateway.get(SOURCES + "/round");
        assertThat(gateway.send("PATCH", SOURCES + "/round", before.body()).status())
                .isEqualTo(204);
        assertThat(gateway.get(SOURCES + "/round").body()).isEqualTo(before.body());
        assertThat(gateway.get(SOURCES + "/round").header("ETag")).isEqualTo("\"1\"");
        assertThat(gateway.send("PATCH", SOURCES + "/round", "{\"secrets\":[{\"id\":\"unknown\"}]}")
                        .json()
                        .at("/details")
                        .toString())
                .isEqualTo("[\"secrets.0.id\",\"secrets.0.value\"]");
    }

    @Test
    void replacesAFieldWhole() throws Exception {
        gateway.send("POST", SOURCES, PAYBOOK.formatted("replaced"));
        String old =
                gateway.get(SOURCES + "/replaced").json().at("/secrets/0/id").asText();
        gateway.send(
                "PATCH", SOURCES + "/replaced", "{\"secrets\":[{\"value\":\"a\"},{\"value\":\"b\"}],\"api\":null}");
        JsonNode after = gateway.get(SOURCES + "/replaced").json();
        assertThat(after.at("/secrets")).hasSize(2);
        assertThat(after.at("/secrets").toString()).doesNotContain(old);
        assertThat(after.has("api")).isFalse();
        assertThat(gateway.send("PATCH", SOURCES + "/replaced", "{\"secrets\":[]}")
                        .status())
                .isEqualTo(400);
        assertThat(gateway.send("PATCH", SOURCES + "/replaced", "{\"provider\":\"tink\"}")
                        .status())
                .isEqualTo(400);
        assertThat(gateway.send("PATCH", SOURCES + "/replaced", "{\"id\":\"replaced\"}")
                        .status())
                .isEqualTo(204);
    }

    @Test
    void honoursTheRevisionThatAChangeIsMeantFor() throws Exception {
        gateway.send("POST", SOURCES, PAYBOOK.formatted("tagged"));
        String tag = gateway.get(SOURCES + "/tagged").header("ETag");
        Answer first = gateway.send("PATCH", SOURCES + "/tagged", "{\"name\":\"a\"}", "If-Match", tag);
        assertThat(first.status()).isEqualTo(204);
        Answer stale = gateway.send("PATCH", SOURCES + "/tagged", "{\"name\":\"b\"}", "If-Match", tag);
        assertThat(stale.status()).isEqualTo(412);
        assertThat(stale.json().at("/code").asText()).isEqualTo("precondition_failed");
        assertThat(gateway.send("DELETE", SOURCES + "/tagged", "", "If-Match", tag)
                        .status())
                .isEqualTo(412);
        assertThat(gateway.send("DELETE", SOURCES + "/tagged", "", "If-Match", first.header("ETag"))
                        .status())
                .isEqualTo(204);
        assertThat(gateway.get(SOURCES + "/tagged").status()).isEqualTo(404);
        assertThat(gateway.send("DELETE", SOURCES + "/tagged", "").status()).isEqualTo(404);
    }

    @Test
    void hidesASourceFromOtherTenants() throws Exception {
        gateway.send("POST", SOURCES, PAYBOOK.formatted("hidden"));
        String other = gateway.token("other", TestGateway.EVERYTHING);
        assertThat(gateway.getAs(other, SOURCES + "/hidden").status()).isEqualTo(404);
        assertThat(gateway.sendAs(other, "PATCH", SOURCES + "/hidden", "{}").status())
                .isEqualTo(404);
        assertThat(gateway.sendAs(other, "DELETE", SOURCES + "/hidden", "").status())
                .isEqualTo(404);
        assertThat(gateway.getAs(other, SOURCES).body()).doesNotContain("hidden");
        assertThat(gateway.get(SOURCES + "/hidden").status()).isEqualTo(200);
    }

    @Test
    void listsPageByPage() throws Exception {
        String tenant = gateway.token("pages", TestGateway.EVERYTHING);
        for (String id : List.of("page-1", "page-2", "page-3")) {
            gateway.sendAs(tenant, "POST", SOURCES, PAYBOOK.formatted(id));
        }
        List<String> seen = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = gateway.getAs(tenant, SOURCES + "?limit=2" + cursor).json();
            page.at("/result").forEach(source -> seen.add(source.at("/id").asText()));
            cursor =
                    page.has("nextCursor") ? "&cursor=" + page.at("/nextCursor").asText() : "";
        } while (!cursor.isEmpty());
        assertThat(seen).containsExactly("page-1", "page-2", "page-3");
    }

    @Test
    void answersEveryOtherWayOfAskingWithAProblem() throws Exception {
        assertProblem(gateway.send("PUT", SOURCES, "{}"), 405, "method_not_allowed");
        assertThat(gateway.send("PUT", SOURCES, "{}").header("Allow")).contains("POST");
        assertProblem(
                gateway.send("POST", SOURCES, "a=b", "Content-Type", "text/plain"), 415, "unsupported_media_type");
        assertProblem(gateway.get(SOURCES + "?colour=red"), 400, "invalid_request");
        assertProblem(gateway.get(SOURCES + "?health=perhaps"), 400, "invalid_request");
        assertProblem(gateway.get(SOURCES + "?limit=0"), 400, "invalid_request");
        assertProblem(gateway.get(SOURCES + "?limit=201"), 400, "invalid_request");
        assertProblem(gateway.get(SOURCES + "?cursor=abc"), 400, "invalid_request");
        assertProblem(gateway.get(SOURCES + "/missing"), 404, "not_found");
        assertProblem(gateway.get(SOURCES, "Accept", "image/png"), 406, "not_acceptable");
        String reader = gateway.token("default", "events:read");
        assertProblem(gateway.getAs(reader, SOURCES), 403, "forbidden");
    }

    private static void assertProblem(Answer answer, int status, String code) throws Exception {
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.json().at("/status").asInt()).isEqualTo(status);
        assertThat(answer.json().at("/code").asText()).isEqualTo(code);
        assertThat(answer.json().has("message")).isTrue();
        assertThat(answer.json().at("/details").isArray()).isTrue();
    }
}
