package dev.tributary.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.standardwebhooks.Webhook;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SubscriberTest {

    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final String EVENT = """
            {"type":"bank.payment.executed.v1","subject":"payments/p1","time":"2026-01-01T00:00:00Z",\
            "source":"http://localhost:8080/sources/tink/simulator-tink-hooks-1"}""";

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final SimulatedSource source =
            new SimulatedSource(SimulatedSource.Profile.TINK_HOOKS, "simulator-tink-hooks-1", "secret");
    private final Tally tally = new Tally(List.of(source));
    private LocalServer server;

    @BeforeEach
    void start() throws Exception {
        Console console = new Console(new PrintStream(printed, true, UTF_8));
        Subscriber subscriber = new Subscriber("simulator-subscriber-1", SECRET, console, tally);
        server = new LocalServer(subscriber::receive);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void refusesTheFirstDeliveryOnceAndTakesItWhenItComesAgain() throws Exception {
        assertThat(deliver("event-1", EVENT, EVENT)).isEqualTo(503);
        assertThat(tally.shortcomings()).contains("the delivery that was answered 503 did not come again");
        assertThat(deliver("event-1", EVENT, EVENT)).isEqualTo(200);
        assertThat(deliver("event-2", EVENT, EVENT)).isEqualTo(200);

        assertThat(tally.shortcomings()).noneMatch(text -> text.contains("503") || text.contains("tink-hooks"));
        assertThat(printed.toString(UTF_8).lines())
                .hasSize(3)
                .anyMatch(line -> line.contains("↺") && line.contains("attempt 1"))
                .anyMatch(line -> line.contains("✓") && line.contains("attempt 2"));
    }

    @Test
    void refusesABodyThatWasNotSigned() throws Exception {
        assertThat(deliver("event-1", EVENT, EVENT.replace("p1", "p2"))).isEqualTo(401);

        assertThat(tally.shortcomings()).contains("the signature of event-1 does not verify");
        assertThat(printed.toString(UTF_8)).contains("✗");
    }

    @Test
    void tellsDeliveriesOfAnEarlierRunThatTheirSubscriberIsGone() throws Exception {
        assertThat(server.post("/simulator-subscriber-0", Map.of(), EVENT).statusCode())
                .isEqualTo(410);
        assertThat(printed.size()).isZero();
    }

    private int deliver(String id, String signed, String sent) throws Exception {
        long now = Instant.now().getEpochSecond();
        Map<String, String> headers = Map.of(
                "webhook-id", id,
                "webhook-timestamp", String.valueOf(now),
                "webhook-signature", new Webhook(SECRET).sign(id, now, signed));
        return server.post("/simulator-subscriber-1", headers, sent).statusCode();
    }
}
