package dev.tributary.start.listen;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tributary.event.CloudEventFormat;
import dev.tributary.subscription.signing.SigningKeys;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.TimeUnit;

/** Posts events as deliveries are posted, and prints a line for each. */
final class Forwarder {

    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneId.systemDefault());

    private final URI to;
    private final SigningKeys keys;
    private final Clock clock;
    private final PrintStream out;
    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    Forwarder(URI to, SigningKeys keys, Clock clock, PrintStream out) {
        this.to = to;
        this.keys = keys;
        this.clock = clock;
        this.out = out;
    }

    void forward(byte[] event) {
        JsonNode read = read(event);
        long begun = System.nanoTime();
        String outcome = post(read.path("id").asText(), event);
        out.printf(
                "%s  %-32s %-40s %s  %d ms%n",
                TIME.format(clock.instant()),
                read.path("type").asText(),
                read.path("subject").asText(),
                outcome,
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun));
    }

    private JsonNode read(byte[] event) {
        try {
            return json.readTree(event);
        } catch (IOException e) {
            throw new UncheckedIOException("the gateway sent something else than JSON", e);
        }
    }

    private String post(String id, byte[] event) {
        var request = HttpRequest.newBuilder(to)
                .timeout(TIMEOUT)
                .header("Content-Type", CloudEventFormat.CONTENT_TYPE)
                .POST(BodyPublishers.ofByteArray(event));
        keys.headers(id, clock.instant(), event).forEach(request::header);
        try {
            return String.valueOf(
                    http.send(request.build(), BodyHandlers.discarding()).statusCode());
        } catch (IOException e) {
            return "not answered (" + e.getClass().getSimpleName() + ")";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }
}
