package dev.tributary.followup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.TestGateway;
import dev.tributary.TestGateway.Answer;
import dev.tributary.eventstore.EventReader;
import dev.tributary.eventstore.StoredEvent;
import dev.tributary.mongo.page.IdRange;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.StreamSupport;

/** A whole gateway beside a small Paybook API: calls come in by HTTP, and what they list is fetched. */
final class ReceivingGateway implements AutoCloseable {

    static final String SECRET = "a-secret-of-thirty-two-characters";

    final PaybookApi api = new PaybookApi();
    final TestGateway gateway;

    ReceivingGateway(String schedule) throws IOException {
        this(schedule, 100);
    }

    /** @param maxUnconfirmed events of a source that wait for the confirmation of an unknown credential */
    ReceivingGateway(String schedule, int maxUnconfirmed) throws IOException {
        gateway = TestGateway.start(
                "--tributary.follow-up.max-unconfirmed=" + maxUnconfirmed,
                "--tributary.egress.allow=127.0.0.0/8",
                "--tributary.delivery.endpoint-check=false",
                "--tributary.follow-up.schedule=" + schedule);
    }

    /** @param settings of the source, as members of JSON, beside its id, provider and API */
    Answer source(String id, double rate, String settings) throws Exception {
        return gateway.send("POST", "/api/v1/configuration/sources", """
                {"id":"%s","provider":"paybook","api":{"base_uri":"%s","api_key":"%s","rate":%s},%s}""".formatted(
                        id, api.baseUri(), "0123456789abcdef0123456789abcdef", rate, settings));
    }

    /** A call of Paybook with the resources of its event. */
    void call(String source, String event, String connection, String user, String endpoints) throws Exception {
        Answer answer = gateway.send(
                "POST",
                "/hooks/paybook/" + source,
                """
                {"event":"%s","id_credential":"%s","id_user":"%s","id_job_uuid":"%s","endpoints":{%s}}""".formatted(event, connection, user, System.nanoTime(), endpoints),
                "X-Secret",
                SECRET);
        assertThat(answer.body()).isEqualTo("{\"status\":\"accepted\"}");
    }

    /** The events about a connection, oldest first. */
    List<JsonNode> events(String connection) throws Exception {
        JsonNode page = gateway.get("/api/v1/events?limit=200&subject=connections/" + connection)
                .json()
                .path("result");
        return StreamSupport.stream(page.spliterator(), false).toList();
    }

    /** Waits until the only event about a connection has a confirmation in a state, and gives it. */
    JsonNode awaitConfirmation(String connection, String state) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () -> assertThat(events(connection)).singleElement().satisfies(event -> assertThat(
                                        event.at("/data/confirmation/state").asText())
                                .isEqualTo(state)));
        try {
            return events(connection).get(0);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    List<StoredEvent> unconfirmed(String tenant) {
        return gateway.context()
                .getBean(EventReader.class)
                .unconfirmed(tenant, null, IdRange.ALL, 200)
                .found();
    }

    /** What mapping the stored events of a type again would change, by outcome. */
    JsonNode remapped(String type) throws Exception {
        Answer answer = gateway.send(
                "POST", "/api/v1/remaps", """
                {"type":"%s","from":"%s","before":"%s","dryRun":true}""".formatted(type, Instant.now().minusSeconds(600), Instant.now()));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json().path("counts");
    }

    static String credential(String connection, String user) {
        return "{\"code\":200,\"status\":true,\"response\":[{\"id_credential\":\"%s\",\"id_user\":\"%s\",\"is_authorized\":1}]}"
                .formatted(connection, user);
    }

    static String path(String connection) {
        return "/v1/credentials/" + connection;
    }

    @Override
    public void close() {
        gateway.close();
        api.close();
    }
}
