package dev.tributary.provider;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.TestGateway;
import dev.tributary.TestGateway.Answer;
import dev.tributary.platform.UnusableConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A provider is added by files in folders of one's own, without a build. */
class AddedProviderTest {

    /** The call's signature below was recorded with openssl. */
    private static final String SECRET = "QGvaZ0uPwA9nYi7jr31JtZn1EKK4pJpK";

    @TempDir
    private Path folder;

    @BeforeEach
    void writeFiles() throws IOException {
        Path delta = Files.createDirectories(folder.resolve("mappings/delta"));
        Files.createDirectories(folder.resolve("routes"));
        Files.writeString(delta.resolve("provider.yaml"), """
                provider: delta
                schemes:
                  delta-v1: { type: hmac-sha256, header: Delta-Signature, prefix: "sha256=", encoding: hex,
                              signed-content: "{body}" }
                profiles:
                  delta-events: { root: [event, account] }
                """);
        Files.writeString(delta.resolve("delta-events.yaml"), """
                apiVersion: mapping/v1
                kind: EventMapping
                metadata: { provider: delta, profile: delta-events, version: 1.0.0 }
                discriminator: { path: "$.event", required: true }
                dedup: ["$.event", "$.account"]
                common:
                  time: { received: true }
                  subject: "accounts/{account.id}"
                  partitionkey: "{account.id}"
                  data:
                    account.id: { path: "$.account", required: true, as: string }
                rules:
                  - { when: { equals: opened }, type: bank.account.opened.v1 }
                """);
        String route = Files.readString(Path.of("routes/sixpark.camel.yaml")).replace("sixpark", "delta");
        Files.writeString(folder.resolve("routes/delta.camel.yaml"), route);
    }

    @Test
    void itsCallsBecomeEvents() throws IOException {
        try (TestGateway gateway = TestGateway.start(
                "--tributary.mappings=" + folder.resolve("mappings"),
                "--tributary.routes=" + folder.resolve("routes"))) {
            gateway.source("d1", "delta", "delta-v1", Map.of(), SECRET, null);
            byte[] body = "{\"event\":\"opened\",\"account\":\"a1\"}".getBytes(UTF_8);
            String proof = "sha256=f00c758100150a07a1435977e5f09f89ddf33a32d07e98c3213151d2ccd601a8";
            assertThat(gateway.post("/hooks/delta/d1", body, "Delta-Signature", proof)
                            .body())
                    .isEqualTo("{\"status\":\"accepted\"}");
            assertThat(gateway.post("/hooks/delta/d1", body, "Delta-Signature", proof.substring(7))
                            .statusCode())
                    .isEqualTo(401);
            Answer events = gateway.get("/api/v1/events");
            assertThat(events.body()).contains("bank.account.opened.v1", "accounts/a1");
            String event = "/api/v1/events/" + events.json().at("/result/0/id").asText();
            assertThat(gateway.get(event + "/mapping").body())
                    .contains("\"file\":\"mappings/delta/delta-events.yaml\"")
                    .as("folders of the machine")
                    .doesNotContain(folder.toString());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "encoding: hex| encodingg: hex| schemes.delta-v1.encodingg: is unknown",
                "type: hmac-sha256, | | schemes.delta-v1.type: is missing",
                "encoding: hex| tolerance: soon| schemes.delta-v1.tolerance: must be a duration such as 5m or PT5M",
                "encoding: hex| tolerance: 25h| schemes.delta-v1.tolerance must be above 0s and at most 24h",
                "encoding: hex| encoding: hex, encoding: base64| is not YAML, line 3: Duplicate field 'encoding'",
                "provider: delta| provider: gamma| provider must be 'delta', the folder's name",
                "profiles:| profile:| profile: is unknown",
                "root: [event, account]| roots: []| profiles.delta-events.roots: is unknown",
                "profiles:| api: { authorization: x }<br>profiles:| api.authorization: must be visible ASCII with either",
                "profiles:| api: { authorization: '{key}', token: { path: /a./b, client: form } }<br>profiles:| api.token.path: must be a path",
                "profiles:| api: { authorization: '{key}', registrations: { other: { type: a, path: b } } }<br>profiles:| api.registrations.other is not a scheme",
                "encoding: hex| \"#x\": hex| schemes.delta-v1.#x: must have a name that does not begin with #",
                "profiles:| \"#schemes\": { a: 1 }<br>profiles:| #schemes: must have a name that does not begin with #"
            })
    void aWrongFileIsNamedWithItsField(String right, String wrong, String message) throws IOException {
        Path file = folder.resolve("mappings/delta/provider.yaml");
        String text = wrong == null ? "" : wrong.replace("<br>", "\n");
        Files.writeString(file, Files.readString(file).replace(right, text));

        assertThatThrownBy(() -> TestProviders.catalog(folder.resolve("mappings")))
                .isInstanceOf(UnusableConfigurationException.class)
                .hasMessageStartingWith(file + ": " + message)
                .hasMessageNotContaining("\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[\"/v1/(accounts\"]| '[0-9]+'| account| x {key}| follow-ups.kinds.account.paths[0]: must be a regular expression",
                "[\"/v1/a\", \"/v1/(?=b)c\"]| '[0-9]+'| account| x {key}| follow-ups.kinds.account.paths[1]: must be a regular expression",
                "[null]| '[0-9]+'| account| x {key}| follow-ups.kinds.account.paths[0]: is missing",
                "[\"/{connection}/{connection}\"]| '[0-9]+'| account| x {key}| follow-ups.kinds.account.paths[0]: must have {connection} or {account} at",
                "null| '[0-9]+'| account| x {key}| follow-ups.kinds.account.paths: is missing",
                "[/v1/a]| '[9-0]'| account| x {key}| follow-ups.query.limit: must be a regular expression",
                "[/v1/a]| | account| x {key}| follow-ups.query.limit: is missing",
                "[/v1/a]| '[0-9]+'| account| x {kye}| follow-ups.authorization: must be visible ASCII",
                "[/v1/a]| '[0-9]+'| account| null| follow-ups.authorization: is missing"
            })
    void namesTheFollowUpRuleThatIsWrong(String paths, String limit, String kind, String authorization, String message)
            throws IOException {
        Path file = folder.resolve("mappings/delta/provider.yaml");
        String followUps = """
                follow-ups:
                  authorization: %s
                  query: { limit: %s }
                  kinds: { %s: { paths: %s } }
                """.formatted(authorization, limit == null ? "null" : limit, kind, paths);
        Files.writeString(file, Files.readString(file) + followUps);

        assertThatThrownBy(() -> TestProviders.catalog(folder.resolve("mappings")))
                .isInstanceOf(UnusableConfigurationException.class)
                .hasMessageStartingWith(file + ": " + message)
                .hasMessageNotContaining("\n");
    }
}
