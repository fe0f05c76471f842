package dev.tributary.source.registration;

import static dev.tributary.source.registration.RegistrationBed.PUBLIC_URL;
import static dev.tributary.source.registration.RegistrationBed.SOURCES;
import static dev.tributary.source.registration.RegistrationBed.path;
import static dev.tributary.source.registration.TinkDouble.CLIENT;
import static dev.tributary.source.registration.TinkDouble.ENDPOINTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.TestGateway.Answer;
import dev.tributary.platform.Worker;
import dev.tributary.source.registration.ProviderDouble.Reply;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SecretRotationTest {

    private static final String EVENT = """
            {"context":{"userId":"u1"},"event":"account:created","content":{"id":"%s"}}""";

    private TinkDouble tink;
    private RegistrationBed bed;

    @BeforeEach
    void start() throws Exception {
        tink = new TinkDouble();
        bed = new RegistrationBed(tink, "--tributary.sources.keep-expired=0s");
    }

    @AfterEach
    void stop() {
        bed.close();
    }

    private int call(String secret, String account) throws Exception {
        String time = Long.toString(Instant.now().getEpochSecond());
        String body = EVENT.formatted(account);
        return bed.post(
                        PUBLIC_URL + "/hooks/tink/" + bed.id,
                        body,
                        "X-Tink-Signature",
                        "t=" + time + ",v1=" + RegistrationBed.hmac(secret, time + "." + body))
                .status();
    }

    private JsonNode secrets() throws Exception {
        return bed.gateway.get(SOURCES + "/" + bed.id).json().at("/secrets");
    }

    @Test
    void bothSecretsVerifyUntilTheOldOneExpiresAndTheReceiptSaysWhichOneDid() throws Exception {
        bed.gateway.send(
                "POST",
                SOURCES,
                "{\"id\":\"" + bed.id
                        + "\",\"provider\":\"tink\",\"scheme\":\"tink-events-v2\",\"secrets\":[{\"value\":\"old\"}]}");
        String old = secrets().at("/0/id").asText();
        Answer rotated =
                bed.gateway.send("POST", SOURCES + "/" + bed.id + "/secrets", "{\"value\":\"new\",\"grace\":\"PT3S\"}");
        assertThat(rotated.status()).as(rotated.body()).isEqualTo(204);
        assertThat(rotated.header("ETag")).isEqualTo("\"2\"");
        String fresh = secrets().at("/1/id").asText();
        assertThat(secrets().at("/0/expires_at").asText()).isNotEmpty();
        assertThat(secrets().at("/1/expires_at").isMissingNode()).isTrue();

        assertThat(call("old", "a1")).isEqualTo(200);
        assertThat(call("new", "a2")).isEqualTo(200);
        JsonNode receipts =
                bed.gateway.get("/api/v1/receipts?sourceId=" + bed.id).json().at("/result");
        assertThat(receipts.at("/0/keyId").asText()).isEqualTo(old);
        assertThat(receipts.at("/1/keyId").asText()).isEqualTo(fresh);

        await().atMost(Duration.ofSeconds(30)).until(() -> call("old", "a3") == 401);
        assertThat(call("new", "a4")).isEqualTo(200);
        bed.gateway.context().getBean("expiredSecrets", Worker.class).wake();
        await().atMost(Duration.ofSeconds(30)).until(() -> secrets().size() == 1);
        assertThat(secrets().at("/0/id").asText()).isEqualTo(fresh);
    }

    @Test
    void rotatesAtTheProviderInOneCallWhereNoValueIsSent() throws Exception {
        bed.source(bed.id, "tink", "tink-events-v2", bed.provider.url(), CLIENT, "");
        bed.register(bed.id, "");
        String before = String.valueOf(
                tink.secrets.get(tink.endpoints.keySet().iterator().next()));
        Answer rotated = bed.gateway.send("POST", SOURCES + "/" + bed.id + "/secrets", "{\"grace\":\"PT1H\"}");
        assertThat(rotated.status()).as(rotated.body()).isEqualTo(204);
        String endpoint = bed.gateway.get(path(bed.id)).json().at("/webhook_id").asText();
        assertThat(tink.endpoints).as("and the old one").hasSize(2).containsKey(endpoint);
        assertThat(call(String.valueOf(tink.secrets.get(endpoint)), "a1")).isEqualTo(200);
        assertThat(call(before, "a2")).as("in the grace time").isEqualTo(200);
        assertThat(bed.gateway.get(path(bed.id)).json().at("/differences")).isEmpty();
    }

    @Test
    void theOldSecretExpiresAlsoWhereTheNewWebhookComesByALaterRequest() throws Exception {
        bed.source(bed.id, "tink", "tink-events-v2", bed.provider.url(), CLIENT, "");
        bed.register(bed.id, "");
        bed.provider.refuse("POST", ENDPOINTS, Reply.json(500, Map.of("message", "Oops")));
        Answer rotated = bed.gateway.send("POST", SOURCES + "/" + bed.id + "/secrets", "{\"grace\":\"PT1H\"}");
        assertThat(rotated.status()).as(rotated.body()).isEqualTo(502);
        assertThat(secrets()).hasSize(1);
        assertThat(Instant.parse(secrets().at("/0/expires_at").asText()))
                .isBetween(Instant.now().plusSeconds(3_000), Instant.now().plusSeconds(3_600));

        assertThat(bed.register(bed.id, "").status()).isEqualTo(201);
        assertThat(secrets()).hasSize(2);
        String endpoint = bed.gateway.get(path(bed.id)).json().at("/webhook_id").asText();
        assertThat(call(String.valueOf(tink.secrets.get(endpoint)), "a1")).isEqualTo(200);
    }

    @Test
    void needsAValueWhereTheSourceIsNotRegistered() throws Exception {
        bed.gateway.send(
                "POST",
                SOURCES,
                "{\"id\":\"" + bed.id
                        + "\",\"provider\":\"tink\",\"scheme\":\"tink-events-v2\",\"secrets\":[{\"value\":\"old\"}]}");
        for (String body : new String[] {"", "{\"value\":\" x\"}", "{\"value\":\"x\",\"grace\":\"P400D\"}"}) {
            assertThat(bed.gateway
                            .send("POST", SOURCES + "/" + bed.id + "/secrets", body)
                            .status())
                    .as(body)
                    .isEqualTo(400);
        }
        assertThat(secrets()).hasSize(1);
    }
}
