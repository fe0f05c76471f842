package dev.tributary.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.standardwebhooks.Webhook;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SinkTest {

    private final HttpClient http = HttpClient.newHttpClient();
    private final Webhook webhook = new Webhook(DeliveryGateway.SIGNING_SECRET);
    private final Sink sink = new Sink();

    SinkTest() throws Exception {}

    @AfterEach
    void close() throws Exception {
        sink.close();
    }

    private int post(String id, String body, String signedBody) throws Exception {
        long now = Instant.now().getEpochSecond();
        HttpRequest request = HttpRequest.newBuilder(URI.create(sink.uri("/any")))
                .header("webhook-id", id)
                .header("webhook-timestamp", String.valueOf(now))
                .header("webhook-signature", webhook.sign(id, now, signedBody))
                .POST(BodyPublishers.ofString(body))
                .build();
        return http.send(request, BodyHandlers.discarding()).statusCode();
    }

    @Test
    void remembersEveryIdAlsoThoseThatComeAgain() throws Exception {
        String large = "x".repeat(40_000);
        assertThat(post("first", large, large)).isEqualTo(200);
        assertThat(post("second", "", "")).isEqualTo(200);
        assertThat(post("first", "{}", "{}")).isEqualTo(200);
        assertThat(sink.since(0)).extracting(Sink.Arrival::id).containsExactly("first", "second", "first");
        assertThat(sink.distinct()).isEqualTo(2);
    }

    @Test
    void keepsARequestWholeForItsSignatureToBeVerified() throws Exception {
        post("signed", "{\"a\":1}", "{\"a\":1}");
        assertThat(sink.takeSamples()).singleElement().matches(sample -> sample.verifies(webhook));
        sink.clear();
        post("changed", "{\"a\":2}", "{\"a\":1}");
        assertThat(sink.takeSamples()).singleElement().matches(sample -> !sample.verifies(webhook));
    }

    @Test
    void failsAndRefusesConnectionsOnRequest() throws Exception {
        sink.become(Sink.Behaviour.FAILING);
        assertThat(post("a", "{}", "{}")).isEqualTo(500);
        sink.become(Sink.Behaviour.QUICK);
        sink.refuse();
        assertThatThrownBy(() -> post("b", "{}", "{}")).isInstanceOf(ConnectException.class);
        sink.listenAgain();
        assertThat(post("c", "{}", "{}")).isEqualTo(200);
    }
}
