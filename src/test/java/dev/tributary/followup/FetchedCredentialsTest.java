package dev.tributary.followup;

import static dev.tributary.followup.ReceivingGateway.credential;
import static dev.tributary.followup.ReceivingGateway.path;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.followup.PaybookApi.Answer;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Events about a connection have the credential fetched that they list, unless their source says otherwise. */
class FetchedCredentialsTest {

    private static final String SHARED = "\"scheme\":\"paybook-header\",\"secrets\":[{\"value\":\""
            + ReceivingGateway.SECRET + "\"}],\"options\":{\"header\":\"X-Secret\"%s}";

    private static ReceivingGateway receiving;

    @BeforeAll
    static void start() throws Exception {
        receiving = new ReceivingGateway("0s");
        assertThat(receiving.source("fetching", 1_000, SHARED.formatted("")).status())
                .isEqualTo(201);
        assertThat(receiving
                        .source("silent", 1_000, SHARED.formatted(",\"fetch_credentials\":false"))
                        .status())
                .isEqualTo(201);
    }

    @AfterAll
    static void stop() {
        receiving.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"credential_create", "credential_update"})
    void fetchesTheListedCredentialAndNothingElse(String event) throws Exception {
        String connection = event.replace("_", "");
        receiving.api.on(path(connection), Answer.json(200, credential(connection, "u1")));

        receiving.call("fetching", event, connection, "u1", endpoints(connection));

        JsonNode ended = awaitEnd(connection, "fetched");
        assertThat(ended.at("/data/resources/0/count").asInt()).isOne();
        assertThat(ended.at("/data/resources/1").has("state")).isFalse();
        assertThat(receiving.api.uris()).contains(path(connection)).noneMatch(uri -> uri.contains("/v1/accounts"));
        JsonNode kept = receiving
                .gateway
                .get("/api/v1/connections?connectionId=" + connection)
                .json()
                .at("/result/0");
        assertThat(kept.path("authorized").asBoolean()).isTrue();
    }

    @Test
    void letsTheEventGoOutWhereTheCredentialIsGone() throws Exception {
        receiving.call("fetching", "credential_update", "gone1", "u1", endpoints("gone1"));

        assertThat(awaitEnd("gone1", "failed").at("/data/resources/0/reason").asText())
                .isEqualTo("not_found");
    }

    @Test
    void fetchesNoCredentialOfASourceThatDoesNotWantIt() throws Exception {
        receiving.call("silent", "credential_create", "silent1", "u1", endpoints("silent1"));

        JsonNode event = receiving.events("silent1").get(0);
        assertThat(event.at("/data/resources/0/href").asText()).isEqualTo(path("silent1"));
        assertThat(event.at("/data/resources/0").has("state")).isFalse();
        assertThat(receiving.api.uris()).doesNotContain(path("silent1"));
    }

    private static String endpoints(String connection) {
        return "\"credential\":[\"" + path(connection) + "\"],\"accounts\":[\"/v1/accounts?id_credential=" + connection
                + "\"]";
    }

    private static JsonNode awaitEnd(String connection, String state) throws Exception {
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(receiving.events(connection))
                .singleElement()
                .satisfies(event ->
                        assertThat(event.at("/data/resources/0/state").asText()).isEqualTo(state)));
        return receiving.events(connection).get(0);
    }
}
