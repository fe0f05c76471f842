package dev.tributary.source.registration;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Updates.set;
import static dev.tributary.source.registration.PaybookDouble.WEBHOOKS;
import static dev.tributary.source.registration.RegistrationBed.PUBLIC_URL;
import static dev.tributary.source.registration.RegistrationBed.SOURCES;
import static dev.tributary.source.registration.RegistrationBed.path;
import static dev.tributary.source.registration.TinkDouble.CLIENT;
import static dev.tributary.source.registration.TinkDouble.ENDPOINTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.mongodb.client.MongoDatabase;
import dev.tributary.TestGateway.Answer;
import dev.tributary.source.registration.ProviderDouble.Ending;
import dev.tributary.source.registration.ProviderDouble.Reply;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A rotation that fails half way: which secrets verify calls until when, and who goes on with it. */
@Timeout(120)
abstract class UnfinishedRotationContract {

    private static final String EVENT = """
            {"context":{"userId":"u1"},"event":"account:created","content":{"id":"%s"}}""";
    private static final String REFRESH = """
            {"event":"credential_update","id_credential":"c1","id_user":"u1","id_job_uuid":"%s","endpoints":{}}""";
    private static final Duration SOON = Duration.ofSeconds(30);

    private final TinkDouble tink = new TinkDouble();
    private final PaybookDouble paybook = new PaybookDouble();
    private RegistrationBed bed;

    /** The address of a server of the protocol; null for the embedded store. */
    abstract @Nullable String server();

    @BeforeEach
    void start() throws Exception {
        bed = new RegistrationBed(
                server(),
                call -> call.path().startsWith(WEBHOOKS) ? paybook.answer(call) : tink.answer(call),
                "--tributary.registration.check-every=8s",
                "--tributary.registration.retry-after=1s");
    }

    @AfterEach
    void stop() {
        bed.close();
    }

    private void registeredAtTink() throws Exception {
        bed.source(bed.id, "tink", "tink-events-v2", bed.provider.url(), CLIENT, "");
        RegistrationBed.created(bed.register(bed.id, ""));
    }

    private String registeredAtPaybook() throws Exception {
        PaybookDouble.source(bed);
        RegistrationBed.created(bed.register(bed.id, ""));
        return secretAtPaybook();
    }

    private String secretAtPaybook() {
        return PaybookDouble.secret(paybook.webhooks.values().iterator().next());
    }

    private Answer rotate() throws Exception {
        return bed.gateway.send("POST", SOURCES + "/" + bed.id + "/secrets", "{\"grace\":\"PT1H\"}");
    }

    private JsonNode registration() throws Exception {
        return bed.gateway.get(path(bed.id)).json();
    }

    private JsonNode secrets() throws Exception {
        return bed.gateway.get(SOURCES + "/" + bed.id).json().at("/secrets");
    }

    private int callOfTink(String secret, String account) throws Exception {
        return callOfTink(PUBLIC_URL + "/hooks/tink/" + bed.id, secret, account);
    }

    private int callOfTink(String url, String secret, String account) throws Exception {
        String time = Long.toString(Instant.now().getEpochSecond());
        String body = EVENT.formatted(account);
        String signature = RegistrationBed.hmac(secret, time + "." + body);
        return bed.post(url, body, "X-Tink-Signature", "t=" + time + ",v1=" + signature)
                .status();
    }

    private int callOfPaybook(String secret, String job) throws Exception {
        return bed.post(PUBLIC_URL + "/hooks/paybook/" + bed.id, REFRESH.formatted(job), "X-Paybook-Proof", secret)
                .status();
    }

