package dev.tributary.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.TestGateway;
import dev.tributary.store.RefusingStore;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Without its store the gateway asks providers to come again, and says so in one line. */
@ExtendWith(OutputCaptureExtension.class)
class StoreOutageTest {

    @Test
    void aVerifiedCallIsAnswered503WithRetryAfterAndLogsNoStackTrace(CapturedOutput output) {
        try (TestGateway gateway = TestGateway.start()) {
            gateway.source("s", "paybook", "paybook-header", Map.of("header", "X-Secret"), "a-secret", null);
            gateway.stopStore();
            byte[] body = "{\"event\":\"refresh\",\"id_credential\":\"c\"}".getBytes(UTF_8);
            HttpResponse<String> answer = gateway.post("/hooks/paybook/s", body, "X-Secret", "a-secret");
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.headers().firstValueAsLong("Retry-After").orElse(0))
                    .isBetween(1L, 5L);
            assertThat(answer.body()).contains("\"code\":\"unavailable\"");
            HttpResponse<String> refused = gateway.post("/hooks/paybook/s", body, "X-Secret", "wrong");
            assertThat(refused.statusCode())
                    .as("another gateway may have added this secret, and a 401 is for ever")
                    .isEqualTo(503);
            IntStream.range(0, 8)
                    .parallel()
                    .forEach(call -> gateway.post("/hooks/paybook/s", body, "X-Secret", "a-secret"));
        }
        assertThat(output).doesNotContain("\tat ");
        assertThat(output.getOut().lines().filter(line -> line.contains("A call was answered 503")))
                .as("one line a minute for each reason")
                .hasSizeBetween(1, 3);
    }

    @Test
    void aCallWhoseWriteIsNotAnsweredIsAnswered503AfterFiveSeconds() {
        try (var store = new RefusingStore();
                TestGateway gateway = TestGateway.startOn(store.uri())) {
            gateway.source("s", "paybook", "paybook-header", Map.of("header", "X-Secret"), "a-secret", null);
            store.hang();
            long sentAt = System.nanoTime();
            byte[] body = "{\"event\":\"refresh\",\"id_credential\":\"c\"}".getBytes(UTF_8);
            HttpResponse<String> answer = gateway.post("/hooks/paybook/s", body, "X-Secret", "a-secret");
            assertThat(Duration.ofNanos(System.nanoTime() - sentAt))
                    .isBetween(Duration.ofSeconds(4), Duration.ofSeconds(8));
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.headers().firstValue("Retry-After")).isPresent();
            store.accept();
        }
    }
}
