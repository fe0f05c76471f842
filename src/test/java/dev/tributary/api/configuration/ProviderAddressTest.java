package dev.tributary.api.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tributary.TestGateway;
import dev.tributary.TestGateway.Answer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where follow-ups are fetched from: listed paths are put behind it, so that it ends with its path. */
class ProviderAddressTest {

    private static final String SOURCES = "/api/v1/configuration/sources";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final TestGateway gateway = TestGateway.shared();

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\'', textBlock = """
            https://api.paybook.test/?x=1            | query
            https://api.paybook.test?x=1             | query
            https://api.paybook.test/v1?             | query
            https://api.paybook.test/?x=1#f          | fragment
            https://api.paybook.test/#/v1            | fragment
            https://api.paybook.test/v1#             | fragment
            https://user:word@api.paybook.test/      | user information
            https://user@api.paybook.test/           | user information
            https://@api.paybook.test/               | user information
            https://api.paybook.test@evil.example/   | user information
            """)
    void isRefusedWithAQueryAFragmentOrUserInformation(String uri, String reason) throws Exception {
        Answer refused = gateway.send("POST", SOURCES, source("refused-address", uri));
        assertRefused(refused, reason);
        gateway.send("POST", SOURCES, source("moved-address", "https://api.paybook.test/v1"));
        Answer moved = gateway.send(
                "PATCH",
                SOURCES + "/moved-address",
                "{\"api\":{\"base_uri\":" + JSON.writeValueAsString(uri) + ",\"api_key\":\"k\"}}");
        assertRefused(moved, reason);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"https://api.paybook.test", "https://api.paybook.test/", "https://api.paybook.test/a%3Fb/v1"})
    void isTakenWithAPath(String uri) throws Exception {
        Answer created = gateway.send("POST", SOURCES, source("address" + uri.length(), uri));
        assertThat(created.status()).as(created.body()).isEqualTo(201);
    }

    private static String source(String id, String uri) throws Exception {
        return """
                {"id":"%s","provider":"paybook","scheme":"paybook-header","options":{"header":"X-Proof"},
                 "secrets":[{"value":"s"}],"api":{"base_uri":%s,"api_key":"k"}}""".formatted(id, JSON.writeValueAsString(uri));
    }

    private static void assertRefused(Answer refused, String reason) throws Exception {
        assertThat(refused.status()).isEqualTo(400);
        JsonNode error = refused.json().at("/errors/0");
        assertThat(error.at("/pointer").asText()).isEqualTo("#/api/base_uri");
        assertThat(error.at("/detail").asText()).contains(reason);
    }
}
