package dev.tributary.followup;

import static dev.tributary.followup.ReceivingGateway.credential;
import static dev.tributary.followup.ReceivingGateway.path;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.followup.PaybookApi.Answer;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Forged calls of a source whose calls nothing verifies do not hold up the genuine ones. */
@Timeout(120)
@ExtendWith(OutputCaptureExtension.class)
class ManyUnconfirmedTest {

    private static final int MAX = 5;
    private static final int FORGED = 60;

    private ReceivingGateway receiving;

    @BeforeEach
    void start() throws Exception {
        receiving = new ReceivingGateway("0s,200ms", MAX);
        assertThat(receiving
                        .source("open", 1, "\"scheme\":\"unproven\",\"options\":{\"confirm\":true}")
                        .status())
                .isEqualTo(201);
    }

    @AfterEach
    void stop() {
        receiving.close();
    }

    private List<JsonNode> forged() throws Exception {
        List<JsonNode> refused = new ArrayList<>();
        for (JsonNode call : receiving
                .gateway
                .get("/api/v1/quarantine?kind=unconfirmed&sourceId=open&limit=200")
                .json()
                .path("result")) {
            if (call.path("reason").asText().equals("too_many")) {
                refused.add(call);
            }
        }
        return refused;
    }

    @Test
    void aKnownCredentialIsConfirmedBeforeManyForgedOnes(CapturedOutput output) throws Exception {
        receiving.api.on(path("known"), Answer.json(200, credential("known", "u1")));
        receiving.call("open", "credential_create", "known", "u1", "");
        receiving.awaitConfirmation("known", "confirmed");
        for (int n = 0; n < FORGED; n++) {
            receiving.call("open", "credential_update", "forged" + n, "u1", "");
        }
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(forged()).hasSizeGreaterThan(FORGED / 2));

        receiving.call("open", "credential_update", "known", "u1", "");
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () -> assertThat(receiving.events("known")).hasSize(2).allSatisfy(event -> assertThat(
                                        event.at("/data/confirmation/state").asText())
                                .isEqualTo("confirmed")));
        double counted = receiving
                .gateway
                .context()
                .getBean(MeterRegistry.class)
                .get("tributary.events.unconfirmed")
                .tag("reason", "too_many")
                .counter()
                .count();
        assertThat(counted).isBetween(FORGED / 2.0, (double) FORGED);
        assertThat(output.toString().lines().filter(line -> line.contains("did not confirm")))
                .as("one a minute and source")
                .hasSizeBetween(1, 3);
    }

    @Test
    void aNewCredentialIsAskedForWhileManyKnownOnesWait() throws Exception {
        for (int n = 0; n <= MAX; n++) {
            receiving.api.on(path("known" + n), Answer.json(200, credential("known" + n, "u1")));
            receiving.call("open", "credential_create", "known" + n, "u1", "");
            receiving.awaitConfirmation("known" + n, "confirmed");
            receiving.api.on(path("known" + n), Answer.json(503, "{}"));
        }
        for (int n = 0; n <= MAX; n++) {
            receiving.call("open", "credential_update", "known" + n, "u1", "");
        }
        receiving.api.on(path("new"), Answer.json(200, credential("new", "u1")));
        receiving.call("open", "credential_create", "new", "u1", "");
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(receiving
                        .gateway
                        .get("/api/v1/follow-ups?limit=200")
                        .response()
                        .body())
                .contains(path("new")));
    }

    @Test
    void oneThatHadToWaitIsAskedForOnRequest() throws Exception {
        receiving.api.on(path("late"), Answer.json(200, credential("late", "u1")));
        for (int n = 0; n < FORGED; n++) {
            receiving.call("open", "credential_update", "forged" + n, "u1", "");
        }
        receiving.call("open", "credential_create", "late", "u1", "");
        JsonNode event = receiving.awaitConfirmation("late", "unconfirmed");
        assertThat(event.at("/data/confirmation/reason").asText()).isEqualTo("too_many");
        String refetch = "/api/v1/events/" + event.path("id").asText() + "/refetch";
        assertThat(receiving.gateway.send("POST", refetch, "").status()).isEqualTo(202);
        receiving.awaitConfirmation("late", "confirmed");
    }

    @Test
    void oneThatHadToWaitIsAskedForByItselfOnceOthersHaveTheirAnswers() throws Exception {
        var answered = new CountDownLatch(1);
        receiving.api.on(path("late"), Answer.json(200, credential("late", "u1")));
        for (int n = 0; n < MAX + 2; n++) {
            receiving.api.on(path("forged" + n), Answer.json(404, "{}").after(() -> awaitZero(answered)));
            receiving.call("open", "credential_update", "forged" + n, "u1", "");
        }
        receiving.call("open", "credential_create", "late", "u1", "");
        assertThat(receiving
                        .awaitConfirmation("late", "unconfirmed")
                        .at("/data/confirmation/reason")
                        .asText())
                .isEqualTo("too_many");
        answered.countDown();
        await().atMost(Duration.ofSeconds(40)).untilAsserted(() -> assertThat(receiving.events("late"))
                .singleElement()
                .satisfies(
                        event -> assertThat(event.at("/data/confirmation/state").asText())
                                .isEqualTo("confirmed")));
        assertThat(forged()).isEmpty();
    }

    private static void awaitZero(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
