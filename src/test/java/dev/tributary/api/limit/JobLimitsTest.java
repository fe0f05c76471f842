package dev.tributary.api.limit;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.set;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import dev.tributary.TestGateway;
import dev.tributary.TestGateway.Answer;
import dev.tributary.event.EventFixtures;
import dev.tributary.eventstore.EventStore;
import dev.tributary.eventstore.StoredEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How many jobs and dry runs one tenant may have at a time. */
class JobLimitsTest {

    private static TestGateway gateway;

    @BeforeAll
    static void start() throws Exception {
        gateway = TestGateway.start(
                "--tributary.limits.jobs=1",
                "--tributary.limits.dry-runs=1",
                "--tributary.limits.dry-run-deadline=1ns",
                "--tributary.delivery.endpoint-check=false");
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    private static String token(String tenant) throws Exception {
        return gateway.token(tenant, TestGateway.EVERYTHING);
    }

    private static Answer post(String token, String path, String more) throws Exception {
        String body = "{\"from\":\"%s\",\"before\":\"%s\"%s}".formatted(Instant.EPOCH, Instant.now(), more);
        String key = UUID.randomUUID().toString();
        return gateway.sendAs(token, "POST", "/api/v1" + path, body, "Idempotency-Key", key);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            /remaps              |                          | quarantine_jobs
            /quarantine/releases | ,"kind":"rejected"       | quarantine_jobs
            /replays             | ,"events":true           | replays
            /cancellations       |                          | replays
            """, quoteCharacter = '\'')
    void aTenantHasSoManyJobsThatHaveNotEnded(String path, String more, String collection) throws Exception {
        String tenant = "jobs" + path.replace('/', '-');
        String token = token(tenant);
        String members = more == null ? "" : more;
        Answer first = post(token, path, members);
        assertThat(first.status()).as(first.body()).isEqualTo(202);
        String id = first.json().path("id").asText();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> state(token, path, id).equals("done"));
        asAtWorkElsewhere(collection, id);

        Answer refused = post(token, path, members);
        assertThat(refused.status()).as(refused.body()).isEqualTo(429);
        assertThat(refused.header("Retry-After")).isEqualTo("5");
        assertThat(refused.json().path("detail").asText()).contains("1 jobs");
        assertThat(post(token("another-" + tenant), path, members).status()).isEqualTo(202);
        gateway.context()
                .getBean(MongoDatabase.class)
                .getCollection(collection)
                .updateOne(eq("_id", id), set("state", "done"));
        assertThat(post(token, path, members).status()).isEqualTo(202);
    }

    private static String state(String token, String path, String id) throws Exception {
        return gateway.getAs(token, "/api/v1" + path + "/" + id)
                .json()
                .path("state")
                .asText();
    }

    /** Another gateway has the job. */
    private static void asAtWorkElsewhere(String collection, String id) {
        gateway.context()
                .getBean(MongoDatabase.class)
                .getCollection(collection)
                .updateOne(
                        eq("_id", id),
                        combine(
                                set("state", "running"),
                                set("claimToken", "another"),
                                set("leaseUntil", Date.from(Instant.now().plusSeconds(600)))));
    }

    @Test
    void aDryRunThatMeetsItsDeadlineSaysThatItIsNotComplete() throws Exception {
        List<StoredEvent> events = new ArrayList<>();
        for (int i = 0; i < 450; i++) {
            events.add(StoredEvent.of(EventFixtures.ofTenant("slow", "bank.payment.executed.v1")));
        }
        gateway.context().getBean(EventStore.class).insert(events, "test", Duration.ofSeconds(30));
        JsonNode remap = post(token("slow"), "/remaps", ",\"dryRun\":true").json();
        assertThat(remap.path("complete").asBoolean(true)).as(remap.toString()).isFalse();
        JsonNode replay =
                post(token("slow"), "/replays?dry_run=true", ",\"events\":true").json();
        JsonNode ofWebHook = post(token("slow"), webHook("slow") + "/test", "").json();
        assertThat(ofWebHook.path("complete").asBoolean(true))
                .as("the dry run of a web hook is complete")
                .isFalse();
        assertThat(ofWebHook.path("looked_at").asInt()).isEqualTo(200);
        assertThat(replay.path("complete").asBoolean(true))
                .as(replay.toString())
                .isFalse();
        JsonNode none = post(token("empty"), "/remaps", ",\"dryRun\":true").json();
        assertThat(none.path("complete").asBoolean()).isTrue();
    }

    @Test
    void aCountOfWhatWaitsThatMeetsItsDeadlineSaysThatItIsNotComplete() throws Exception {
        String token = token("waiting");
        assertThat(gateway.sendAs(token, "POST", "/api/v1/configuration/web-hooks", """
                {"type":"EVENTS","name":"n","base_uri":"https://ledger.example","authentication_method":"NONE","rate_limit":0.001}""")
                        .status())
                .isEqualTo(201);
        List<StoredEvent> events = new ArrayList<>();
        for (int i = 0; i < 510; i++) {
            events.add(StoredEvent.of(EventFixtures.ofTenant("waiting", "bank.payment.executed.v1")));
        }
        gateway.context().getBean(EventStore.class).insert(events, "test", Duration.ofSeconds(30));
        String replay =
                post(token, "/replays", ",\"events\":true").json().path("id").asText();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> state(token, "/replays", replay).equals("done"));
        JsonNode counted = post(token, "/cancellations?dry_run=true", "").json();
        assertThat(counted.path("complete").asBoolean(true))
                .as(counted.toString())
                .isFalse();
        assertThat(counted.path("count").asInt()).isEqualTo(500);
    }

    @Test
    void aJobThatHasNotEndedForADayDoesNotCount() throws Exception {
        String token = token("yesterday");
        String id = startedAndAtWorkElsewhere(post(token, "/cancellations", ""), token, "/cancellations");
        assertThat(post(token, "/cancellations", "").status()).isEqualTo(429);
        replays()
                .updateOne(
                        eq("_id", id), set("createdAt", Date.from(Instant.now().minus(Duration.ofHours(25)))));
        assertThat(post(token, "/cancellations", "").status()).isEqualTo(202);
    }

    @Test
    void aReplayIsRepeatedByItsKeyAfterACrashAlsoWhereItIsTheLastOneThatATenantMayHave() throws Exception {
        String token = token("crashed");
        String range = "{\"from\":\"%s\",\"before\":\"%s\",\"events\":true}".formatted(Instant.EPOCH, Instant.now());
        Answer first = gateway.sendAs(token, "POST", "/api/v1/replays", range, "Idempotency-Key", "k1");
        String id = startedAndAtWorkElsewhere(first, token, "/replays");
        // as a gateway leaves it that is killed between the start of the job and the answer
        gateway.context()
                .getBean(MongoDatabase.class)
                .getCollection("idempotency_keys")
                .updateOne(eq("resultId", id), combine(set("answered", false), set("leaseUntil", new Date(1))));

        Answer again = gateway.sendAs(token, "POST", "/api/v1/replays", range, "Idempotency-Key", "k1");
        assertThat(again.status()).as(again.body()).isEqualTo(202);
        assertThat(again.json()).isEqualTo(first.json());
        assertThat(post(token, "/replays", ",\"events\":true").status()).isEqualTo(429);
        assertThat(gateway.context()
                        .getBean(MongoDatabase.class)
                        .getCollection("audit")
                        .countDocuments(eq("what", id)))
                .as("started once")
                .isEqualTo(1);
    }

    private static String startedAndAtWorkElsewhere(Answer started, String token, String path) throws Exception {
        assertThat(started.status()).as(started.body()).isEqualTo(202);
        String id = started.json().path("id").asText();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> state(token, path, id).equals("done"));
        asAtWorkElsewhere("replays", id);
        return id;
    }

    private static MongoCollection<Document> replays() {
        return gateway.context().getBean(MongoDatabase.class).getCollection("replays");
    }

    @Test
    void aTenantRunsSoManyDryRunsAtATime() throws Exception {
        TenantLimits limits = gateway.context().getBean(TenantLimits.class);
        List<Answer> meanwhile = limits.dryRun("dry", deadline -> dryRuns("dry"));
        assertThat(meanwhile).hasSize(4).allSatisfy(refused -> {
            assertThat(refused.status()).as(refused.body()).isEqualTo(429);
            assertThat(refused.header("Retry-After")).isEqualTo("5");
        });
        List<Answer> ofAnother = limits.dryRun("dry", deadline -> dryRuns("other"));
        assertThat(ofAnother).extracting(Answer::status).containsOnly(200);
        assertThat(dryRuns("dry")).extracting(Answer::status).containsOnly(200);
    }

    /** The path of a web hook of a tenant, which is made if there is none. */
    private static String webHook(String tenant) throws Exception {
        String hooks = "/configuration/web-hooks";
        Answer created = gateway.sendAs(token(tenant), "POST", "/api/v1" + hooks, """
                {"id":"%s","type":"EVENTS","name":"%1$s","base_uri":"https://ledger.example",
                 "authentication_method":"NONE"}""".formatted(tenant));
        assertThat(created.status()).as(created.body()).isIn(201, 409);
        return hooks + "/" + tenant;
    }

    private static List<Answer> dryRuns(String tenant) {
        try {
            String token = token(tenant);
            return List.of(
                    post(token, "/remaps", ",\"dryRun\":true"),
                    post(token, "/replays?dry_run=true", ",\"events\":true"),
                    post(token, "/cancellations?dry_run=true", ""),
                    post(token, webHook(tenant) + "/test", ""));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
