package dev.tributary.erasure;

import static dev.tributary.erasure.Users.connection;
import static dev.tributary.erasure.Users.external;
import static dev.tributary.erasure.Users.number;
import static dev.tributary.erasure.Users.personal;
import static dev.tributary.erasure.Users.remittance;
import static dev.tributary.erasure.Users.user;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.mongodb.client.MongoDatabase;
import dev.tributary.TestGateway;
import dev.tributary.TestGateway.Answer;
import dev.tributary.banking.store.BankingStore;
import dev.tributary.banking.store.DocumentStore;
import dev.tributary.egress.ScriptedServer;
import dev.tributary.source.Source;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * One of many users is erased: everything that names the user goes, and all other users' data stays readable. The short form
 * stores 1,000 events; {@code -Dtributary.test.erasure.events=10000} is the long one.
 */
abstract class ErasureContract {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int EVENTS = Integer.getInteger("tributary.test.erasure.events", 1_000);
    private static final int USERS = 50;
    private static final int ERASED = 7;
    private static final int OTHER = 8;

    private TestGateway gateway;
    private ScriptedServer endpoint;
    private Users users;

    abstract String storeUri();

    @BeforeEach
    void open() throws Exception {
        endpoint = new ScriptedServer((request, out) -> {
            String body = new String(request.body(), UTF_8);
            ScriptedServer.always("HTTP/1.1 500 as told", body.substring(body.indexOf("\"data\"")))
                    .answer(request, out);
        });
        gateway = TestGateway.startOn(
                storeUri(),
                "--tributary.egress.allow=127.0.0.0/8",
                "--tributary.delivery.endpoint-check=false",
                "--tributary.delivery.schedule=0s,10h");
        gateway.source("s1", "paybook", "paybook-header", Map.of("header", "X-Secret"), "secret", null);
        var away = new Source.Api("http://127.0.0.1:1", "key", 100);
        gateway.source("s2", "paybook", "paybook-header", Map.of("header", "X-Secret"), "secret", away);
        users = new Users(gateway.bean(BankingStore.class), gateway.bean(DocumentStore.class));
    }

    @AfterEach
    void close() throws Exception {
        gateway.close();
        endpoint.close();
    }

