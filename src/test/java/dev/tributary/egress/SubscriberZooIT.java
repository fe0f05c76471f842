package dev.tributary.egress;

import static dev.tributary.egress.Subscribers.answering;
import static dev.tributary.egress.Subscribers.bomb;
import static dev.tributary.egress.Subscribers.dripping;
import static dev.tributary.egress.Subscribers.endless;
import static dev.tributary.egress.Subscribers.serving;
import static dev.tributary.egress.Subscribers.status;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.tributary.egress.Subscribers.Subscriber;
import dev.tributary.faultrun.Audit;
import dev.tributary.faultrun.Endpoint;
import dev.tributary.faultrun.Load;
import dev.tributary.faultrun.Load.Kind;
import dev.tributary.faultrun.Store;
import dev.tributary.faultrun.TestBed;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator reads of subscribers that misbehave, all at once on one gateway beside one that does not. */
class SubscriberZooIT {

    /** More than the deadline of a call and less than two. */
    private static final Duration FIRST_ATTEMPTS = Duration.ofSeconds(40);

    private static final Map<String, String> UNCHECKED = Map.of("TRIBUTARY_DELIVERY_ENDPOINT_CHECK", "false");

    @TempDir
    Path data;

    private final List<AutoCloseable> open = new ArrayList<>();

    /** @param seconds the least number until the next attempt; negative where there is none */
    private record Kept(String outcome, int status, long seconds, Subscriber subscriber) {}

    @AfterEach
    void closeSubscribers() throws Exception {
        for (AutoCloseable subscriber : open) {
            subscriber.close();
        }
    }

    private static Map<String, Kept> zoo() {
        Map<String, Kept> zoo = new LinkedHashMap<>();
        zoo.put("refuses", new Kept("connection_failed", 0, 4, open -> {
            var server = new PersistentServer((it, connection, request, peer) -> {});
            server.close();
            return server.url("/in");
        }));
        zoo.put("resets-unread", new Kept("connection_failed", 0, 4, serving((it, peer) -> peer.reset())));
        zoo.put("resets-processed", new Kept("connection_failed", 0, 4, serving((it, peer) -> {
            it.take(peer);
            peer.reset();
        })));
        zoo.put("hangs", new Kept("timeout", 0, 4, serving((it, peer) -> {
            it.take(peer);
            peer.in().read();
        })));
        zoo.put("drips", new Kept("timeout", 0, 4, dripping("HTTP/1.1 200 OK\r\nContent-Length: 10000\r\n\r\n")));
        zoo.put("endless", new Kept("delivered", 200, -1, endless("HTTP/1.1 200 OK\r\n\r\n")));
        zoo.put("bomb", new Kept("delivered", 200, -1, open -> answering(bomb()).open(open)));
        zoo.put("big-header", new Kept("connection_failed", 0, 4, endless("HTTP/1.1 200 OK\r\nX: ")));
        zoo.put("redirects", new Kept("redirected", 302, 4, Subscribers::redirecting));
        zoo.put("fails", new Kept("refused", 500, 4, status("500 Error")));
        zoo.put("throttles", new Kept("throttled", 429, 119, status("429 Slow\r\nRetry-After: 120")));
        zoo.put("throttles-until", new Kept("throttled", 429, 119, open -> status("429 Slow\r\nRetry-After: " + in(180))
                .open(open)));
        zoo.put("gone", new Kept("gone", 410, -1, status("410 Gone")));
        zoo.put("plain", new Kept("tls_failed", 0, 4, open -> serving((it, peer) -> {
                    peer.in().read(); // the handshake is not a request
                    peer.send("HTTP/1.1 400 No\r\n\r\n");
                    peer.close();
                })
                .open(open)
                .replace("http:", "https:")));
        zoo.put("closes", new Kept("delivered", 200, -1, answering(PersistentServer.OK)));
        return zoo;
    }

    private static String in(int seconds) {
        return DateTimeFormatter.RFC_1123_DATE_TIME.format(
                Instant.now().plusSeconds(seconds).atOffset(ZoneOffset.UTC));
    }

    @Test
    void eachSubscriberThatMisbehavesHasItsRecordAndItsNextTimeAndTheOtherGetsEverythingAtTheFirstAttempt()
            throws Exception {
        Map<String, Kept> zoo = zoo();
        try (var bed = new TestBed(Store.EMBEDDED, data, UNCHECKED)) {
            Endpoint well = bed.sink().endpoint("well");
            bed.gateway().api().subscribe(well);
            for (Map.Entry<String, Kept> one : zoo.entrySet()) {
                String uri = one.getValue().subscriber().open(open);
                bed.gateway().api().subscribe(one.getKey(), uri);
            }
            Load load = Load.run(Kind.CREATED, 10, Duration.ofSeconds(2), bed.gateway());

            new Audit(well, load.events())
                    .awaitNothingMissing(Duration.ofSeconds(5))
                    .assertNothingRepeated();
            await().atMost(FIRST_ATTEMPTS).untilAsserted(() -> assertRecords(zoo, bed));
        }
    }

    private static void assertRecords(Map<String, Kept> zoo, TestBed bed) {
        var softly = new SoftAssertions();
        zoo.forEach((name, kept) -> {
            JsonNode first = firstAttempted(bed, name);
            JsonNode attempt = first.path("attempts").path(0);
            softly.assertThat(attempt.path("outcome").asText()).as(name).isEqualTo(kept.outcome());
            softly.assertThat(attempt.path("status").asInt()).as(name).isEqualTo(kept.status());
            long seconds = secondsBetween(first, attempt);
            softly.assertThat(kept.seconds() < 0 ? seconds == kept.seconds() : seconds >= kept.seconds())
                    .as("%s: %d seconds until the next attempt", name, seconds)
                    .isTrue();
        });
        softly.assertAll();
    }

    private static JsonNode firstAttempted(TestBed bed, String name) {
        for (JsonNode delivery : bed.gateway().api().deliveries(name)) {
            if (!delivery.path("attempts").isEmpty()) {
                return delivery;
            }
        }
        return MissingNode.getInstance();
    }

    private static long secondsBetween(JsonNode delivery, JsonNode attempt) {
        String next = delivery.path("nextAttemptAt").asText();
        return next.isEmpty() || next.equals("null")
                ? -1
                : Duration.between(Instant.parse(attempt.path("at").asText()), Instant.parse(next))
                        .toSeconds();
    }
}
