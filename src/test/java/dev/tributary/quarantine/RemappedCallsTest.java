package dev.tributary.quarantine;

import static dev.tributary.quarantine.DeltaGateway.KIND;
import static dev.tributary.quarantine.DeltaGateway.OPENED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tributary.store.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a re-map stores is not a call of its source. */
class RemappedCallsTest {

    private static final Duration SOON = Duration.ofSeconds(30);

    @Test
    void aRemapDoesNotMakeASilentSourceLookCalled() throws Exception {
        Instant from = Instant.now().minusSeconds(1);
        try (var delta = new DeltaGateway(TestDatabase.embeddedUri(), OPENED)) {
            delta.gateway().source("s1", "delta", "delta-secret", Map.of(), "right", null);
            delta.gateway().source("s2", "delta", "delta-secret", Map.of(), "right", null);
            String last = called(delta, "s1", "a1");
            delta.restart("1.1.0", OPENED, KIND);

            String range = "{\"from\":\"%s\",\"before\":\"%s\"}".formatted(from, Instant.now());
            String job = "/api/v1/remaps/"
                    + delta.post(202, "/api/v1/remaps", range).path("id").asText();
            await().atMost(SOON)
                    .until(() -> delta.get(job).path("state").asText().equals("done"));
            assertThat(delta.get(job).at("/counts/changed").asInt()).isEqualTo(1);
            assertThat(called(delta, "s2", "a2"))
                    .as("what came before it is noted as well")
                    .isNotEmpty();
            assertThat(lastCall(delta, "s1")).isEqualTo(last);
        }
    }

    /** Calls a source, and waits until the call is noted. */
    private static String called(DeltaGateway delta, String source, String account) {
        String body = "{\"event\":\"opened\",\"account\":\"%s\",\"kind\":\"savings\"}".formatted(account);
        assertThat(delta.call(source, body, "Delta-Secret", "right")).isEqualTo(200);
        await().atMost(SOON).until(() -> !lastCall(delta, source).isEmpty());
        return lastCall(delta, source);
    }

    private static String lastCall(DeltaGateway delta, String source) {
        return delta.get("/api/v1/configuration/sources/" + source + "/health")
                .path("last_call_at")
                .asText();
    }
}
