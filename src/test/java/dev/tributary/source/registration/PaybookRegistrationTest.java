package dev.tributary.source.registration;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Updates.set;
import static dev.tributary.source.registration.RegistrationBed.PUBLIC_URL;
import static dev.tributary.source.registration.RegistrationBed.path;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.mongodb.client.MongoDatabase;
import dev.tributary.TestGateway.Answer;
import java.time.Duration;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PaybookRegistrationTest {

    private static final String REFRESH = """
            {"event":"credential_update","id_credential":"c1","id_user":"u1","id_job_uuid":"j1","endpoints":{}}""";

    private final PaybookDouble paybook = new PaybookDouble();
    private final Map<String, Map<String, Object>> webhooks = paybook.webhooks;
    private volatile ProviderDouble.Script script = paybook;
    private RegistrationBed bed;

    @BeforeEach
    void start() throws Exception {
        start(new RegistrationBed(call -> script.answer(call)));
    }

    private void start(RegistrationBed fresh) throws Exception {
        bed = fresh;
        PaybookDouble.source(bed);
    }

    @AfterEach
    void stop() {
        bed.close();
    }

    private Map<String, Object> webhook() {
        assertThat(webhooks).hasSize(1);
        return webhooks.values().iterator().next();
    }

    private Answer call() throws Exception {
        String secret = PaybookDouble.secret(webhook());
        return bed.post(String.valueOf(webhook().get("url")), REFRESH, "X-Paybook-Proof", secret);
    }

    @Test
    void registersWithAFreshSecretInTheCustomHeader() throws Exception {
        RegistrationBed.created(bed.register(bed.id, "{\"delay\":5}"));
        assertThat(webhook())
                .containsEntry("url", PUBLIC_URL + "/hooks/paybook/" + bed.id)
                .containsEntry("delay", 5)
                .containsEntry("events", List.of("credential_create", "credential_update", "refresh"));
        assertThat(call().status()).isEqualTo(200);
        assertThat(bed.events()).isEqualTo(1);
        assertThat(bed.post(PUBLIC_URL + "/hooks/paybook/" + bed.id, REFRESH, "X-Paybook-Proof", "x")
                        .status())
                .isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(ints = {7, 0, 86_400})
    void changesTheDelayAlsoBackToNone(int delay) throws Exception {
        bed.register(bed.id, "{\"delay\":5}");
        Answer changed = bed.gateway.send("PATCH", path(bed.id), "{\"delay\":" + delay + "}");
        assertThat(changed.status()).as(changed.body()).isEqualTo(204);
        assertThat(webhook()).containsEntry("delay", delay);
        assertThat(bed.gateway.get(path(bed.id)).json().at("/delay").asInt(-1)).isEqualTo(delay);
        assertThat(call().status()).isEqualTo(200);
    }

    @Test
    void showsWhatTheProviderSaysOfItsFailures() throws Exception {
        bed.register(bed.id, "{\"delay\":5}");
        webhook().put("ct_failed", 1001);
        webhook().put("is_disabled", 1);
        JsonNode listed = bed.gateway
                .get(RegistrationBed.SOURCES + "/" + bed.id + "/registrations")
                .json()
                .at("/result/0");
        assertThat(listed.at("/ct_failed").asInt()).isEqualTo(1001);
        assertThat(listed.at("/is_disabled").asBoolean()).isTrue();
        assertThat(listed.at("/delay").asInt()).isEqualTo(5);

        JsonNode mended = bed.gateway.send("POST", path(bed.id) + "/repair", "").json();
        assertThat(mended.at("/is_disabled").asBoolean()).as(mended.toString()).isFalse();
        assertThat(call().status()).isEqualTo(200);
    }

    @Test
    void tellsThatTheFailuresThatTheProviderCountsRise() throws Exception {
        bed.close();
        start(new RegistrationBed(
                paybook, "--tributary.registration.check-every=200ms", "--tributary.source-health.every=100ms"));
        bed.register(bed.id, "");
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            webhook().merge("ct_failed", 1, (before, one) -> (Integer) before + 1);
            assertThat(bed.gateway
                            .get("/api/v1/events?type=gateway.source.unhealthy.v1&subject=sources/" + bed.id)
                            .json()
                            .at("/result/0/data/reasons/0")
                            .asText())
                    .isEqualTo("failures_rising");
        });
    }

    @Test
    void aRequestThatAnotherOneHasTakenOverLeavesTheSecretsAsTheyAre() throws Exception {
        script = this::takenOver;
        assertThat(bed.register(bed.id, "").status()).isEqualTo(409);
        assertThat(secrets()).as("of the webhook that the other one registers").hasSize(1);

        MongoDatabase database = bed.gateway.context().getBean(MongoDatabase.class);
        database.getCollection("registrations").updateOne(eq("_id", bed.id), set("leaseUntil", new Date(1)));
        script = paybook;
        RegistrationBed.created(bed.register(bed.id, ""));
        script = this::takenOver;
        assertThat(bed.gateway
                        .send("POST", RegistrationBed.SOURCES + "/" + bed.id + "/secrets", "{\"grace\":\"PT1H\"}")
                        .status())
                .isEqualTo(409);
        assertThat(secrets()).as("the old one and the new one").hasSize(2);
        assertThat(secrets().at("/0/expires_at").asText()).isNotEmpty();
    }

    private JsonNode secrets() throws Exception {
        return bed.gateway.get(RegistrationBed.SOURCES + "/" + bed.id).json().at("/secrets");
    }

    /** The provider refuses what another request has taken over meanwhile. */
    private ProviderDouble.Reply takenOver(ProviderDouble.Call call) {
        if (!call.method().equals("POST")) {
            return paybook.answer(call);
        }
        MongoDatabase database = bed.gateway.context().getBean(MongoDatabase.class);
        database.getCollection("registrations").updateOne(eq("_id", bed.id), set("claimToken", "other"));
        return ProviderDouble.Reply.json(422, Map.of("message", "Not now"));
    }

    @Test
    void deletesTheWebhookAlsoWhereItIsGoneAlready() throws Exception {
        bed.register(bed.id, "");
        assertThat(bed.gateway.send("DELETE", path(bed.id), "").status()).isEqualTo(204);
        assertThat(webhooks).isEmpty();
        RegistrationBed.created(bed.register(bed.id, ""));
        webhooks.clear();
        assertThat(bed.gateway.send("DELETE", path(bed.id), "").status()).isEqualTo(204);
    }
}