    @Test
    void leavesNothingOfAnErasedUserAndEverythingOfAllOthers() throws Exception {
        subscribe();
        IntStream.range(0, EVENTS).parallel().forEach(number -> assertThat(call(number))
                .isEqualTo(200));
        users.addRecords(ERASED);
        users.addRecords(OTHER);
        await().atMost(Duration.ofSeconds(20)).until(() -> deliveries("pending").size() == 1);
        leaveFollowUp();
        leaveRejectedCall();
        String event = eventOf(ERASED);
        String other = eventOf(OTHER);
        Answer before = gateway.get("/api/v1/events/" + other);
        assertThat(before.body()).contains(external(OTHER));
        assertThat(gateway.get("/api/v1/events/" + event).body()).contains(external(ERASED));
        saveView(ERASED);
        saveView(OTHER);
        export("subject=connections/" + connection(ERASED));
        export("correlationid=" + user(ERASED) + "&type=" + external(ERASED) + "&provider=" + user(ERASED));
        export("type%5Bprefix%5D=" + user(ERASED) + "&tenantid=" + external(ERASED));
        var search = new RawSearch(gateway.bean(MongoDatabase.class));
        assertThat(search.find(List.of(user(ERASED))))
                .anyMatch(place -> place.startsWith("events:"))
                .anyMatch(place -> place.startsWith("receipts_"))
                .anyMatch(place -> place.startsWith("follow_ups:"))
                .anyMatch(place -> place.startsWith("connections:"));
        assertThat(search.find(personal(ERASED)))
                .as("what is encrypted is readable in receipts and answers of endpoints only")
                .anyMatch(place -> place.startsWith("receipts_"))
                .anyMatch(place -> place.startsWith("deliveries:"))
                .allMatch(place -> place.startsWith("receipts_") || place.startsWith("deliveries:"));

        long chunks = search.count("documents.chunks");
        assertThat(chunks).isPositive().isEven();
        JsonNode counted = JSON.readTree(post(ERASED, "?dry_run=true").body());
        assertThat(counted.path("events").asInt()).isEqualTo(EVENTS / USERS + 1);
        assertThat(counted.path("receipts").asInt())
                .as("of each event, and the one of the rejected call")
                .isEqualTo(EVENTS / USERS + 2);
        assertThat(counted.path("documents").asInt()).isEqualTo(2);
        assertThat(counted.path("views").asInt()).isEqualTo(1);
        HttpResponse<String> started = post(ERASED, "");
        assertThat(started.statusCode()).isEqualTo(202);
        assertThat(post(ERASED, "").body()).as("the same erasure goes on").isEqualTo(started.body());
        assertUnreadableAtOnce(event);

        await().atMost(Duration.ofSeconds(90))
                .until(() -> erasure(ERASED).path("state").asText().equals("done"));
        assertThat(erasure(ERASED).at("/removed/events").asInt()).isEqualTo(EVENTS / USERS + 1);
        assertThat(search.find(personal(ERASED))).isEmpty();
        assertThat(search.find(List.of(user(ERASED)))).isEmpty();
        assertThat(search.count("views")).as("that of another user").isEqualTo(1);
        assertThat(search.count("rejected_proofs"))
                .as("the only rejected call was the user's")
                .isZero();
        assertThat(search.count("documents.chunks"))
                .as("of the large file of another user")
                .isEqualTo(chunks / 2);
        assertThat(search.find(List.of(connection(ERASED))))
                .as("only the filter of this test's own web hook names the connection")
                .containsExactly("subscriptions: " + connection(ERASED));
        JsonNode audit = JSON.readTree(gateway.get("/api/v1/audit/verification").body());
        assertThat(audit.path("intact").asBoolean()).isTrue();
        assertThat(audit.path("entries").asInt()).isGreaterThan(4);
        assertThat(gateway.get("/api/v1/events/" + event).status()).isEqualTo(404);
        assertThat(deliveries("cancelled")).singleElement().satisfies(delivery -> assertThat(
                        delivery.at("/attempts/1/outcome").asText())
                .isEqualTo("erased"));
        assertOthersAreIntact(other, before.body());
        assertALaterCallIsReadable();
    }

