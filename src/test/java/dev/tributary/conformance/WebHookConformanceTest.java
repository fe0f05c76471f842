package dev.tributary.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tributary.conformance.Implementation.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The calls, statuses, headers, bodies and error codes of the contract, on definitions for other services. */
class WebHookConformanceTest {

    private static final String HOOKS = "/api/v1/configuration/web-hooks";
    private static final ObjectMapper JSON = new ObjectMapper();

    private static Implementation implementation;

    /** What this test made, to be deleted. */
    private final List<String> made = new ArrayList<>();

    @BeforeAll
    static void find() throws Exception {
        implementation = Implementation.underTest();
    }

    @AfterEach
    void deleteWhatWasMade() throws Exception {
        for (String location : made) {
            implementation.send("DELETE", location, "");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"CUSTOMIZE_TOKEN", "DABP", "USER_DETAILS_CUSTOMIZATION"})
    void createsAWebHookUnderTheIdOfTheClient(String type) throws Exception {
        String id = id();
        ObjectNode hook = hook(type).put("id", id);
        Answer created = implementation.send("POST", HOOKS, hook.toString());
        made.add(HOOKS + "/" + id);
        assertEmpty(created, 201);
        assertThat(created.header("Location")).isEqualTo(HOOKS + "/" + id);

        Answer read = implementation.send("GET", HOOKS + "/" + id, "");
        assertHeaders(read, 200);
        assertThat(read.json().at("/id").asText()).isEqualTo(id);
        assertContains(read.json(), hook);
    }

    @Test
    void createsAWebHookUnderAnIdOfItsOwn() throws Exception {
        String location = create(hook("DABP"));
        assertThat(location).matches(HOOKS + "/[^/?#]+");
        JsonNode read = implementation.send("GET", location, "").json();
        assertThat(location).isEqualTo(HOOKS + "/" + read.at("/id").asText());
    }

    @Test
    void keepsThePasswordToItself() throws Exception {
        String location = create(basic());
        Answer read = implementation.send("GET", location, "");
        assertThat(read.json().at("/authentication_method").asText()).isEqualTo("BASIC");
        assertThat(read.json().at("/username").asText()).isEqualTo("conformance");
        assertThat(read.json().has("password")).isFalse();
        assertThat(read.body()).doesNotContain("canary-password");
        assertThat(implementation.send("GET", HOOKS, "").body()).doesNotContain("canary-password");
    }

    @Test
    void listsEveryWebHookWhereNoLimitIsSent() throws Exception {
        for (int i = 0; i < 210; i++) {
            create(hook("DABP"));
        }
        Answer list = implementation.send("GET", HOOKS, "");
        assertHeaders(list, 200);
        assertThat(list.json().has("nextCursor")).isFalse();
        assertThat(list.json().at("/result").isArray()).isTrue();
        List<String> listed = new ArrayList<>();
        list.json()
                .at("/result")
                .forEach(hook -> listed.add(HOOKS + "/" + hook.at("/id").asText()));
        assertThat(listed).containsAll(made).doesNotHaveDuplicates();
    }

    @Test
    void showsAWebHookInTheListAsByItself() throws Exception {
        String location = create(basic());
        JsonNode alone = implementation.send("GET", location, "").json();
        assertThat(implementation.send("GET", HOOKS, "").json().at("/result")).contains(alone);
    }

    @Test
    void changesOnlyTheFieldsThatAreSent() throws Exception {
        ObjectNode hook = basic();
        String location = create(hook);
        assertEmpty(implementation.send("PATCH", location, "{\"name\":\"Changed\"}"), 204);
        assertContains(
                implementation.send("GET", location, "").json(), hook.deepCopy().put("name", "Changed"));
        assertEmpty(
                implementation.send(
                        "PATCH", location, "{\"type\":\"CUSTOMIZE_TOKEN\",\"authentication_method\":\"NONE\"}"),
                204);
        JsonNode after = implementation.send("GET", location, "").json();
        assertThat(after.at("/type").asText()).isEqualTo("CUSTOMIZE_TOKEN");
        assertThat(after.at("/authentication_method").asText()).isEqualTo("NONE");
        assertThat(after.has("username")).isFalse();
    }

    @Test
    void takesBackWhatItShowed() throws Exception {
        String location = create(basic());
        String shown = implementation.send("GET", location, "").body();
        assertEmpty(implementation.send("PATCH", location, shown), 204);
        assertContains(
                implementation.send("GET", location, "").json(), (ObjectNode) JSON.readTree(shown), "modified_at");
    }

    @Test
    void deletesAWebHook() throws Exception {
        String location = create(hook("DABP"));
        assertEmpty(implementation.send("DELETE", location, ""), 204);
        for (String method : List.of("GET", "DELETE", "PATCH")) {
            String body = method.equals("PATCH") ? "{\"name\":\"Changed\"}" : "";
            assertProblem(implementation.send(method, location, body), 404, "not_found");
        }
    }

