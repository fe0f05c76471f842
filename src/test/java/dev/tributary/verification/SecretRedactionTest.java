package dev.tributary.verification;

import static dev.tributary.verification.Calls.call;
import static dev.tributary.verification.Calls.secret;
import static dev.tributary.verification.Calls.source;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.source.Source;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretRedactionTest {

    private static final Source LEGACY = source("tink", "tink-legacy", Map.of(), secret("canary"));
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
    void keepsEveryByteOfWhatIsNoJsonWhereNoSecretStands(String body) {
        assertThat(redact(body)).isEqualTo(body);
    }

    private String redact(String body) {
        return new String(redaction.redact(call(LEGACY, body, "x", "y")).body(), UTF_8);
    }
}
