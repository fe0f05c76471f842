package dev.tributary.api.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.TestGateway;
import dev.tributary.TestGateway.Answer;
import dev.tributary.egress.ScriptedServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Endpoints that are not asked: those that are refused at once, and all while the check is turned off. */
class UncheckedEndpointTest {

    private static final String HOOKS = "/api/v1/configuration/web-hooks";

    @ParameterizedTest
    @ValueSource(strings = {"http://10.1.2.3/in", "https://10.1.2.3/in"})
    void refusesAnAddressThatIsKnownToBePrivateAtOnce(String uri) throws Exception {
        Answer refused = TestGateway.shared().send("POST", HOOKS, """
                {"type":"EVENTS","name":"Private","base_uri":"%s","authentication_method":"NONE"}""".formatted(uri));

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().at("/details/0").asText()).isEqualTo("base_uri");
    }

    @Test
    void asksNoEndpointWhileTheCheckIsTurnedOff() throws Exception {
        try (var endpoint = new ScriptedServer(ScriptedServer.status(404));
                var trusting = TestGateway.start(
                        "--tributary.egress.allow=127.0.0.0/8", "--tributary.delivery.endpoint-check=false")) {
            trusting.send("POST", HOOKS, """
                    {"id":"trusted","type":"EVENTS","name":"Trusted","base_uri":"%s",
                     "authentication_method":"NONE"}""".formatted(endpoint.url("/")));

            JsonNode hook = trusting.get(HOOKS + "/trusted").json();
            assertThat(hook.at("/status").asText()).isEqualTo("active");
            assertThat(hook.has("verification")).isFalse();
            assertThat(trusting.send("POST", HOOKS + "/trusted/verification", "")
                            .status())
                    .isEqualTo(409);
            assertThat(endpoint.requests()).isEmpty();
        }
    }
}