    @Test
    void refusesAnIdThatIsTaken() throws Exception {
        ObjectNode hook = hook("DABP").put("id", id());
        create(hook);
        assertProblem(implementation.send("POST", HOOKS, hook.toString()), 409, "conflict");
    }

    @ParameterizedTest
    @ValueSource(strings = {"type", "name", "base_uri", "authentication_method"})
    void namesTheRequiredFieldThatIsMissing(String field) throws Exception {
        ObjectNode hook = hook("DABP");
        hook.remove(field);
        assertThat(refused("POST", HOOKS, hook)).containsExactly(field);
    }

    @Test
    void namesAllFieldsThatAreWrong() throws Exception {
        assertThat(refused("POST", HOOKS, JSON.createObjectNode()))
                .containsExactlyInAnyOrder("type", "name", "base_uri", "authentication_method");
        ObjectNode wrong = hook("DIRECT").put("base_uri", "nowhere").put("authentication_method", "DIGEST");
        assertThat(refused("POST", HOOKS, wrong))
                .containsExactlyInAnyOrder("type", "base_uri", "authentication_method");
    }

    @ParameterizedTest
    @ValueSource(strings = {"username", "password"})
    void requiresUsernameAndPasswordTogetherForBasic(String field) throws Exception {
        ObjectNode hook = basic();
        hook.remove(field);
        assertThat(refused("POST", HOOKS, hook)).containsExactly(field);
        String location = create(hook("DABP"));
        ObjectNode change = JSON.createObjectNode().put("authentication_method", "BASIC");
        assertThat(refused("PATCH", location, change)).containsExactlyInAnyOrder("username", "password");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "\"text\""})
    void refusesABodyThatIsNotAnObject(String body) throws Exception {
        assertProblem(implementation.send("POST", HOOKS, body.isEmpty() ? " " : body), 400, "invalid_request");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Bearer nonsense", "Basic bm9ib2R5OndpdGhvdXQ="})
    void refusesAClientThatItDoesNotKnow(String authorization) throws Exception {
        assertProblem(implementation.sendAs(authorization, "GET", HOOKS, ""), 401, "unauthorized");
        assertProblem(
                implementation.sendAs(authorization, "POST", HOOKS, hook("DABP").toString()), 401, "unauthorized");
    }

    @Test
    void refusesAClientWithoutTheScope() throws Exception {
        assumeFalse(implementation.reader().isEmpty(), "conformance.reader-token is not set");
        assertProblem(implementation.sendAs(implementation.reader(), "GET", HOOKS, ""), 403, "forbidden");
        assertProblem(
                implementation.sendAs(
                        implementation.reader(), "POST", HOOKS, hook("DABP").toString()),
                403,
                "forbidden");
    }

    private String create(ObjectNode hook) throws Exception {
        Answer created = implementation.send("POST", HOOKS, hook.toString());
        assertThat(created.status()).as(created.body()).isEqualTo(201);
        made.add(created.header("Location"));
        return created.header("Location");
    }

    private static List<String> refused(String method, String path, ObjectNode body) throws Exception {
        Answer answer = implementation.send(method, path, body.toString());
        assertProblem(answer, 400, "invalid_request");
        List<String> details = new ArrayList<>();
        answer.json().at("/details").forEach(name -> details.add(name.asText()));
        return details;
    }

    private static ObjectNode hook(String type) {
        return JSON.createObjectNode()
                .put("type", type)
                .put("name", "Conformance")
                .put("base_uri", implementation.hook())
                .put("authentication_method", "NONE");
    }

    private static ObjectNode basic() {
        return hook("DABP")
                .put("authentication_method", "BASIC")
                .put("username", "conformance")
                .put("password", "canary-password");
    }

    private static String id() {
        return "conformance-" + UUID.randomUUID();
    }

    private static void assertContains(JsonNode shown, ObjectNode sent, String... except) {
        sent.fieldNames().forEachRemaining(name -> {
            if (!name.equals("password") && !List.of(except).contains(name)) {
                assertThat(shown.get(name)).as(name).isEqualTo(sent.get(name));
            }
        });
    }

    private static void assertEmpty(Answer answer, int status) {
        assertThat(answer.body()).isEmpty();
        assertHeaders(answer, status);
    }

    private static void assertHeaders(Answer answer, int status) {
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("Content-Type").replace(" ", "").toLowerCase(Locale.ROOT))
                .isEqualTo("application/json;charset=utf-8");
        assertNotStored(answer);
    }

    /** Problem details are JSON as well. */
    private static void assertProblem(Answer answer, int status, String code) throws Exception {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).matches("application/(problem\\+)?json(;.*)?");
        assertNotStored(answer);
        assertThat(answer.json().at("/code").asText()).isEqualTo(code);
        assertThat(answer.json().at("/message").asText()).isNotBlank();
        assertThat(answer.json().at("/details").isArray()).isTrue();
    }

    private static void assertNotStored(Answer answer) {
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        assertThat(answer.header("Pragma")).isEqualTo("no-cache");
    }
}
