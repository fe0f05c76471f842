package dev.tributary.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.api.TestGateway.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class StoreDownTest {

    @Test
    void answersThatItCannotTellAtTheMoment(CapturedOutput output) throws Exception {
        try (var gateway = new TestGateway()) {
            assertThat(gateway.get("/api/v1/events").status()).isEqualTo(200);
            gateway.store.shutdownNow();
            int before = output.getAll().length();
            Answer answer = gateway.get("/api/v1/events");
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
            assertThat(answer.header("Retry-After")).isNotEmpty();
            assertThat(answer.body()).contains("\"code\":\"unavailable\"").doesNotContain("mongo", "127.0.0.1");
            assertThat(output.getAll().substring(before).lines().filter(line -> line.contains("/api/v1/events")))
                    .hasSize(1);
            assertThat(output).doesNotContain("\tat ");
        }
    }
}
