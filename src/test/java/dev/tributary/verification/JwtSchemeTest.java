package dev.tributary.verification;

import static dev.tributary.verification.Calls.callAt;
import static dev.tributary.verification.Calls.secret;
import static dev.tributary.verification.Calls.source;
import static dev.tributary.verification.Calls.verifier;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.event.Proof;
import dev.tributary.source.Source;
import dev.tributary.verification.signature.RejectedWebhookException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens recorded with Python's hmac module, all under one key and for the body {@code {}}. */
class JwtSchemeTest {

    private static final Source SYNCFY =
            source("paybook", "syncfy-jwt", Map.of(), secret("c3luY2Z5LXRlc3Qtc2lnbmF0dXJlLWtleS0wMTIzNDU2"));
    private static final long ISSUED_AT = 1700000000;
    private static final long DAY = 86_400;

    /** {@code nbf} 1699990000, {@code exp} 1700000000. */
    private static final String LIMITED =
            "eyJhbGciOiJIUzI1NiJ9.eyJleHAiOjE3MDAwMDAwMDAsIm5iZiI6MTY5OTk5MDAwMH0.Sn31kMImzHZYmdld59ZVZ7g1s1r7BVESd7fnBicJkzs";

    /** {@code iat} 1700000000, no {@code exp}. */
    private static final String ISSUED =
            "eyJhbGciOiJIUzI1NiJ9.eyJpYXQiOjE3MDAwMDAwMDB9.tHWmEGvDJRsSMEncrLMIidvmulOTwZFB6DWM_PpJyJ8";
    /** {@code iat} 1700000000, {@code exp} at the end of the year 9999. */
    private static final String ISSUED_FOREVER =
            "eyJhbGciOiJIUzI1NiJ9.eyJpYXQiOjE3MDAwMDAwMDAsImV4cCI6MjUzNDAyMzAwNzk5fQ.oXw9_ZdRkkEMZ4zS4NrzPZ1eyR6l2v00td7t5pV0K9c";
    /** {@code exp} at the end of the year 9999. */
    private static final String FOREVER =
            "eyJhbGciOiJIUzI1NiJ9.eyJleHAiOjI1MzQwMjMwMDc5OX0.BpIxb56sp_RDNwNJtvVRdX7UMjsY1zHu4r1yDKCBfvo";
    /** No times. */
    private static final String UNTIMED = "eyJhbGciOiJIUzI1NiJ9.e30.BuMkEbZGmyjM1aAKq90Uo3oD21JCXg0PRsGq-11h-Zs";
    /** No times, and the body's digest. */
    private static final String UNTIMED_DIGEST =
            "eyJhbGciOiJIUzI1NiJ9.eyJkaWdlc3QiOiJSQk52bzFXelo0b1JScTBXOStoa25wVDdUOElmNTM2REVNQmc5aHlxLzRvPSJ9.OE5876wbzsUiBOeo89t1L9MJ5pL0Gkt-Dzp5QHO__bg";

    /** {@code iat} 1700000000, as the next two. */
    private static final String HEX_DIGEST =
            "eyJhbGciOiJIUzI1NiJ9.eyJpYXQiOjE3MDAwMDAwMDAsInJlcXVlc3RfYm9keV9zaGEyNTYiOiI0NDEzNmZhMzU1YjM2NzhhMTE0NmFkMTZmN2U4NjQ5ZTk0ZmI0ZmMyMWZlNzdlODMxMGMwNjBmNjFjYWFmZjhhIn0.BBlAC7r1wWdMkkbDYzBbcb_0YKuJ-adwgcJBWAYJbYk";

    private static final String BASE64_DIGEST =
            "eyJhbGciOiJIUzI1NiJ9.eyJpYXQiOjE3MDAwMDAwMDAsImRpZ2VzdCI6IlJCTnZvMVd6WjRvUlJxMFc5K2hrbnBUN1Q4SWY1MzZERU1CZzloeXEvNG89In0.6PDuAtZsur7WUUicoD38dBRcyzGAVcs2t2hIO7z6UzU";
    private static final String WRONG_DIGEST =
            "eyJhbGciOiJIUzI1NiJ9.eyJpYXQiOjE3MDAwMDAwMDAsInJlcXVlc3RfYm9keV9zaGEyNTYiOiI1NDEzNmZhMzU1YjM2NzhhMTE0NmFkMTZmN2U4NjQ5ZTk0ZmI0ZmMyMWZlNzdlODMxMGMwNjBmNjFjYWFmZjhhIn0.-OnI8QXLGItVS3ilzSgGJAqcsbDo9ueDZX3QZUlrmxM";
    private static final String HS384 =
            "eyJhbGciOiJIUzM4NCJ9.e30.zs0bbCRC6-8UewRq6vgs-D2boKQonITFLa1a3YO-25nW-JdvyOSkU8EnI7Zygrsu";
    private static final String HS512 =
            "eyJhbGciOiJIUzUxMiJ9.e30.ovDqT2FDVkzS_Ig6OUB2Cc81XIcqUKA8-tnUQSFbgaMKVjW3cUZ-2Qv42m1ZER1zDzOKnfLI3paIJZG1_4WLpg";
    private static final String CRITICAL =
            "eyJhbGciOiJIUzI1NiIsImNyaXQiOlsiYjY0Il0sImI2NCI6ZmFsc2V9.e30.VT3NjqD5RNi2zVW4eBpI0s14D9Dw_ZngefCpvsDSwzg";
    private static final String NONE = "eyJhbGciOiJub25lIn0.e30.";

