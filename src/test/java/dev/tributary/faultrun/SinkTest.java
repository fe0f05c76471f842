package dev.tributary.faultrun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookSigningException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The sink and the audit find what they are there to find. */
class SinkTest {

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void refusesADeliveryWithAnotherSignatureAndDoesNotCountIt() throws Exception {
        try (var sink = new Sink()) {
            Endpoint endpoint = sink.endpoint("one");
            assertThat(deliver(endpoint, "e1", "m1", "whsec_b3RoZXItc2VjcmV0LWZvci10ZXN0cy0wMTIzNDU2Nzg5MTI=")
                            .join()
                            .statusCode())
                    .isEqualTo(400);
            assertThat(endpoint.refused()).hasSize(1);
            assertThat(endpoint.requests()).isEmpty();
        }
    }

    @Test
    void anEndpointThatNeverAnswersDelaysNoOther() throws Exception {
        try (var sink = new Sink()) {
            Endpoint silent = sink.endpoint("silent", 0).answering(Answer.never());
            List<CompletableFuture<HttpResponse<Void>>> waiting = IntStream.range(0, 100)
                    .mapToObj(i -> deliver(silent, "e" + i, "m" + i, Sink.SECRET))
                    .toList();
            Endpoint quick = sink.endpoint("quick", 0);
            assertThat(deliver(quick, "e", "m", Sink.SECRET).join().statusCode())
                    .isEqualTo(200);
            assertThat(waiting).noneMatch(CompletableFuture::isDone);
        }
    }

    @Test
    void theAuditNamesWhatIsMissingRepeatedAndSentUnderAnotherId() throws Exception {
        try (var sink = new Sink()) {
            Endpoint endpoint = sink.endpoint("one");
            deliver(endpoint, "e1", "m1", Sink.SECRET).join();
            long fault = System.nanoTime();
            deliver(endpoint, "e1", "m1", Sink.SECRET).join();
            var audit = new Audit(endpoint, Set.of("e1", "e2"));
            assertThatThrownBy(() -> audit.awaitNothingMissing(Duration.ofMillis(200)))
                    .hasMessageContaining("e2");
            assertThatThrownBy(audit::assertNothingRepeated).hasMessageContaining("e1");
            audit.assertRepeatedOnlyAfter(List.of(fault));
            assertThatThrownBy(() -> audit.assertRepeatedOnlyAfter(List.of()))
                    .hasMessageContainingAll("e1 at [0 ms, ", "without a fault in between");
            deliver(endpoint, "e1", "m2", Sink.SECRET).join();
            assertThatThrownBy(() -> audit.assertRepeatedOnlyAfter(List.of(System.nanoTime())))
                    .hasMessageContaining("e1 with another webhook-id");
        }
    }

    private CompletableFuture<HttpResponse<Void>> deliver(
            Endpoint endpoint, String event, String webhookId, String secret) {
        String body = "{\"subject\":\"connections/" + event + "\"}";
        long now = Instant.now().getEpochSecond();
        HttpRequest request = HttpRequest.newBuilder(URI.create(endpoint.uri()))
                .version(HttpClient.Version.HTTP_1_1)
                .header("webhook-id", webhookId)
                .header("webhook-timestamp", String.valueOf(now))
                .header("webhook-signature", signature(secret, webhookId, now, body))
                .POST(BodyPublishers.ofString(body))
                .build();
        return http.sendAsync(request, BodyHandlers.discarding());
    }

    private static String signature(String secret, String webhookId, long now, String body) {
        try {
            return new Webhook(secret).sign(webhookId, now, body);
        } catch (WebhookSigningException e) {
            throw new IllegalStateException(e);
        }
    }
}
