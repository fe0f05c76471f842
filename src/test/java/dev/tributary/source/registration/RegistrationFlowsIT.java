package dev.tributary.source.registration;

import static dev.tributary.source.registration.PaybookDouble.WEBHOOKS;
import static dev.tributary.source.registration.RegistrationBed.PUBLIC_URL;
import static dev.tributary.source.registration.RegistrationBed.SOURCES;
import static dev.tributary.source.registration.RegistrationBed.path;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.TestGateway.Answer;
import dev.tributary.store.TestDatabase;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A webhook of Six Park and one of Paybook, from its registration to its deletion, on a server of the protocol. */
class RegistrationFlowsIT {

    private static final SixParkDouble PARK = new SixParkDouble();
    private static final PaybookDouble PAYBOOK = new PaybookDouble();

    private static RegistrationBed bed;

    @BeforeAll
    static void start() throws Exception {
        bed = new RegistrationBed(
                TestDatabase.containerUri(),
                call -> call.path().startsWith(WEBHOOKS) ? PAYBOOK.answer(call) : PARK.answer(call));
    }

    @AfterAll
    static void stop() {
        bed.close();
    }

    private static JsonNode secrets(String id) throws Exception {
        return bed.gateway.get(SOURCES + "/" + id).json().at("/secrets");
    }

    private static void send(String method, String path, String body, int status) throws Exception {
        Answer answer = bed.gateway.send(method, path, body);
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    }

    private static int callOfPark(String webhook) throws Exception {
        String body = SixParkDouble.event(webhook);
        String token = String.valueOf(
                Objects.requireNonNull(PARK.webhooks.get(webhook)).get("signature_token"));
        return bed.post(PUBLIC_URL + "/hooks/sixpark/p", body, "X-SixPark-Signature", RegistrationBed.hmac(token, body))
                .status();
    }

    @Test
    void keepsTheWebhookOfSixParkWithItsTokensAlsoOverARestart() throws Exception {
        SixParkDouble.source(bed, "p");
        RegistrationBed.created(bed.register("p", ""));
        String first = PARK.webhooks.keySet().iterator().next();
        assertThat(secrets("p").at("/0/applies_to").asText()).isEqualTo(first);
        assertThat(callOfPark(first)).isEqualTo(200);

        bed.gateway.restart(() -> {});
        send("POST", SOURCES + "/p/secrets", "{\"grace\":\"PT1H\"}", 204);
        assertThat(PARK.webhooks).as("the old one is deleted").hasSize(1).doesNotContainKey(first);
        String second = PARK.webhooks.keySet().iterator().next();
        assertThat(callOfPark(second)).isEqualTo(200);

        PARK.webhooks.clear();
        send("POST", path("p") + "/repair", "", 200);
        assertThat(callOfPark(PARK.webhooks.keySet().iterator().next())).isEqualTo(200);
        send("DELETE", path("p"), "", 204);
        assertThat(PARK.webhooks).isEmpty();
        assertThat(secrets("p")).isEmpty();
    }

    private static int callOfPaybook(String job) throws Exception {
        Map<String, Object> webhook = PAYBOOK.webhooks.values().iterator().next();
        String body = """
                {"event":"refresh","id_credential":"c1","id_user":"u1","id_job_uuid":"%s","endpoints":{}}""".formatted(job);
        return bed.post(String.valueOf(webhook.get("url")), body, "X-Paybook-Proof", PaybookDouble.secret(webhook))
                .status();
    }

    @Test
    void keepsTheWebhookOfPaybookThroughARotationARepairAndADeletion() throws Exception {
        PaybookDouble.source(bed);
        RegistrationBed.created(bed.register(bed.id, "{\"delay\":5}"));
        Map<String, Object> webhook = PAYBOOK.webhooks.values().iterator().next();
        assertThat(webhook).containsEntry("delay", 5);
        assertThat(callOfPaybook("j1")).isEqualTo(200);
        String old = PaybookDouble.secret(webhook);
        send("POST", SOURCES + "/" + bed.id + "/secrets", "{\"grace\":\"PT1H\"}", 204);
        assertThat(PaybookDouble.secret(webhook)).isNotEqualTo(old);
        assertThat(callOfPaybook("j2")).isEqualTo(200);
        assertThat(secrets(bed.id).at("/0/expires_at").asText()).isNotEmpty();

        webhook.put("is_disabled", 1);
        webhook.put("ct_failed", 1001);
        JsonNode listed = bed.gateway
                .get(SOURCES + "/" + bed.id + "/registrations")
                .json()
                .at("/result/0");
        assertThat(listed.at("/is_disabled").asBoolean()).isTrue();
        send("POST", path(bed.id) + "/repair", "", 200);
        assertThat(webhook).containsEntry("is_disabled", 0);
        send("PATCH", path(bed.id), "{\"events\":[\"refresh\"]}", 204);
        assertThat(webhook).containsEntry("events", List.of("refresh"));
        assertThat(bed.gateway.get(path(bed.id)).json().at("/differences")).isEmpty();
        send("DELETE", path(bed.id), "", 204);
        assertThat(PAYBOOK.webhooks).isEmpty();
        assertThat(secrets(bed.id)).isEmpty();
    }
}
