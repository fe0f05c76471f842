package dev.tributary.api.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.TestGateway;
import dev.tributary.TestGateway.Answer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which header cannot carry the shared secret of a source: one that clients, proxies or browsers set with values of their own. */
class SecretHeaderTest {

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "Cookie",
                "baggage",
                "X-Correlation-Id",
                "X-Requested-With",
                "X-Client-IP",
                "True-Client-IP",
                "CF-Connecting-IP",
                "x-b3-traceid",
                "x-amzn-trace-id",
                "X-Cloud-Trace-Context",
                "Upgrade-Insecure-Requests"
            })
    void aHeaderThatOthersSetIsRefused(String name) throws Exception {
        Answer answer = TestGateway.shared().send("POST", "/api/v1/configuration/sources", """
                {"provider":"paybook","scheme":"paybook-header","secrets":[{"value":"x"}],"options":{"header":"%s"}}""".formatted(name));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().at("/errors/0/detail").asText()).contains("must name a header of its own");
    }
}