    @Test
    void endsTheOldSecretWhereTheAnswerToAChangeDidNotArriveAndGoesOnByItself() throws Exception {
        String old = registeredAtPaybook();
        String id = paybook.webhooks.keySet().iterator().next();
        bed.provider.end("POST", WEBHOOKS + "/" + id, Ending.CUT);
        assertThat(rotate().status()).isEqualTo(502);
        JsonNode left = registration();
        assertThat(left.at("/state").asText()).isEqualTo("registering");
        assertThat(left.at("/failed_attempts").asInt()).isEqualTo(1);
        assertThat(Instant.parse(left.at("/next_attempt_at").asText()))
                .isAfter(Instant.now().minusSeconds(5));
        assertThat(secrets()).hasSize(2);
        assertThat(secrets().at("/0/expires_at").asText()).as("the old one").isNotEmpty();

        String fresh = secretAtPaybook();
        assertThat(fresh).isNotEqualTo(old);
        assertThat(callOfPaybook(fresh, "j1")).isEqualTo(200);
        assertThat(callOfPaybook(old, "j2")).as("in the grace time").isEqualTo(200);
        await().atMost(SOON).until(() -> registration().at("/state").asText().equals("registered"));
        assertThat(registration().at("/next_attempt_at").isMissingNode()).isTrue();
        assertThat(registration().at("/problem").isMissingNode()).isTrue();
        assertThat(bed.provider.calls("POST", WEBHOOKS))
                .as("changed, not made again")
                .hasSize(1);
        assertThat(callOfPaybook(secretAtPaybook(), "j3")).isEqualTo(200);
        assertThat(secrets()).hasSize(2);
    }

    @Test
    void leavesAllAsItWasWhereTheProviderRefusesTheChange() throws Exception {
        String old = registeredAtPaybook();
        String id = paybook.webhooks.keySet().iterator().next();
        String secretId = registration().at("/secret_id").asText();
        bed.provider.refuse("POST", WEBHOOKS + "/" + id, Reply.json(422, Map.of("message", "Not now")));
        assertThat(rotate().status()).isEqualTo(502);
        asBefore(secretId, "Not now");
        assertThat(callOfPaybook(old, "j1")).isEqualTo(200);
    }

    @Test
    void leavesAllAsItWasWhereTheProviderCouldNotBeAsked() throws Exception {
        registeredAtTink();
        String secretId = registration().at("/secret_id").asText();
        bed.provider.refuse("GET", ENDPOINTS, Reply.json(503, Map.of("message", "Later")));
        assertThat(rotate().status()).isEqualTo(502);
        asBefore(secretId, "Later");
        assertThat(tink.endpoints).hasSize(1);
    }

    private void asBefore(String secretId, String problem) throws Exception {
        JsonNode left = registration();
        assertThat(left.at("/state").asText()).isEqualTo("registered");
        assertThat(left.at("/problem").asText()).contains(problem);
        assertThat(left.at("/secret_id").asText()).isEqualTo(secretId);
        assertThat(secrets()).hasSize(1);
        assertThat(secrets().at("/0/expires_at").isMissingNode()).isTrue();
    }

    @Test
    void makesTheNewEndpointByItselfWhereItsCreationFailed() throws Exception {
        registeredAtTink();
        bed.provider.refuse("POST", ENDPOINTS, Reply.json(500, Map.of("message", "Oops")));
        bed.provider.refuse("POST", ENDPOINTS, Reply.json(409, Map.of("message", "Not yet")));
        String former = onlyEndpoint();
        assertThat(rotate().status()).isEqualTo(502);
        assertThat(tink.endpoints).as("the old one still delivers").containsOnlyKeys(former);
        assertThat(callOfTink(String.valueOf(tink.secrets.get(former)), "a0")).isEqualTo(200);
        assertThat(registration().at("/state").asText()).isEqualTo("registering");

        await().atMost(SOON).until(() -> registration().at("/state").asText().equals("registered"));
        assertThat(bed.provider.calls("POST", ENDPOINTS)).hasSize(4);
        String endpoint = registration().at("/webhook_id").asText();
        assertThat(tink.endpoints).containsOnlyKeys(former, endpoint);
        assertThat(callOfTink(String.valueOf(tink.secrets.get(endpoint)), "a1")).isEqualTo(200);
        assertThat(secrets()).hasSize(2);
        assertThat(secrets().at("/0/expires_at").asText()).isNotEmpty();
    }

