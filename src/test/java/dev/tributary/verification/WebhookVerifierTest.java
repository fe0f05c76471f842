package dev.tributary.verification;

import static dev.tributary.verification.Calls.call;
import static dev.tributary.verification.Calls.callAt;
import static dev.tributary.verification.Calls.secret;
import static dev.tributary.verification.Calls.source;
import static dev.tributary.verification.Calls.verifier;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.event.Proof;
import dev.tributary.source.Source;
import dev.tributary.source.SourceSecret;
import dev.tributary.verification.signature.RejectedWebhookException;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookVerifierTest {

    /** Recorded: HMAC-SHA256 of {@code 1700000000.{}} under {@code tink_test_secret_0123456789}. */
    private static final String MAC = "dcf3c8e1bd8b6e8a2dc8ac00d5989830cd30ab2ccc5ba405951aa6ffd1f15417";

    private static final long SIGNED_AT = 1700000000;
    private static final Source TINK =
            source("tink", "tink-events-v2", Map.of(), secret("tink_test_secret_0123456789"));
    private static final String LEGACY =
            "{\"event\":\"x\",\"content\":{\"userId\":\"u1\"},\"webHook\":{\"secret\":\"%s\"}}";

    @Test
    void acceptsATimestampAtTheEdgeOfTheTolerance() {
        assertThat(verifyAt(SIGNED_AT + 300, TINK, "t=1700000000,v1=" + MAC)).isEqualTo(Proof.BODY);
        assertThat(verifyAt(SIGNED_AT - 300, TINK, "t=1700000000,v1=" + MAC)).isEqualTo(Proof.BODY);
    }

    @Test
    void refusesATimestampBeyondTheToleranceInBothDirections() {
        assertRefused(SIGNED_AT + 301, TINK, "t=1700000000,v1=" + MAC, "timestamp_outside_tolerance");
        assertRefused(SIGNED_AT - 301, TINK, "t=1700000000,v1=" + MAC, "timestamp_outside_tolerance");
    }

    @Test
    void takesTheToleranceOfTheSource() {
        Source patient = source(
                "tink",
                "tink-events-v2",
                Map.of("tolerance", "PT1H"),
                TINK.secrets().get(0));
        assertThat(verifyAt(SIGNED_AT + 3600, patient, "t=1700000000,v1=" + MAC))
                .isEqualTo(Proof.BODY);
        assertRefused(SIGNED_AT + 3601, patient, "t=1700000000,v1=" + MAC, "timestamp_outside_tolerance");
    }

    @Test
    void neverToleratesMoreThanADay() {
        Source stored = source(
                "tink",
                "tink-events-v2",
                Map.of("tolerance", "P109500000000D"),
                TINK.secrets().get(0));
        assertThat(verifyAt(SIGNED_AT + 86_400, stored, "t=1700000000,v1=" + MAC))
                .isEqualTo(Proof.BODY);
        assertRefused(SIGNED_AT + 86_401, stored, "t=1700000000,v1=" + MAC, "timestamp_outside_tolerance");
    }

    @Test
    void acceptsAnyOfSeveralProofsBesideUnknownKeysAndVersions() {
        String several = "t=1700000000, v0=zz, v1=" + MAC.replace('3', '4') + " , v1=" + MAC + ",v2=abc,x";
        assertThat(verifyAt(SIGNED_AT, TINK, several)).isEqualTo(Proof.BODY);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                ",",
                "t=1700000000",
                "v1=" + MAC,
                "t=,v1=" + MAC,
                "t=abc,v1=" + MAC,
                "t=-1700000000,v1=" + MAC,
                "t=1700000000,v1=",
                "t=1700000000,v1=" + MAC + "0",
                "t=1700000000,v2=" + MAC,
                "t=1700000000,v1=zz",
                "t=1700000000,t=1700000000,v1=" + MAC,
                "t=99999999999999999999,v1=" + MAC,
                MAC
            })
    void refusesMalformedHeaders(String header) {
        assertThatThrownBy(() -> verifyAt(SIGNED_AT, TINK, header)).isInstanceOf(RejectedWebhookException.class);
    }

    @Test
    void refusesACallWithoutItsHeader() {
        assertThatThrownBy(() -> verifier().verify(callAt(SIGNED_AT, TINK, "{}", "other", "x"), TINK))
                .isInstanceOf(RejectedWebhookException.class)
                .hasMessage("proof_missing");
    }

    @Test
    void refusesEveryCallOfASourceWithoutSecrets() {
        Source bare = source("tink", "tink-events-v2", Map.of());
        assertRefused(SIGNED_AT, bare, "t=1700000000,v1=" + MAC, "proof_wrong");
    }

    @Test
    void refusesASchemeThatIsNotDeclared() {
        Source odd = source("tink", "no-such-scheme", Map.of(), secret("x"));
        assertRefused(SIGNED_AT, odd, "t=1700000000,v1=" + MAC, "scheme_unknown");
    }

    @Test
    void takesAnyActiveSecretDuringRotation() {
        Source rotating = source(
                "tink",
                "tink-events-v2",
                Map.of(),
                secret("a new secret"),
                TINK.secrets().get(0));
        assertThat(verifyAt(SIGNED_AT, rotating, "t=1700000000,v1=" + MAC)).isEqualTo(Proof.BODY);
    }

    @Test
    void findsTheLegacySecretInTheBodyUnderBothSpellings() {
        Source legacy = source("tink", "tink-legacy", Map.of(), secret("s3cret"));
        assertThat(verify(legacy, LEGACY.formatted("s3cret"))).isEqualTo(Proof.SENDER);
        assertThat(verify(legacy, LEGACY.formatted("s3cret").replace("webHook", "webhook")))
                .isEqualTo(Proof.SENDER);
        assertThatThrownBy(() -> verify(legacy, LEGACY.formatted("s3cres")))
                .isInstanceOf(RejectedWebhookException.class);
        assertThatThrownBy(() -> verify(legacy, LEGACY.formatted(""))).isInstanceOf(RejectedWebhookException.class);
        assertThatThrownBy(() -> verify(legacy, "no json")).isInstanceOf(RejectedWebhookException.class);
    }

    @Test
    void triesOnlyTheSecretsOfAUserWhoHasSome() {
        SourceSecret own = new SourceSecret("own", "for-u1", "u1", Instant.EPOCH);
        Source legacy = source("tink", "tink-legacy", Map.of(), secret("for-all"), own);
        assertThat(verify(legacy, LEGACY.formatted("for-u1"))).isEqualTo(Proof.SENDER);
        assertThatThrownBy(() -> verify(legacy, LEGACY.formatted("for-all")))
                .isInstanceOf(RejectedWebhookException.class);
        String other = LEGACY.replace("\"u1\"", "\"u2\"");
        assertThat(verify(legacy, other.formatted("for-all"))).isEqualTo(Proof.SENDER);
        assertThatThrownBy(() -> verify(legacy, other.formatted("for-u1")))
                .isInstanceOf(RejectedWebhookException.class);
    }

    @Test
    void comparesTheSecretInTheHeaderThatTheSourceNames() {
        Source paybook = source("paybook", "paybook-header", Map.of("header", "X-My-Secret"), secret("s3cret"));
        assertThat(verifier().verify(call(paybook, "{}", "x-my-secret", "s3cret"), paybook))
                .isEqualTo(Proof.SENDER);
        assertThatThrownBy(() -> verifier().verify(call(paybook, "{}", "x-my-secret", "S3cret"), paybook))
                .isInstanceOf(RejectedWebhookException.class);
    }

    @Test
    void marksUnprovenSources() {
        Source unproven = source("paybook", "unproven", Map.of());
        assertThat(verifier().verify(call(unproven, "{}", "x", "y"), unproven)).isEqualTo(Proof.NONE);
    }

    private static Proof verify(Source source, String body) {
        return verifier().verify(call(source, body, "x", "y"), source);
    }

    private static Proof verifyAt(long now, Source source, String header) {
        return verifier().verify(callAt(now, source, "{}", "X-Tink-Signature", header), source);
    }

    private static void assertRefused(long now, Source source, String header, String reason) {
        assertThatThrownBy(() -> verifyAt(now, source, header))
                .isInstanceOf(RejectedWebhookException.class)
                .hasMessage(reason);
    }
}
