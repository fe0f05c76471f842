package dev.tributary.verification;

import static dev.tributary.verification.Calls.call;
import static dev.tributary.verification.Calls.secret;
import static dev.tributary.verification.Calls.source;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.source.Source;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is kept of the bodies of calls that are not verified. */
class RejectedBodyTest {

    /** Its own secret is another one, so that only the names tell what is a secret. */
    private static final Source SIXPARK = source("sixpark", "sixpark", Map.of(), secret("another-secret"));

    private final SecretRedaction redaction = new SecretRedaction(Calls.PROVIDERS);

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            [{"webHook":{"secret":"canary"}}]              | [{"webHook":{"secret":"[redacted]"}}]
            {"a":[[{"Secret" : "canary"}]],"b":1}          | {"a":[[{"Secret" : "[redacted]"}]],"b":1}
            {"WEBHOOK":{"SECRET":["canary",{"x":2}]},"b":1}| {"WEBHOOK":{"SECRET":"[redacted]"},"b":1}
            {"secret":{"value":"canary"}}                  | {"secret":"[redacted]"}
            {"client_secret":"canary","id":"7"}            | {"client_secret":"[redacted]","id":"7"}
            {"\\u0073ecret":"canary"}                      | {"\\u0073ecret":"[redacted]"}
            {"apiKey":"canary","api-key":"canary"}         | {"apiKey":"[redacted]","api-key":"[redacted]"}
            {"accessToken":"canary","Password":true}       | {"accessToken":"[redacted]","Password":"[redacted]"}
            {"secret":"canary","secret":"canary"}          | {"secret":"[redacted]","secret":"[redacted]"}
            {"a":"{\\"secret\\":\\"canary\\"}"}            | {"a":"[redacted]"}
            {"url":"https://a.example/?token=canary"}      | {"url":"[redacted]"}
            {"a":"{\\"\\\\u0073ecret\\":\\"canary\\"}"}      | {"a":"[redacted]"}
            {"url":"https://a.example/?%73ecret=canary"}   | {"url":"[redacted]"}
            {"\uff53\uff45cret":"canary"}                | {"\uff53\uff45cret":"[redacted]"}
            {"url":"https://a.example/?a=b%20c"}           | {"url":"https://a.example/?a=b%20c"}
            {"event":"credential_create","id_credential":"5"} | {"event":"credential_create","id_credential":"5"}
            """)
    void replacesTheValueOfAMemberThatIsNamedLikeASecretWhereverItStands(String body, String kept) {
        assertThat(kept(SIXPARK, body)).isEqualTo(kept);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "webHook.secret=canary",
                "{\"webHook\":{\"secret\":\"canary\"",
                "{\"webHook\":{\"secret\":\"canary\"} oops",
                "{\"webHook\":{\"\\u0073ecret\":\"canary\"} oops",
                "<secret>canary</secret>",
                "%73ecret=canary",
                "%2573ecret=canary",
                "api%5Fkey=canary",
                "webHook%5Bsecret%5D=canary",
                "<&#115;ecret>canary</&#115;ecret>",
                "\uff53\uff45cret=canary",
                "Authorization: Bearer canary"
            })
    void keepsNothingOfWhatIsNoWholeJsonWhereASecretMayStand(String body) {
        assertThat(kept(SIXPARK, body)).isEmpty();
    }

    @Test
    void keepsNothingOfAnEncodingInWhichNoNameCanBeFound() {
        byte[] wide = "{\"webHook\":{\"secret\":\"canary\"}}".getBytes(UTF_16LE);
        assertThat(redaction
                        .redactStart(call(SIXPARK, wide, Map.of()), 4096, SIXPARK.secrets())
                        .body())
                .isEmpty();
    }

    @Test
    void keepsNothingOfAnEncodingOfTwoBytesInWhichANameIsWrittenWithEscapes() {
        byte[] wide = "{\"webHook\":{\"\\u0073ecret\":\"canary\"}}".getBytes(UTF_16LE);
        assertThat(redaction
                        .redactStart(call(SIXPARK, wide, Map.of()), 4096, SIXPARK.secrets())
                        .body())
                .isEmpty();
    }

    @Test
    void replacesTheValueOfAMemberInWhichSomeProviderSendsItsSecretWhateverItsName() {
        var rejected = new RejectedBody(List.of("verification-code"));
        byte[] body = "{\"a\":{\"Verification_Code\":\"canary\"},\"code\":\"7\"}".getBytes(UTF_8);
        assertThat(rejected.redact(body).body())
                .asString(UTF_8)
                .isEqualTo("{\"a\":{\"Verification_Code\":\"[redacted]\"},\"code\":\"7\"}");
    }

    @Test
    void keepsTheBeginningOfWhatIsLongerUnlessASecretMayStandInIt() {
        String harmless = "{\"a\":\"" + "x".repeat(5_000) + "\"}";
        assertThat(kept(SIXPARK, harmless)).isEqualTo(harmless.substring(0, 4096));
        assertThat(kept(SIXPARK, "{\"secret\":\"canary\",\"a\":\"" + "x".repeat(5_000)))
                .isEmpty();
    }

    @Test
    void keepsNothingInWhichTheSecretOfTheSourceStandsUnderAnotherName() {
        Source legacy = source("tink", "tink-legacy", Map.of(), secret("the-real-one"));
        assertThat(kept(legacy, "[{\"webHook\":{\"code\":\"the-real-one\"}}]")).isEmpty();
        assertThat(kept(legacy, "[{\"webHook\":{\"code\":\"another-one\"}}]")).contains("another-one");
    }

    /** A slash is escaped by PHP, any character may be. */
    @Test
    void keepsNothingInWhichTheSecretOfTheSourceStandsWithEscapes() {
        Source legacy = source("tink", "tink-legacy", Map.of(), secret("real/one+="));
        for (String written : List.of("real\\/one+=", "re\\u0061l\\/one+=", "real/one\\u002b\\u003D")) {
            assertThat(kept(legacy, "{\"webHook\":{\"code\":\"" + written + "\"}}"))
                    .as(written)
                    .isEmpty();
        }
    }

    @Test
    void keepsNoPartOfTheSecretOfTheSourceThatIsCutAtTheEndOfWhatIsKept() {
        Source legacy = source("tink", "tink-legacy", Map.of(), secret("the-real-one"), secret("le-vrai-secr\u00e9t"));
        String start = "{\"code\":\"";
        String oneByteFromTheCut = start + "x".repeat(4096 - 13 - start.length()) + "le-vrai-secr\u00e9t\"}";
        assertThat(kept(legacy, oneByteFromTheCut)).isEmpty();
        for (int before = 4096 - 12; before < 4096; before++) {
            String body = start + "x".repeat(before - start.length()) + "the-real-one\"}";
            assertThat(kept(legacy, body)).as("from byte %d on", before).isEmpty();
        }
        assertThat(kept(legacy, start + "x".repeat(5_000) + "the-real-one\"}")).hasSize(4096);
    }

    @Test
    @Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void looksAtNoMoreThanWhatIsKept() {
        String body = "{\"a\":" + "[".repeat(990) + "1,".repeat(520_000);
        for (int i = 0; i < 2_000; i++) {
            assertThat(kept(SIXPARK, body)).hasSize(4096);
        }
    }

    private String kept(Source source, String body) {
        return new String(
                redaction
                        .redactStart(call(source, body.getBytes(UTF_8), Map.of()), 4096, source.secrets())
                        .body(),
                UTF_8);
    }
}
