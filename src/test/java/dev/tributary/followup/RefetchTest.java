package dev.tributary.followup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.followup.PaybookApi.Answer;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An operator has the resources of an event fetched again; what was delivered keeps its bytes. */
class RefetchTest {

    private static final String ACCOUNTS = "/v1/accounts?id_credential=c1";
    private static final String TRANSACTIONS = "/v1/transactions?id_credential=c1";
    private static final String SHARED = "\"scheme\":\"paybook-header\",\"options\":{\"header\":\"X-Secret\"},"
            + "\"secrets\":[{\"value\":\"" + ReceivingGateway.SECRET + "\"}]";

    private ReceivingGateway receiving;

    @BeforeEach
    void start() throws Exception {
        receiving = new ReceivingGateway("0s");
        assertThat(receiving.source("s1", 1_000, SHARED).status()).isEqualTo(201);
        receiving.api.on(TRANSACTIONS, Answer.json(403, "{}"));
        receiving.call(
                "s1",
                "refresh",
                "c1",
                "u1",
                "\"accounts\":[\"" + ACCOUNTS + "\"],\"transactions\":[\"" + TRANSACTIONS + "\"]");
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(states(event(0))).isEqualTo("fetched failed"));
    }

    @AfterEach
    void stop() {
        receiving.close();
    }

    @Test
    void fetchesWhatFailedAgainAsAnEventOfItsOwn() throws Exception {
        String first = event(0).path("id").asText();
        String bytes = receiving.gateway.get("/api/v1/events/" + first).body();
        var held = new CountDownLatch(1);
        receiving.api.on(
                TRANSACTIONS, Answer.sample("api-transactions-200.json").after(() -> hold(held)));

        var started = receiving.gateway.send("POST", "/api/v1/events/" + first + "/refetch", "");
        var again = receiving.gateway.send("POST", "/api/v1/events/" + first + "/refetch?resources=all", "");
        held.countDown();

        assertThat(started.status()).isEqualTo(202);
        String second = started.json().path("id").asText();
        assertThat(started.header("Location")).isEqualTo("/api/v1/events/" + second);
        assertThat(second).isNotEqualTo(first);
        assertThat(again.json().path("id").asText()).isEqualTo(second);
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(states(event(1))).isEqualTo("fetched fetched"));
        assertThat(event(1).at("/data/refresh/refetchOf").asText()).isEqualTo(first);
        assertThat(event(1).at("/data/refresh/cases/0").asText()).isEqualTo("transactions_added");
        assertThat(receiving.api.uris()).filteredOn(ACCOUNTS::equals).hasSize(1);
        assertThat(receiving.gateway.get("/api/v1/events/" + first).body()).isEqualTo(bytes);
        JsonNode counts = receiving.remapped("bank.connection.refreshed.v1");
        assertThat(counts.path("same").asInt()).as(counts.toString()).isOne();
        assertThat(counts.path("changed").asInt()).as(counts.toString()).isZero();
        assertThat(receiving
                        .gateway
                        .get("/api/v1/audit?action=event.refetch&what=" + first)
                        .json()
                        .path("result"))
                .hasSize(2);
    }

    @Test
    void fetchesAllAgainOnRequestAsOftenAsIsWanted() throws Exception {
        String first = event(0).path("id").asText();
        for (int time = 2; time <= 3; time++) {
            int expected = time;
            assertThat(receiving
                            .gateway
                            .send("POST", "/api/v1/events/" + first + "/refetch?resources=all", "")
                            .status())
                    .isEqualTo(202);
            await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(receiving.api.uris())
                    .filteredOn(TRANSACTIONS::equals)
                    .hasSize(expected));
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(states(event(expected - 1))).isEqualTo("fetched failed"));
        }
        assertThat(receiving.api.uris()).filteredOn(ACCOUNTS::equals).hasSize(3);
    }

    @Test
    void refusesWhatCannotBeFetchedAgain() throws Exception {
        String id = event(0).path("id").asText();
        receiving.call("s1", "credential_create", "c2", "u1", "");
        String without = receiving.events("c2").get(0).path("id").asText();

        assertThat(status(without, "")).isEqualTo(409);
        assertThat(status(without, "?resources=all")).isEqualTo(409);
        assertThat(status(id, "?resources=some")).isEqualTo(400);
        assertThat(status(id, "?resource=all")).isEqualTo(400);
        assertThat(status("01920000-0000-7000-8000-000000000001", "")).isEqualTo(404);
        String reader = receiving.gateway.token("default", "events:read");
        assertThat(receiving
                        .gateway
                        .sendAs(reader, "POST", "/api/v1/events/" + id + "/refetch", "")
                        .status())
                .isEqualTo(403);
    }

    private int status(String id, String query) throws Exception {
        return receiving
                .gateway
                .send("POST", "/api/v1/events/" + id + "/refetch" + query, "")
                .status();
    }

    private JsonNode event(int index) throws Exception {
        return receiving.events("c1").get(index);
    }

    private static String states(JsonNode event) {
        return event.at("/data/resources/0/state").asText() + " "
                + event.at("/data/resources/1/state").asText();
    }

    private static void hold(CountDownLatch held) {
        try {
            held.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