    /** A new endpoint of Tink may take a quarter of an hour to deliver. */
    @Test
    void leavesNoMomentWithoutAnEndpointAndDeletesTheOldOneWithItsSecret() throws Exception {
        registeredAtTink();
        String former = onlyEndpoint();
        assertThat(bed.gateway
                        .send("POST", SOURCES + "/" + bed.id + "/secrets", "{\"grace\":\"PT3S\"}")
                        .status())
                .isEqualTo(204);
        String fresh = registration().at("/webhook_id").asText();
        assertThat(tink.endpoints).containsOnlyKeys(former, fresh);
        assertThat(tink.endpoints.get(fresh)).containsEntry("url", PUBLIC_URL + "/hooks/tink/" + bed.id);
        String url = String.valueOf(
                Objects.requireNonNull(tink.endpoints.get(former)).get("url"));
        assertThat(url).isEqualTo(PUBLIC_URL + "/hooks/tink/" + bed.id + "?replaced=" + former);
        assertThat(callOfTink(url, String.valueOf(tink.secrets.get(former)), "a1"))
                .isEqualTo(200);
        assertThat(callOfTink(String.valueOf(tink.secrets.get(fresh)), "a1")).isEqualTo(200);
        assertThat(bed.events()).as("both deliver it").isEqualTo(1);
        assertThat(bed.provider.calls("DELETE", ".*")).isEmpty();

        await().atMost(SOON).until(() -> tink.endpoints.size() == 1);
        assertThat(onlyEndpoint()).isEqualTo(fresh);
        assertThat(registration().at("/differences")).isEmpty();
    }

    private String onlyEndpoint() {
        assertThat(tink.endpoints).hasSize(1);
        return tink.endpoints.keySet().iterator().next();
    }

    @Test
    void waitsAsLongAsTheProviderAsksBeforeTheNextAttempt() throws Exception {
        registeredAtTink();
        bed.provider.refuse(
                "POST", ENDPOINTS, Reply.json(503, Map.of("message", "Later")).with("Retry-After", "7200"));
        assertThat(rotate().status()).isEqualTo(502);
        assertThat(Instant.parse(registration().at("/next_attempt_at").asText()))
                .isBetween(Instant.now().plusSeconds(7_100), Instant.now().plusSeconds(8_000));
    }

    @Test
    void repeatsADeletionThatFailedByItself() throws Exception {
        registeredAtTink();
        String endpoint = ENDPOINTS + "/" + onlyEndpoint();
        bed.provider.refuse("DELETE", endpoint, Reply.json(503, Map.of("message", "Later")));
        bed.provider.refuse("DELETE", endpoint, Reply.json(500, Map.of("message", "Oops")));
        assertThat(bed.gateway.send("DELETE", path(bed.id), "").status()).isEqualTo(502);
        JsonNode left = registration();
        assertThat(left.at("/state").asText()).isEqualTo("removing");
        assertThat(left.at("/failed_attempts").asInt()).isEqualTo(1);
        assertThat(Instant.parse(left.at("/next_attempt_at").asText()))
                .isAfter(Instant.now().minusSeconds(5));

        await().atMost(SOON).until(() -> bed.gateway.get(path(bed.id)).status() == 404);
        assertThat(tink.endpoints).isEmpty();
        assertThat(secrets()).isEmpty();
        assertThat(bed.provider.calls("DELETE", endpoint)).hasSize(3);
    }

    @Test
    void repeatsNoDeletionWithoutEnd() throws Exception {
        registeredAtTink();
        String endpoint = ENDPOINTS + "/" + onlyEndpoint();
        for (int attempt = 0; attempt < 2; attempt++) {
            bed.provider.refuse(
                    "DELETE",
                    endpoint,
                    Reply.json(503, Map.of("message", "Later")).with("Retry-After", "3600"));
            assertThat(bed.gateway.send("DELETE", path(bed.id), "").status()).isEqualTo(502);
            bed.gateway
                    .context()
                    .getBean(MongoDatabase.class)
                    .getCollection("registrations")
                    .updateOne(eq("_id", bed.id), set("attempts", 29));
        }
        assertThat(registration().at("/state").asText()).isEqualTo("removing");
        assertThat(registration().at("/problem").asText()).contains("Later");
        assertThat(registration().at("/next_attempt_at").isMissingNode()).isTrue();
        assertThat(bed.gateway.send("DELETE", path(bed.id), "").status()).isEqualTo(204);
    }

    @Test
    void aDeletedRegistrationLeavesNoSecretOfItsWebhooks() throws Exception {
        registeredAtTink();
        assertThat(rotate().status()).isEqualTo(204);
        assertThat(secrets()).hasSize(2);
        assertThat(bed.gateway.send("DELETE", path(bed.id), "").status()).isEqualTo(204);
        assertThat(secrets()).isEmpty();
        assertThat(tink.endpoints).as("the old one too").isEmpty();
    }
}
