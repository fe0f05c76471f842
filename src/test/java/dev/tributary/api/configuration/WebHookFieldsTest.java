package dev.tributary.api.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tributary.TestGateway;
import dev.tributary.TestGateway.Answer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a web hook may be made of. */
class WebHookFieldsTest {

    private static final String HOOKS = "/api/v1/configuration/web-hooks";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String VALID = """
            {"type":"EVENTS","name":"Ledger","base_uri":"https://ledger.example","authentication_method":"NONE"}""";

    private final TestGateway gateway = TestGateway.shared();

    @Test
    void namesAllMissingFieldsAtOnce() throws Exception {
        assertThat(refused("{}").at("/details"))
                .extracting(JsonNode::asText)
                .containsExactlyInAnyOrder("type", "name", "base_uri", "authentication_method");
        assertThat(refused("""
                {"type":"EVENT","name":" ","base_uri":"ftp://a","authentication_method":"DIGEST","events":["a b","bank.*",7],
                 "filters":{},"signing_secret":"x","rate_limit":0,"enabled":1,"colour":"red"}""").at("/details"))
                .extracting(JsonNode::asText)
                .containsExactlyInAnyOrder(
                        "type",
                        "name",
                        "base_uri",
                        "authentication_method",
                        "rate_limit",
                        "events.0",
                        "events.2",
                        "filters",
                        "signing_secret",
                        "enabled",
                        "colour");
    }

    @Test
    void namesNoMoreThanAHundredWrongFields() throws Exception {
        JsonNode problem = refused(valid("{\"events\":[" + "1,".repeat(5_000) + "1]}"));
        assertThat(problem.at("/errors")).hasSize(100);
        assertThat(problem.at("/errors/0/detail").asText()).isEqualTo("must have at most 200 entries");
    }

    @Test
    void readsNothingOfABodyWithMoreWrongFieldsThanItNames() throws Exception {
        String headers = IntStream.range(0, 100)
                .mapToObj(i -> "\"X-" + i + "\":\"\"")
                .collect(Collectors.joining(",", "{", "}"));
        JsonNode problem = refused(valid("{\"headers\":" + headers + ",\"signature\":\"v9\"}"));
        assertThat(problem.at("/errors")).hasSize(100);
    }

    @Test
    void takesNoNameThatTheSchemaWouldNotCheck() throws Exception {
        assertThat(refused(valid("{\"headers\":{\"#X\":\"a\\r\\nb\"},\"#colour\":\"red\"}"))
                        .at("/details"))
                .extracting(JsonNode::asText)
                .contains("headers.#X", "#colour");
    }

