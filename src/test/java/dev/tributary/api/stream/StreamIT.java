package dev.tributary.api.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.TestGateway;
import dev.tributary.store.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Two gateways that store at the same time: a client of one, and then of the other, gets the events of both. */
class StreamIT {

    private static final String SECRET = "a-secret-of-thirty-two-characters";
    private static final Duration SOON = Duration.ofSeconds(60);

    private final AtomicBoolean calling = new AtomicBoolean(true);
    private final AtomicInteger stored = new AtomicInteger();

    @Test
    void aClientThatChangesTheGatewayMissesNothingAndGetsNothingTwice() throws Exception {
        String database = "/t" + UUID.randomUUID().toString().replace("-", "") + "?";
        String uri = TestDatabase.containerUri().replace("/?", database);
        try (TestGateway first = TestGateway.startOn(uri)) {
            first.source("s1", "paybook", "paybook-header", Map.of("header", "X-Secret"), SECRET, null);
            String begin = Instant.now().toString();
            var client = new StreamClient("?since=" + begin);
            Thread caller = new Thread(() -> calls(first, "a"));
            caller.start();
            client.connect(first, first.adminToken());
            try (TestGateway second = TestGateway.startOn(uri)) {
                Thread other = new Thread(() -> calls(second, "b"));
                other.start();
                moreIsStoredAndRead(client);
                client.close();
                client.join();
                client.connect(second, second.adminToken());
                moreIsStoredAndRead(client);
                calling.set(false);
                other.join();
                client.close();
                client.join();
            }
            caller.join();
            client.connect(first, first.adminToken());
            List<String> listed = listed(first);
            var replay = new StreamClient("?since=" + begin);
            replay.connect(first, first.adminToken());
            await().atMost(SOON)
                    .until(() ->
                            Math.min(client.messages().size(), replay.messages().size()) >= listed.size());
            assertThat(client.data()).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(listed);
            assertThat(replay.messages()).isEqualTo(client.messages());
            replay.close();
            client.close();
        }
    }

    private void moreIsStoredAndRead(StreamClient client) {
        int before = stored.get();
        int read = client.messages().size();
        await().atMost(SOON)
                .until(() -> stored.get() > before + 100 && client.messages().size() > read + 50);
    }

    private void calls(TestGateway gateway, String name) {
        for (int number = 0; calling.get(); number++) {
            String call = """
                    {"event": "credential_create", "id_credential": "%s%d", "id_user": "u"}""".formatted(name, number);
            await().forever()
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> gateway.post("/hooks/paybook/s1", call.getBytes(UTF_8), "X-Secret", SECRET)
                                    .statusCode()
                            == 200);
            stored.incrementAndGet();
        }
    }

    private static List<String> listed(TestGateway gateway) throws Exception {
        List<String> all = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = gateway.get("/api/v1/events?limit=200" + cursor).json();
            page.at("/result").forEach(event -> all.add(event.toString()));
            cursor =
                    page.has("nextCursor") ? "&cursor=" + page.at("/nextCursor").asText() : "";
        } while (!cursor.isEmpty());
        return all;
    }
}
