package dev.tributary.api.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.TestGateway;
import dev.tributary.TestGateway.Answer;
import dev.tributary.event.Event;
import dev.tributary.event.EventFixtures;
import dev.tributary.event.TimeOrderedId;
import dev.tributary.eventstore.EventStore;
import dev.tributary.eventstore.StoredEvent;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamTest {

    private static final String STREAM = "/api/v1/events/stream";
    private static final String SECRET = "a-secret-of-thirty-two-characters";
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private static TestGateway gateway;
    private static String reader;

    private final AtomicBoolean calling = new AtomicBoolean(true);
    private final AtomicInteger stored = new AtomicInteger();

    @BeforeAll
    static void start() throws Exception {
        gateway = TestGateway.start("--tributary.limits.streams=3", "--tributary.limits.all-streams=4");
        gateway.source("s1", "paybook", "paybook-header", Map.of("header", "X-Secret"), SECRET, null);
        reader = gateway.token("default", "events:read");
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void sendsToEachWhatItMaySeeInTheBytesOfTheApi() throws Exception {
        try (var all = new StreamClient("");
                var unmasked = new StreamClient("?type[prefix]=bank.&mentions=u-personal");
                var others = new StreamClient("?type=bank.payment.failed.v1");
                var elsewhere = new StreamClient("")) {
            int looks = looks();
            connect(all, reader);
            connect(unmasked, gateway.adminToken());
            connect(others, reader);
            connect(elsewhere, gateway.token("elsewhere", "events:read"));
            for (int i = 0; i < 3; i++) {
                assertThat(call("c" + NUMBERS.incrementAndGet())).isTrue();
            }
            await().atMost(SOON)
                    .until(() ->
                            all.messages().size() == 3 && unmasked.messages().size() == 3);
            for (StreamClient.Message message : all.messages()) {
                String id = message.data().replaceFirst(".*?\"id\":\"([^\"]*)\".*", "$1");
                Answer one = gateway.getAs(reader, "/api/v1/events/" + id);
                assertThat(message.data()).isEqualTo(one.body()).contains("***");
                assertThat(message.type()).isEqualTo(one.json().at("/type").asText());
            }
            assertThat(unmasked.data()).allSatisfy(data -> assertThat(data).contains("IXS7607092R5"));
            assertThat(looks()).as("entries of the audit").isGreaterThan(looks);
            assertThat(others.messages()).isEmpty();
            assertThat(elsewhere.messages()).isEmpty();
        }
    }

    /** Other tests may have left places that the server has not given back yet. */
    private static void connect(StreamClient client, String token) {
        await().atMost(SOON.multipliedBy(2)).until(() -> client.connect(gateway, token) == 200);
    }

    private static int looks() throws Exception {
        return gateway.get("/api/v1/audit?action=event.unmask")
                .json()
                .path("result")
                .size();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "since=never",
                "since=2026-01-01T00:00:00Z",
                "limit=1",
                "order=desc",
                "type=",
                "recordedtime[gte]=2026-01-01T00:00:00Z"
            })
    void refusesWhatAStreamHasNot(String query) {
        assertThat(refused("?" + query, "", "text/event-stream").status()).isEqualTo(400);
    }

    @Test
    void refusesPositionsThatItNeverGaveAndClientsThatReadNoStream() throws Exception {
        String old = TimeOrderedId.lowest(Instant.now().minus(Duration.ofHours(25)));
        for (String id : List.of("1", old, "019CADD4-71f3-7d7e-9f3a-2f1f6a0c9b41")) {
            assertThat(refused("", id, "*/*").json().at("/errors/0/pointer").asText())
                    .isEqualTo("#/Last-Event-ID");
        }
        Answer noStream = refused("", "", "application/json");
        assertThat(noStream.status()).isEqualTo(406);
        assertThat(noStream.json().at("/detail").asText()).endsWith(": text/event-stream.");
        assertThat(gateway.getAs(gateway.token("default", "auditor"), STREAM).status())
                .isEqualTo(403);
    }

    @Test
    void limitsTheStreamsOfATenantAndOfTheGateway() throws Exception {
        List<StreamClient> open = new ArrayList<>();
        for (String tenant : List.of("a", "a", "a", "b")) {
            var client = new StreamClient("");
            open.add(client);
            connect(client, gateway.token(tenant, "events:read"));
        }
        Answer ofTenant = refused("", "", "text/event-stream", gateway.token("a", "events:read"));
        assertThat(ofTenant.status()).isEqualTo(429);
        assertThat(ofTenant.header("Retry-After")).isEqualTo("5");
        Answer ofAll = refused("", "", "text/event-stream", gateway.token("b", "events:read"));
        assertThat(ofAll.status()).isEqualTo(503);
        assertThat(ofAll.header("Retry-After")).isEqualTo("5");
        assertThat(gateway.metrics()).contains("tributary_streams_open 4.0");
        for (StreamClient client : open) {
            client.close();
        }
        // nothing is stored: comments find that nobody reads them
        await().atMost(Duration.ofSeconds(15))
                .untilAsserted(() -> assertThat(gateway.metrics()).contains("tributary_streams_open 0.0"));
    }

    @Test
    void keepsAnIdleConnectionAliveUntilTheTokenExpires() throws Exception {
        var client = new StreamClient("?type=bank.payment.failed.v1");
        String token = gateway.token("default", "events:read", "somebody", Duration.ofSeconds(8));
        assertThat(client.connect(gateway, token)).isEqualTo(200);
        String begin = client.lastId();
        client.join();
        assertThat(client.comments()).containsExactly(": keep-alive");
        assertThat(client.lastId()).isGreaterThan(begin);
    }

    @Test
    void closesAConnectionThatTakesNothing() throws Exception {
        for (int i = 0; i < 120; i++) {
            Map<String, Object> data = Map.of("payment", Map.of("id", "p", "text", "x".repeat(100_000)));
            String id = gateway.bean(TimeOrderedId.class).next();
            insert(EventFixtures.of(id, "slow", "bank.payment.executed.v1", "s", "k" + i, data));
        }
        try (var socket = new Socket()) {
            socket.setReceiveBufferSize(4096);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), gateway.port()));
            socket.getOutputStream()
                    .write(("GET " + STREAM + "?since=" + Instant.now().minusSeconds(600) + " HTTP/1.1\r\nHost: a\r\n"
                                    + "Accept: text/event-stream\r\nAuthorization: Bearer "
                                    + gateway.token("slow", "events:read") + "\r\n\r\n")
                            .getBytes(UTF_8));
            assertThat(socket.getInputStream().read()).isEqualTo('H');
            assertThat(gateway.metrics()).contains("tributary_streams_open 1.0");
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(gateway.metrics()).contains("tributary_streams_open 0.0"));
        }
    }

    /** Providers go on calling and a client goes on reading while the gateway is restarted. */
    @Test
    void aClientThatConnectsAgainMissesNothingAndGetsNothingTwice() throws Exception {
        String begin = Instant.now().toString();
        var client = new StreamClient("?since=" + begin);
        List<Thread> callers = List.of(new Thread(this::calls), new Thread(this::calls), new Thread(this::calls));
        callers.forEach(Thread::start);
        for (int restarts = 0; restarts < 2; restarts++) {
            assertThat(client.connect(gateway, reader)).isEqualTo(200);
            moreIsStored();
            gateway.restart(() -> {});
            client.join();
        }
        assertThat(client.connect(gateway, reader)).isEqualTo(200);
        moreIsStored();
        calling.set(false);
        for (Thread caller : callers) {
            caller.join();
        }
        List<String> listed = listed(begin);
        assertThat(listed).hasSizeGreaterThanOrEqualTo(300);
        await().atMost(SOON).until(() -> client.messages().size() >= listed.size());
        assertThat(client.data()).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(listed);
        var replay = new StreamClient("?since=" + begin);
        replay.connect(gateway, reader);
        await().atMost(SOON).until(() -> replay.messages().size() >= listed.size());
        assertThat(replay.messages()).isEqualTo(client.messages());
        client.close();
        replay.close();
    }

    private void moreIsStored() {
        int before = stored.get();
        await().atMost(SOON).until(() -> stored.get() > before + 100);
    }

    /** As a provider does: sends a call again until it is answered 200. */
    private void calls() {
        while (calling.get()) {
            String credential = "c" + NUMBERS.incrementAndGet();
            await().forever()
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(20))
                    .ignoreExceptions() // it is being restarted
                    .until(() -> call(credential));
            stored.incrementAndGet();
        }
    }

    private static boolean call(String credential) {
        String call = """
                {"event": "credential_create", "id_credential": "%s", "id_user": "u-personal",
                 "id_external": "IXS7607092R5"}""".formatted(credential);
        return gateway.post("/hooks/paybook/s1", call.getBytes(UTF_8), "X-Secret", SECRET)
                        .statusCode()
                == 200;
    }

    private static List<String> listed(String since) throws Exception {
        List<String> all = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = gateway.getAs(reader, "/api/v1/events?limit=200&recordedtime[gte]=" + since + cursor)
                    .json();
            page.at("/result").forEach(event -> all.add(event.toString()));
            cursor =
                    page.has("nextCursor") ? "&cursor=" + page.at("/nextCursor").asText() : "";
        } while (!cursor.isEmpty());
        return all;
    }

    private static void insert(Event event) {
        gateway.bean(EventStore.class).insert(List.of(StoredEvent.of(event)), "writer", Duration.ofSeconds(5));
    }

    private static Answer refused(String query, String lastId, String accept) {
        return refused(query, lastId, accept, reader);
    }

    private static Answer refused(String query, String lastId, String accept, String token) {
        return lastId.isEmpty()
                ? gateway.sendAs(token, "GET", STREAM + query, "", "Accept", accept)
                : gateway.sendAs(token, "GET", STREAM + query, "", "Accept", accept, "Last-Event-ID", lastId);
    }
}
