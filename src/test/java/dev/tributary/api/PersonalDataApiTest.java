package dev.tributary.api;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Updates.set;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoDatabase;
import dev.tributary.TestGateway;
import dev.tributary.TestGateway.Answer;
import dev.tributary.mongo.ChangeCounter;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.bson.Document;
import org.bson.types.Binary;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
        assertThat(stored.toJson()).doesNotContain("IXS7607092R5");
        assertThat(stored.get("datajson", Binary.class).getData())
                .asString()
                .contains("***")
                .doesNotContain("IXS7607092R5");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sealed", "datajson", "key"})
    void saysThatPersonalMembersCannotBeReadAndShowsTheOthers(String changedMember) throws Exception {
        String connection = "c-" + changedMember;
        assertThat(call("u-" + changedMember, connection, "uuid-3")).isEqualTo(200);
        assertThat(call("u-other", connection, "uuid-4")).isEqualTo(200);
        String list = EVENTS + "?subject=connections/" + connection;
        String changed = GATEWAY.get(list).json().at("/result/0/id").asText();
        change(changed, changedMember);

        Answer answer = GATEWAY.get(list);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().at("/result/1/data/user/externalId").asText()).isEqualTo("IXS7607092R5");
        String one = EVENTS + "/" + changed;
        assertThat(GATEWAY.get(one).status()).isEqualTo(409);
        assertThat(GATEWAY.get(one + "?masked=true").status()).isEqualTo(200);
        assertThat(GATEWAY.get(one + "/mapping").json().path("obstacle").asText())
                .isEqualTo("unreadable");
        String reader = GATEWAY.token("default", "events:read");
        assertThat(GATEWAY.getAs(reader, one).status()).isEqualTo(200);
    }

    @Test
    void saysThatTheDataOfAnEventCannotBeReadAndListsTheOthers() throws Exception {
        assertThat(call("u-data", "c-data", "uuid-7")).isEqualTo(200);
        assertThat(call("u-data", "c-data", "uuid-8")).isEqualTo(200);
        String list = EVENTS + "?subject=connections/c-data";
        String changed = GATEWAY.get(list).json().at("/result/0/id").asText();
        database().getCollection("events").updateOne(eq("_id", changed), set("datajson", new Binary(new byte[] {'{'})));

        Answer answer = GATEWAY.get(list);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().at("/result/0/data")).isEmpty();
        assertThat(answer.json().at("/result/1/data/user/externalId").asText()).isEqualTo("IXS7607092R5");
        assertThat(GATEWAY.get(EVENTS + "/" + changed).status()).isEqualTo(409);
        String reader = GATEWAY.token("default", "events:read");
        assertThat(GATEWAY.getAs(reader, EVENTS + "/" + changed).status()).isEqualTo(409);
    }

    @Test
    void aKeyThatCannotBeReadStopsNobodyElseAndCanBeErased() throws Exception {
        assertThat(call("u-lost", "c-lost", "uuid-5")).isEqualTo(200);
        change(
                GATEWAY.get(EVENTS + "?subject=connections/c-lost")
                        .json()
                        .at("/result/0/id")
                        .asText(),
                "key");
        new ChangeCounter(database(), "userkeys").changed(); // no gateway knows the key from before
        await().untilAsserted(() -> assertThat(
                        call("u-lost", "c-lost", UUID.randomUUID().toString()))
                .isEqualTo(503));
        List<CompletableFuture<Integer>> calls = IntStream.range(0, 20)
                .mapToObj(i ->
                        CompletableFuture.supplyAsync(() -> call(i % 2 == 0 ? "u-lost" : "u-kept", "c-lost", "j" + i)))
                .toList();
        for (int i = 0; i < calls.size(); i++) {
            assertThat(calls.get(i).join()).isEqualTo(i % 2 == 0 ? 503 : 200);
        }

        String erasure = "/api/v1/users/paybook/u-lost/erasure";
        assertThat(GATEWAY.send("POST", erasure, "").status()).isEqualTo(202);
        assertThat(call("u-lost", "c-lost", "uuid-6")).as("with a new key").isEqualTo(200);
    }

    /** As somebody would who can write to the database. */
    private static void change(String event, String member) {
        var events = database().getCollection("events");
        Document stored = Objects.requireNonNull(events.find(eq("_id", event)).first());
        if (member.equals("key")) {
            String key = stored.getString("userkey");
            database()
                    .getCollection("userkeys")
                    .updateOne(eq("_id", key.substring(0, key.indexOf('.'))), set("key", "gone.AAAA"));
            return;
        }
        byte[] bytes = stored.get(member, Binary.class).getData();
        byte[] other = member.equals("sealed")
                ? new byte[bytes.length]
                : new String(bytes, UTF_8).replace("\"***\"", "\"******\"").getBytes(UTF_8);
        events.updateOne(eq("_id", event), set(member, new Binary(other)));
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

    private static int call(String connection, String job) {
        return call("u-personal", connection, job);
    }

    private static int call(String user, String connection, String job) {
        String body = """
                {"event": "credential_update", "id_credential": "%s", "id_user": "%s",
                 "id_external": "IXS7607092R5", "id_job_uuid": "%s", "is_executing": 1}""".formatted(connection, user, job);
        return GATEWAY.post("/hooks/paybook/personal", body.getBytes(UTF_8), "X-Secret", "a-long-secret-of-the-source")
                .statusCode();
    }
}
