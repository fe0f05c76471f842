package dev.tributary.api.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.TestGateway;
import dev.tributary.TestGateway.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Secrets and keys as they come from a clipboard: what could never verify a call is refused when it is written. */
class CopiedSecretsTest {

    private static final String SOURCES = "/api/v1/configuration/sources";
    private static final String API = "\"api\":{\"base_uri\":\"https://api.paybook.test\",\"api_key\":%s}";
    private static final String PAYBOOK = """
            {"id":"%s","provider":"paybook","scheme":"paybook-header","options":{"header":"X-Proof"},
             "secrets":[{"value":%s}]}""";
    private static final String TINK = """
            {"id":"%s","provider":"tink","scheme":"tink-legacy","secrets":[{"value":%s}]}""";
    private static final String SIXPARK = """
            {"provider":"sixpark","scheme":"sixpark","secrets":[{"value":"token","applies_to":%s}]}""";

    private final TestGateway gateway = TestGateway.shared();

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\'', textBlock = """
            "KEY\\n"       | white space
            "\\r\\nKEY"    | white space
            "KEY\\u2028"   | white space
            "KE\\nY"       | cannot be seen
            "KE\\u0000Y"   | cannot be seen
            "\\ufeffKEY"   | cannot be seen
            "KEY\\u200b"   | cannot be seen
            "\\ud800"      | cannot be seen
            """)
    void refusesASecretThatWasCopiedWithMore(String secret, String reason) throws Exception {
        assertRefused(TINK.formatted("copied", secret), "secrets.0.value", reason);
        assertRefused(PAYBOOK.formatted("copied", secret), "secrets.0.value", reason);
        assertRefused(
                PAYBOOK.formatted("copied", "\"secret\"").replace("}]}", "}]," + API.formatted(secret) + "}"),
                "api.api_key",
                "and = at its end");
        assertRefused(SIXPARK.formatted(secret), "secrets.0.applies_to", reason);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\'', textBlock = """
            "caf\\u00e9"
            "\\u20ac"
            "\\uff2b\\uff25\\uff39"
            """)
    void refusesASecretThatCannotStandInAHeader(String secret) throws Exception {
        assertRefused(PAYBOOK.formatted("ascii", secret), "secrets", "visible ASCII");
        gateway.send("POST", SOURCES, PAYBOOK.formatted("changed-to", "\"secret\""));
        Answer changed = gateway.send("PATCH", SOURCES + "/changed-to", "{\"secrets\":[{\"value\":" + secret + "}]}");
        assertThat(changed.status()).isEqualTo(400);
        assertThat(post("paybook", "changed-to", "{\"event\":\"refresh\"}", "X-Proof", "secret"))
                .isEqualTo(200);
    }

    @Test
    void takesASecretWithSpacesInsideAndVerifiesCallsByIt() throws Exception {
        create(PAYBOOK.formatted("spaced", "\"two words ~!\""));
        assertThat(post("paybook", "spaced", "{\"event\":\"refresh\"}", "X-Proof", "two words ~!"))
                .isEqualTo(200);
        assertThat(post("paybook", "spaced", "{\"event\":\"refresh\"}", "X-Proof", "two words"))
                .isEqualTo(401);
    }

    @Test
    void takesASecretOutsideAsciiWhereItStandsInTheBodyAndVerifiesCallsByIt() throws Exception {
        create(TINK.formatted("accented", "\"clé-€-\uD83D\uDE00\""));
        String call = "{\"event\":\"test\",\"content\":{\"userId\":\"u\"},\"webHook\":{\"secret\":\"%s\"}}";
        assertThat(post("tink", "accented", call.formatted("clé-€-\uD83D\uDE00")))
                .isEqualTo(200);
        assertThat(post("tink", "accented", call.formatted("cle-€-\uD83D\uDE00")))
                .isEqualTo(401);
    }

    private void create(String source) throws Exception {
        Answer created = gateway.send("POST", SOURCES, source);
        assertThat(created.status()).as(created.body()).isEqualTo(201);
    }

    private int post(String provider, String source, String body, String... headers) throws Exception {
        return gateway.send("POST", "/hooks/" + provider + "/" + source, body, headers)
                .status();
    }

    private void assertRefused(String source, String parameter, String reason) throws Exception {
        Answer refused = gateway.send("POST", SOURCES, source);
        assertThat(refused.status()).as(source).isEqualTo(400);
        JsonNode error = refused.json().at("/errors/0");
        assertThat(error.at("/pointer").asText()).isEqualTo("#/" + parameter.replace('.', '/'));
        assertThat(error.at("/detail").asText()).contains(reason);
        assertThat(refused.json().at("/details")).hasSize(1);
    }
}