    private void export(String query) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(gateway.uri("/api/v1/events?" + query))
                .headers("Authorization", "Bearer " + gateway.adminToken(), "Accept", "text/csv")
                .build();
        assertThat(HttpClient.newHttpClient()
                        .send(request, BodyHandlers.discarding())
                        .statusCode())
                .isEqualTo(200);
    }

    private void assertUnreadableAtOnce(String event) throws Exception {
        assertThat(gateway.get("/api/v1/events/" + event).status()).isEqualTo(410);
        assertThat(gateway.get("/api/v1/events?subject=connections/" + connection(ERASED))
                        .body())
                .contains("\"***\"")
                .doesNotContain(external(ERASED));
        assertThat(gateway.get("/api/v1/accounts?connectionId=" + connection(ERASED))
                        .body())
                .contains("\"***\"")
                .doesNotContain(number(ERASED));
        for (JsonNode file : list("/api/v1/documents?connectionId=" + connection(ERASED))) {
            assertThat(gateway.get("/api/v1/documents/" + file.path("id").asText() + "/body")
                            .status())
                    .isEqualTo(410);
        }
    }

    private void assertOthersAreIntact(String other, String bytes) throws Exception {
        assertThat(gateway.get("/api/v1/events/" + other).body()).isEqualTo(bytes);
        for (int number = 0; number < USERS; number++) {
            if (number != ERASED) {
                assertThat(list("/api/v1/events?limit=200&subject=connections/" + connection(number)))
                        .hasSize(EVENTS / USERS)
                        .allSatisfy(event -> assertThat(
                                        event.at("/data/user/externalId").asText())
                                .startsWith("tax-"));
            }
        }
        assertThat(gateway.get("/api/v1/accounts?connectionId=" + connection(OTHER))
                        .body())
                .contains(number(OTHER));
        assertThat(gateway.get("/api/v1/transactions?connectionId=" + connection(OTHER))
                        .body())
                .contains(remittance(OTHER));
        for (JsonNode file : list("/api/v1/documents?connectionId=" + connection(OTHER))) {
            assertThat(gateway.get("/api/v1/documents/" + file.path("id").asText() + "/body")
                            .body())
                    .contains(remittance(OTHER));
        }
    }

    private void assertALaterCallIsReadable() throws Exception {
        assertThat(call(EVENTS + ERASED)).isEqualTo(200);
        assertThat(list("/api/v1/events?subject=connections/" + connection(ERASED)))
                .singleElement()
                .satisfies(event ->
                        assertThat(event.at("/data/user/externalId").asText()).isEqualTo(external(ERASED)));
    }

    private void subscribe() {
        String webHook = """
                {"id": "w1", "type": "EVENTS", "name": "w", "base_uri": "%s", "authentication_method": "NONE",
                 "filters": {"all": [{"exact": {"subject": "connections/%s"}}, {"exact": {"correlationid": "job-%d"}}]}}""".formatted(endpoint.url("/"), connection(ERASED), ERASED);
        HttpResponse<String> created = gateway.post(
                "/api/v1/configuration/web-hooks",
                webHook.getBytes(UTF_8),
                "Authorization",
                "Bearer " + gateway.adminToken(),
                "Content-Type",
                "application/json");
        assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
    }

    private int call(int number) {
        int user = number % USERS;
        String body = """
                {"event": "credential_update", "id_credential": "%s", "id_user": "%s", "id_external": "%s",
                 "id_job": "job-%d", "id_job_uuid": "uuid-%d", "is_executing": 1}""".formatted(connection(user), user(user), external(user), number, number);
        return gateway.post("/hooks/paybook/s1", body.getBytes(UTF_8), "X-Secret", "secret")
                .statusCode();
    }

    /** An event of the erased user whose fetch waits for an API that is away. */
    private void leaveFollowUp() {
        String body = """
                {"event": "refresh", "id_credential": "%s", "id_user": "%s", "id_external": "%s",
                 "endpoints": {"accounts": ["/v1/accounts?id_credential=%1$s"]}}""".formatted(connection(ERASED), user(ERASED), external(ERASED));
        assertThat(gateway.post("/hooks/paybook/s2", body.getBytes(UTF_8), "X-Secret", "secret")
                        .statusCode())
                .isEqualTo(200);
        var followUps = gateway.bean(MongoDatabase.class).getCollection("follow_ups");
        await().atMost(Duration.ofSeconds(20)).until(() -> followUps.countDocuments() == 1);
    }

    private void saveView(int number) {
        String view = "{\"list\":\"events\",\"name\":\"Of %s\",\"filters\":{\"subject\":\"users/%1$s\"}}";
        assertThat(gateway.send("POST", "/api/v1/views", view.formatted(user(number)))
                        .status())
                .isEqualTo(201);
    }

    /** A receipt without an event. */
    private void leaveRejectedCall() {
        String body = "{\"event\": \"refresh\", \"id_user\": \"%s\"}".formatted(user(ERASED));
        assertThat(gateway.post("/hooks/paybook/s1", body.getBytes(UTF_8), "X-Secret", "wrong")
                        .statusCode())
                .isEqualTo(401);
        var search = new RawSearch(gateway.bean(MongoDatabase.class));
        await().until(() ->
                list("/api/v1/receipts?verdict=rejected").size() == 1 && search.count("rejected_proofs") == 1);
    }

    private HttpResponse<String> post(int number, String query) {
        return gateway.post(path(number) + query, new byte[0], "Authorization", "Bearer " + gateway.adminToken());
    }

    private JsonNode erasure(int number) throws Exception {
        return JSON.readTree(gateway.get(path(number)).body());
    }

    private String eventOf(int number) throws Exception {
        return list("/api/v1/events?subject=connections/" + connection(number))
                .get(0)
                .path("id")
                .asText();
    }

    private JsonNode deliveries(String state) throws Exception {
        return list("/api/v1/deliveries?webHookId=w1&state=" + state);
    }

    private JsonNode list(String path) throws Exception {
        return JSON.readTree(gateway.get(path).body()).path("result");
    }

    private static String path(int number) {
        return "/api/v1/users/paybook/" + user(number) + "/erasure";
    }
}
