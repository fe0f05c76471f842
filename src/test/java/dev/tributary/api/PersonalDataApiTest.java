package dev.tributary.api;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Updates.set;
import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoDatabase;
import dev.tributary.TestGateway;
import dev.tributary.TestGateway.Answer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Objects;
import org.bson.Document;
import org.bson.types.Binary;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PersonalDataApiTest {

    private static final TestGateway GATEWAY = TestGateway.shared();
    private static final String EVENTS = "/api/v1/events";
    private static final String OF_SOURCE = EVENTS + "?subject=connections/c-personal";

    private static String id = "";

    @BeforeAll
    static void fill() throws Exception {
        String source = """
                {"id": "personal", "provider": "paybook", "scheme": "paybook-header", "options": {"header": "X-Secret"},
                 "secrets": [{"value": "a-long-secret-of-the-source"}]}""";
        assertThat(GATEWAY.send("POST", "/api/v1/configuration/sources", source).status())
                .isEqualTo(201);
        assertThat(call("c-personal", "uuid-1")).isEqualTo(200);
        assertThat(call("c-personal", "uuid-2")).isEqualTo(200);
        id = GATEWAY.get(OF_SOURCE).json().at("/result/0/id").asText();
    }

    @Test
    void showsPersonalMembersToCallersThatMaySeeRawData() throws Exception {
        assertThat(GATEWAY.get(EVENTS + "/" + id)
                        .json()
                        .at("/data/user/externalId")
                        .asText())
                .isEqualTo("IXS7607092R5");
        assertThat(GATEWAY.get(OF_SOURCE).body()).contains("IXS7607092R5").doesNotContain("***");
    }

    @Test
    void masksPersonalMembersForAllOtherCallers() throws Exception {
        String reader = GATEWAY.token("default", "events:read events:export");
        Answer one = GATEWAY.getAs(reader, EVENTS + "/" + id);
        assertThat(one.json().at("/data/user/externalId").asText()).isEqualTo("***");
        assertThat(one.json().at("/data/user/id").asText()).isEqualTo("u-personal");
        assertThat(GATEWAY.getAs(reader, OF_SOURCE).body()).contains("***").doesNotContain("IXS7607092R5");
        for (String form : List.of("application/x-ndjson", "text/csv")) {
            assertThat(GATEWAY.sendAs(reader, "GET", OF_SOURCE, "", "Accept", form)
                            .body())
                    .contains("***")
                    .doesNotContain("IXS7607092R5");
        }
    }

    @Test
    void writesDownEachRequestThatShowsPersonalMembersOnce() throws Exception {
        long before = unmaskings();
        GATEWAY.get(OF_SOURCE);
        assertThat(unmaskings()).as("a list of two events").isEqualTo(before + 1);
        GATEWAY.get(EVENTS + "/" + id);
        assertThat(unmaskings()).as("one event").isEqualTo(before + 2);
        GATEWAY.send("GET", OF_SOURCE, "", "Accept", "application/x-ndjson");
        assertThat(unmaskings()).as("an export").isEqualTo(before + 3);
        GATEWAY.getAs(GATEWAY.token("default", "events:read"), OF_SOURCE);
        assertThat(unmaskings()).as("a masked list").isEqualTo(before + 3);
    }

    @Test
    void masksForACallerThatMaySeeThemAndAsksForTheMask() throws Exception {
        long before = unmaskings();
        for (String path : List.of(OF_SOURCE + "&masked=true", EVENTS + "/" + id + "?masked=true")) {
            assertThat(GATEWAY.get(path).body()).contains("***").doesNotContain("IXS7607092R5");
        }
        assertThat(unmaskings()).isEqualTo(before);
        assertThat(GATEWAY.get(EVENTS + "/" + id + "?masked=false").body()).contains("IXS7607092R5");
        assertThat(GATEWAY.get(OF_SOURCE + "&masked=yes").status()).isEqualTo(400);
    }

    @Test
    void storesNoPersonalMemberInTheClear() {
        Document stored = database().getCollection("events").find(eq("_id", id)).first();
        assertThat(stored).isNotNull();
        assertThat(stored.toJson()).contains("***").doesNotContain("IXS7607092R5");
        assertThat(stored.get("datajson", Binary.class).getData())
                .asString()
                .contains("***")
                .doesNotContain("IXS7607092R5");
    }

    @Test
    void showsTheOthersWhenWhatIsSealedInOneEventWasChangedInTheStore() throws Exception {
        assertThat(call("c-changed", "uuid-3")).isEqualTo(200);
        assertThat(call("c-changed", "uuid-4")).isEqualTo(200);
        String list = EVENTS + "?subject=connections/c-changed";
        String changed = GATEWAY.get(list).json().at("/result/0/id").asText();
        Document stored = Objects.requireNonNull(
                database().getCollection("events").find(eq("_id", changed)).first());
        byte[] sealed = stored.get("sealed", Binary.class).getData();
        sealed[sealed.length - 1] ^= 1;
        database().getCollection("events").updateOne(eq("_id", changed), set("sealed", new Binary(sealed)));

        Answer answer = GATEWAY.get(list);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().at("/result/0/data/user/externalId").asText()).isEqualTo("***");
        assertThat(answer.json().at("/result/1/data/user/externalId").asText()).isEqualTo("IXS7607092R5");
        assertThat(GATEWAY.get(EVENTS + "/" + changed).status()).isEqualTo(410);
    }

    @Test
    void refusesErasureWithoutTheScopeForConfiguration() throws Exception {
        String path = "/api/v1/users/paybook/u-unknown/erasure";
        String reader = GATEWAY.token("default", "events:read events:raw");
        assertThat(GATEWAY.sendAs(reader, "POST", path, "").status()).isEqualTo(403);
        assertThat(GATEWAY.get(path).status()).as("never asked for").isEqualTo(404);
        assertThat(GATEWAY.send("POST", "/api/v1/users/nope/u/erasure", "").status())
                .isEqualTo(404);
    }

    private static long unmaskings() {
        return database().getCollection("audit").countDocuments(eq("action", "event.unmask"));
    }

    private static MongoDatabase database() {
        return GATEWAY.context().getBean(MongoDatabase.class);
    }

    private static int call(String connection, String job) throws Exception {
        String body = """
                {"event": "credential_update", "id_credential": "%s", "id_user": "u-personal",
                 "id_external": "IXS7607092R5", "id_job_uuid": "%s", "is_executing": 1}""".formatted(connection, job);
        String port = GATEWAY.context().getEnvironment().getProperty("local.server.port");
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/hooks/paybook/personal"))
                                .header("X-Secret", "a-long-secret-of-the-source")
                                .POST(BodyPublishers.ofString(body))
                                .build(),
                        BodyHandlers.discarding())
                .statusCode();
    }
}
