package dev.tributary.verification;

import static dev.tributary.verification.Calls.call;
import static dev.tributary.verification.Calls.secret;
import static dev.tributary.verification.Calls.source;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.provider.TestProviders;
import dev.tributary.source.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretRedactionTest {

    private static final Source LEGACY = source("tink", "tink-legacy", Map.of(), secret("canary"));
    private static final Source DELTA = source("delta", "delta-v1", Map.of(), secret("canary"));

    @TempDir
    private Path mappings;

    private final SecretRedaction redaction = new SecretRedaction(Calls.PROVIDERS);

    @Test
    void replacesTheValueAndNothingElse() {
        String body =
                " {\"a\": 1.0e2,\r\n\"webHook\" : { \"url\":\"\\u00e9\", \"secret\" : \"ca\\nary\" } , \"b\":[ ] }\n";
        assertThat(redact(body)).isEqualTo(body.replace("\"ca\\nary\"", "\"[redacted]\""));
    }

    @Test
    void replacesEveryOccurrenceUnderEverySpelling() {
        assertThat(
                        redact(
                                "\uFEFF{\"webhook\":{\"secret\":\"canary\",\"secret\":123},\"webHook\":{\"\\u0073ecret\":\"canary\"}}"))
                .isEqualTo(
                        "\uFEFF{\"webhook\":{\"secret\":\"[redacted]\",\"secret\":\"[redacted]\"},\"webHook\":{\"\\u0073ecret\":\"[redacted]\"}}");
    }

    @Test
    void namesWhatItReplaced() {
        var redacted = redaction.redact(call(LEGACY, "{\"webHook\":{\"secret\":\"canary\"}}", "x", "y"));
        assertThat(redacted.redactions()).containsExactly("$.webHook.secret");
    }

    @Test
    void keepsNothingOfWhatCannotBeReadToItsEnd() {
        assertThat(redact("{\"webHook\":{\"secret\":\"canary\"")).isEmpty();
        assertThat(redact("webHook.secret=canary")).isEmpty();
        var wide = "{\"webHook\":{\"secret\":\"canary\"}}".getBytes(UTF_16LE);
        assertThat(redaction.redact(call(LEGACY, wide, Map.of())).body()).isEmpty();
    }

    @Test
    void leavesTheBodiesOfOtherProvidersAlone() {
        Source paybook = source("paybook", "unproven", Map.of());
        var redacted = redaction.redact(call(paybook, "{\"webHook\":{\"secret\":\"x\"} oops", "x", "y"));
        assertThat(new String(redacted.body(), UTF_8)).isEqualTo("{\"webHook\":{\"secret\":\"x\"} oops");
    }

    @Test
    @Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void costsNoMoreThanTheBodysLengthHoweverDeepItsListsAre() {
        String body = "{\"a\":" + "[".repeat(990) + "1,".repeat(520_000);
        for (int i = 0; i < 20; i++) {
            assertThat(redact(body)).isEqualTo(body);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"webHook\":{\"\\u0073ecret\":\"canary\"} oops",
                "{\"webHook\":{\"SECRET\":\"canary\"} oops",
                "{\"a\":\"\\u0000\",\"webHook\":{\"s\\u0065cre\\u0074\":\"canary\"",
                "<secret>canary</secret>"
            })
    void keepsNothingOfWhatIsNoJsonWhereTheNameOfASecretMayStand(String body) {
        assertThat(redact(body)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\":\"\\u00e9\"", "{\"a\":1} {", "no JSON", "{\"token\":\"of a page\"", "\\u00"})
    void keepsEveryByteOfABodyThatIsNotJsonAndNamesNoSecret(String body) {
        assertThat(redact(body)).isEqualTo(body);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "$['a.b'] | {\"a\":{\"b\":1},\"a.b\":\"canary\"} | {\"a\":{\"b\":1},\"a.b\":\"[redacted]\"}",
                "$.a['b/~c'].d | {\"a\":{\"b/~c\":{\"d\":\"canary\"}}} | {\"a\":{\"b/~c\":{\"d\":\"[redacted]\"}}}",
                "$['hook keys'][1] | {\"hook keys\":[0,\"canary\"]} | {\"hook keys\":[0,\"[redacted]\"]}"
            })
    void replacesTheValueBehindAPathInBrackets(String path, String body, String expected) throws IOException {
        SecretRedaction added = new SecretRedaction(TestProviders.catalog(addDelta(path)));

        assertThat(text(added.redact(call(DELTA, body, "x", "y")))).isEqualTo(expected);
        assertThat(text(added.redactStart(call(DELTA, body, "x", "y"), 4096, List.of())))
                .as("of a rejected call")
                .doesNotContain("canary");
        assertThat(text(added.redact(call(DELTA, body + "oops", "x", "y"))))
                .as("of what is not JSON")
                .doesNotContain("canary");
    }

    private Path addDelta(String path) throws IOException {
        Files.writeString(
                Files.createDirectories(mappings.resolve("delta")).resolve("provider.yaml"), """
                provider: delta
                schemes:
                  delta-v1: { type: shared-secret, body-paths: ["%s"] }
                profiles:
                  delta-events: { root: [event] }
                """.formatted(path));
        return mappings;
    }

    private String redact(String body) {
        return text(redaction.redact(call(LEGACY, body, "x", "y")));
    }

    private static String text(SecretRedaction.Redacted redacted) {
        return new String(redacted.body(), UTF_8);
    }
}
