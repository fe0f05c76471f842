package dev.tributary.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.TestGateway;
import dev.tributary.TestGateway.Answer;
import dev.tributary.console.Browser;
import dev.tributary.event.Event;
import dev.tributary.event.EventFixtures;
import dev.tributary.eventstore.EventStore;
import dev.tributary.eventstore.StoredEvent;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class StoreDownTest {

    @Test
    void answersThatItCannotTellAtTheMoment(CapturedOutput output) throws Exception {
        try (var gateway = TestGateway.start()) {
            assertThat(gateway.get("/api/v1/events").status()).isEqualTo(200);
            var person = new Browser(gateway::uri);
            URI link = URI.create(
                    Files.readString(gateway.data().resolve("console-link")).strip());
            person.get(link.getRawPath() + '?' + link.getRawQuery());
            gateway.stopStore();
            int before = output.getAll().length();
            Answer answer = gateway.get("/api/v1/events");
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
            assertThat(answer.header("Retry-After")).isNotEmpty();
            assertThat(answer.body()).contains("\"code\":\"unavailable\"").doesNotContain("mongo", "127.0.0.1");
            assertThat(output.getAll().substring(before).lines().filter(line -> line.contains("/api/v1/events")))
                    .hasSize(1);
            assertThat(output).doesNotContain("\tat ");

            HttpResponse<String> page = person.get("/console/events");
            assertThat(page.statusCode()).isEqualTo(503);
            assertThat(page.headers().firstValue("Retry-After")).isPresent();
        }
    }

    @Test
    void abortsAnExportInTheMiddleRatherThanEndingItAsIfWhole(CapturedOutput output) throws Exception {
        try (var gateway = TestGateway.start()) {
            var events = gateway.context().getBean(EventStore.class);
            List<StoredEvent> large = new ArrayList<>();
            for (int n = 0; n < 400; n++) {
                Map<String, Object> data = Map.of("text", "x".repeat(100_000));
                Event event = EventFixtures.event("bank.payment.executed.v1", "s1", "k" + n, data);
                large.add(StoredEvent.of(event));
            }
            events.insert(large, "writer", Duration.ofSeconds(5));
            InputStream export = gateway.open(gateway.adminToken(), "/api/v1/events", "application/x-ndjson");
            assertThat(export.readNBytes(15)).isEqualTo("{\"specversion\":".getBytes(UTF_8));
            int before = output.getAll().length();
            gateway.stopStore();
            assertThatThrownBy(() -> export.transferTo(OutputStream.nullOutputStream()))
                    .isInstanceOf(IOException.class);
            assertThat(output.getAll().substring(before))
                    .contains("The export of events of default breaks off")
                    .doesNotContain("\tat ");
        }
    }
}