    /** Dots, slashes and tildes may stand in the name of a header, or in that of an unknown member. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"headers":{"X.Team":"a\\n"}}   | /headers/X.Team    | headers.X.Team
            {"headers":{"X.Team":null}}      | /headers/X.Team    | headers.X.Team
            {"headers":{"X~1.a":7}}          | /headers/X~01.a    | headers.X~1.a
            {"headers":{"a/b":"c"}}          | /headers/a~1b      | headers.a/b
            {"a.b/c":1}                      | /a.b~1c            | a.b/c
            {"filters":{"exact":{"a.b":"c"}}} | /filters/exact/a.b | filters.exact.a.b
            """)
    void pointsToAMemberWhateverStandsInItsName(String field, String pointer, String name) throws Exception {
        JsonNode problem = refused(valid(field));
        assertThat(problem.at("/errors")).hasSize(1);
        String pointed = problem.at("/errors/0/pointer").asText();
        assertThat(pointed).isEqualTo("#" + pointer);
        assertThat(problem.at("/details/0").asText()).isEqualTo(name);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            {"name":null}                                              | name
            {"type":"PUSH"}                                            | type
            {"base_uri":"http://ledger.example"}                       | base_uri
            {"base_uri":"https://127.0.0.1/x"}                         | base_uri
            {"base_uri":"https://user@ledger.example/x"}               | base_uri
            {"base_uri":"direct:ledger"}                               | base_uri
            {"type":"HANDLER"}                                         | type
            {"type":"ROUTE"}                                           | base_uri
            {"type":"ROUTE","base_uri":"direct:a b"}                   | base_uri
            {"type":"ROUTE","base_uri":"direct:a?b=c"}                 | base_uri
            {"type":"ROUTE","base_uri":"direct:a","authentication_method":"BASIC","username":"u","password":"p"} | authentication_method
            {"type":"ROUTE","base_uri":"direct:a","signature":"v1"}    | signature
            {"type":"DABP","events":["bank.*"]}                        | events
            {"type":"DABP","filters":{"exact":{"provider":"tink"}}}    | filters
            {"type":"DABP","signature":"v1"}                           | signature
            {"type":"DABP","headers":{"X-A":"a"}}                      | headers
            {"type":"DABP","enabled":true}                             | enabled
            {"type":"DABP","rate_limit":1}                             | rate_limit
            {"type":"DABP","authentication_method":"HEADER","username":"X-Key","password":"p"} | authentication_method
            {"signature":"v2"}                                         | signature
            {"authentication_method":"BASIC","username":"u"}           | password
            {"authentication_method":"BASIC","password":"p"}           | username
            {"authentication_method":"BASIC","username":"u:v","password":"p"}   | username
            {"authentication_method":"BASIC","username":"u","password":" p"}    | password
            {"authentication_method":"BASIC","username":"u","password":"p\\u00a0"} | password
            {"authentication_method":"BASIC","username":"u","password":"   "}   | password
            {"authentication_method":"BASIC","username":"u","password":"a\\nb"} | password
            {"authentication_method":"HEADER","username":"Host","password":"p"} | username
            {"authentication_method":"HEADER","username":"Content-Type","password":"p"} | username
            {"authentication_method":"HEADER","username":"WebHook-Id","password":"p"}   | username
            {"authentication_method":"HEADER","username":"transfer-encoding","password":"p"} | username
            {"authentication_method":"HEADER","username":"Date","password":"p"} | username
            {"authentication_method":"HEADER","username":"Via","password":"p"}  | username
            {"authentication_method":"HEADER","username":"Pragma","password":"p"} | username
            {"authentication_method":"HEADER","username":"Cookie","password":"p"} | username
            {"authentication_method":"HEADER","username":"X A","password":"p"}  | username
            {"authentication_method":"HEADER","username":"X-A","password":"caf\\u00e9"} | password
            {"authentication_method":"HEADER","username":"X-A","password":"a\\u0000b"}  | password
            {"authentication_method":"HEADER","username":"X-A","password":"p","headers":{"x-a":"b"}} | headers.x-a
            {"authentication_method":"DIGEST"}                         | authentication_method
            {"password":"p"}                                           | password
            {"events":["a b"]}                                         | events.0
            {"events":[7]}                                             | events.0
            {"events":["bank.card.*"]}                                 | events.0
            {"filters":{"sql":"x"}}                                    | filters.sql
            {"filters":{"exact":{"$where":"x"}}}                       | filters.exact.$where
            {"filters":[]}                                             | filters
            {"headers":{"webhook-id":"x"}}                             | headers.webhook-id
            {"headers":{"Authorization":"x"}}                          | headers.Authorization
            {"headers":{"X-A":"a\\r\\nb: c"}}                          | headers.X-A
            {"headers":{"X-A":"caf\\u00e9"}}                           | headers.X-A
            {"headers":{"X-A":"\\u007f"}}                              | headers.X-A
            {"headers":{"X-A":" a"}}                                   | headers.X-A
            {"headers":{"X-A":""}}                                     | headers.X-A
            {"id":"a\\n"}                                              | id
            {"headers":{"X-A":"a\\n"}}                                 | headers.X-A
            {"headers":{"X A":"a"}}                                    | headers.X A
            {"events":"bank.*"}                                        | events
            {"headers":{"X-A":7}}                                      | headers.X-A
            {"headers":{"X-A":null}}                                   | headers.X-A
            {"headers":{"X-A":"a","x-a":"b"}}                          | headers.x-a
            {"headers":{"CamelHttpUri":"https://b.example"}}           | headers.CamelHttpUri
            {"rate_limit":0}                                           | rate_limit
            {"signing_secret":"c2hvcnQ="}                              | signing_secret
            {"signature":"v1a","signing_secret":"whsec_Y2FuYXJ5LWNhbmFyeS1jYW5hcnktY2FuYXJ5"} | signing_secret
            {"public_key":"whpk_x"}                                    | public_key
            {"status":"active"}                                        | status
            {"colour":"red"}                                           | colour
            """)
    void refuses(String changes, String parameter) throws Exception {
        JsonNode problem = refused(valid(changes));
        assertThat(problem.at("/code").asText()).isEqualTo("invalid_request");
        assertThat(problem.at("/details").toString()).isEqualTo("[\"" + parameter + "\"]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"base_uri\":\"https://ledger_app.example:8443/events\"}",
                "{\"events\":[\"*\",\"bank.*\",\"bank.payment*\",\"gateway.provider.unmapped.v1\"]}",
                "{\"headers\":{\"X-Team\":\"a \\t~b\"}}",
                "{\"authentication_method\":\"HEADER\",\"username\":\"Authorization\",\"password\":\"ApiKey a b\"}",
                "{\"authentication_method\":\"BASIC\",\"username\":\"a b\",\"password\":\"caf\\u00e9:x\"}"
            })
    void accepts(String changes) throws Exception {
        Answer created = gateway.send("POST", HOOKS, valid(changes));
        assertThat(created.status()).as(created.body()).isEqualTo(201);
        JsonNode hook = gateway.get(created.header("Location")).json();
        assertThat(hook.at("/enabled").asBoolean()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "bank.payment.execute.v1, bank.payment.executed.v1",
        "bank.transaction.updated.v1, bank.transactions.updated.v1",
        "bank.payment.executed, bank.payment.executed.v1",
        "bank.paymnt.*, bank.payment.*",
        "gateways.*, gateway.*"
    })
    void namesTheNearestTypeOfOneThatDoesNotExist(String entry, String nearest) throws Exception {
        JsonNode problem = refused(valid("{\"events\":[\"bank.*\",\"" + entry + "\"]}"));
        assertThat(problem.at("/errors/0/detail").asText())
                .isEqualTo("matches no event type; the nearest is '" + nearest + "'");
    }

    @Test
    void namesTheAllowedTypes() throws Exception {
        assertThat(refused(valid("{\"type\":\"PUSH\"}")).at("/errors/0/detail").asText())
                .isEqualTo("must be one of EVENTS, ROUTE, CUSTOMIZE_TOKEN, DABP, USER_DETAILS_CUSTOMIZATION");
    }

    @Test
    void showsOnlyTheNamesOfHeadersAndKeepsTheirValuesByNull() throws Exception {
        String hook = gateway.send("POST", HOOKS, valid("{\"headers\":{\"X-A\":\"canary-a\",\"X-B\":\"canary-b\"}}"))
                .header("Location");
        assertThat(gateway.get(hook).json().at("/headers").toString()).isEqualTo("{\"X-A\":null,\"X-B\":null}");
        assertThat(gateway.get(HOOKS).body()).doesNotContain("canary");
        assertThat(gateway.send("PATCH", hook, "{\"headers\":{\"X-B\":null,\"X-C\":\"c\"}}")
                        .status())
                .isEqualTo(204);
        assertThat(gateway.get(hook).json().at("/headers").toString()).isEqualTo("{\"X-B\":null,\"X-C\":null}");
        assertThat(gateway.send("PATCH", hook, "{\"headers\":{\"X-A\":null}}").status())
                .isEqualTo(400);
        assertThat(gateway.send("PATCH", hook, "{\"headers\":null}").status()).isEqualTo(204);
        assertThat(gateway.get(hook).json().at("/headers")).isEmpty();
    }

    private static String valid(String changes) throws Exception {
        return ((ObjectNode) JSON.readTree(VALID))
                .<ObjectNode>setAll((ObjectNode) JSON.readTree(changes))
                .toString();
    }

    private JsonNode refused(String body) throws Exception {
        Answer answer = gateway.send("POST", HOOKS, body);
        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        return answer.json();
    }
}