    @Test
    void honoursTheTimesWithAMinuteOfSkew() {
        assertThat(verify(1699995000, LIMITED)).isEqualTo(Proof.SENDER);
        assertThat(verify(1700000059, LIMITED)).isEqualTo(Proof.SENDER);
        assertRefused(1700000061, LIMITED, "timestamp_outside_tolerance");
        assertRefused(1699989939, LIMITED, "timestamp_outside_tolerance");
    }

    @Test
    void refusesATokenWithoutAnyTime() {
        assertRefused(ISSUED_AT, UNTIMED, "timestamp_missing");
        assertRefused(ISSUED_AT, UNTIMED_DIGEST, "timestamp_missing");
    }

    @Test
    void acceptsATokenForADayAfterItWasIssued() {
        for (String token : List.of(ISSUED, ISSUED_FOREVER)) {
            assertThat(verify(ISSUED_AT - 60, token)).isEqualTo(Proof.SENDER);
            assertThat(verify(ISSUED_AT + DAY + 60, token)).isEqualTo(Proof.SENDER);
            assertRefused(ISSUED_AT - 61, token, "timestamp_outside_tolerance");
            assertRefused(ISSUED_AT + DAY + 61, token, "timestamp_outside_tolerance");
        }
    }

    @Test
    void acceptsATokenOfUnknownAgeOnlyWithinADayOfItsEnd() {
        assertRefused(ISSUED_AT, FOREVER, "timestamp_outside_tolerance");
        assertThat(verify(253_402_300_799L - DAY, FOREVER)).isEqualTo(Proof.SENDER);
    }

    @Test
    void acceptsATokenForAsLongAsTheSourceSays() {
        Source brief = source(
                "paybook",
                "syncfy-jwt",
                Map.of("tolerance", "PT5M"),
                secret("c3luY2Z5LXRlc3Qtc2lnbmF0dXJlLWtleS0wMTIzNDU2"));
        WebhookCall call = callAt(ISSUED_AT + 360, brief, "{}", "request-signature", ISSUED);
        assertThat(verifier().verify(call, brief)).isEqualTo(Proof.SENDER);
        WebhookCall late = callAt(ISSUED_AT + 361, brief, "{}", "request-signature", ISSUED);
        assertThatThrownBy(() -> verifier().verify(late, brief)).hasMessage("timestamp_outside_tolerance");
    }

    @Test
    void aDigestOfTheBodyVerifiesTheBody() {
        assertThat(verify(ISSUED_AT, HEX_DIGEST)).isEqualTo(Proof.BODY);
        assertThat(verify(ISSUED_AT, BASE64_DIGEST)).isEqualTo(Proof.BODY);
    }

    @Test
    void aDigestOfAnotherBodyIsRefused() {
        assertRefused(ISSUED_AT, WRONG_DIGEST, "body_digest_wrong");
    }

    @ParameterizedTest
    @ValueSource(strings = {HS384, HS512, NONE, CRITICAL, "a.b.c", "a", "", "..", "eyJhbGciOiJIUzI1NiJ9..x"})
    void neverTakesTheAlgorithmFromTheMessage(String token) {
        assertThatThrownBy(() -> verify(ISSUED_AT, token)).isInstanceOf(RejectedWebhookException.class);
    }

    private static Proof verify(long now, String token) {
        return verifier().verify(callAt(now, SYNCFY, "{}", "request-signature", token), SYNCFY);
    }

    private static void assertRefused(long now, String token, String reason) {
        assertThatThrownBy(() -> verify(now, token))
                .isInstanceOf(RejectedWebhookException.class)
                .hasMessage(reason);
    }
}
