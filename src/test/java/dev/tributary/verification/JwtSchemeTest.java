package dev.tributary.verification;

import static dev.tributary.verification.Calls.call;
import static dev.tributary.verification.Calls.secret;
import static dev.tributary.verification.Calls.source;
import static dev.tributary.verification.Calls.verifierAt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.event.Proof;
import dev.tributary.source.Source;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens recorded with Python's hmac module, all under one key and for the body {@code {}}. */
class JwtSchemeTest {

    private static final Source SYNCFY =
            source("paybook", "syncfy-jwt", Map.of(), secret("c3luY2Z5LXRlc3Qtc2lnbmF0dXJlLWtleS0wMTIzNDU2"));
    /** {@code nbf} 1699990000, {@code exp} 1700000000. */
    private static final String LIMITED =
            "eyJhbGciOiJIUzI1NiJ9.eyJleHAiOjE3MDAwMDAwMDAsIm5iZiI6MTY5OTk5MDAwMH0.Sn31kMImzHZYmdld59ZVZ7g1s1r7BVESd7fnBicJkzs";

    private static final String HEX_DIGEST =
            "eyJhbGciOiJIUzI1NiJ9.eyJyZXF1ZXN0X2JvZHlfc2hhMjU2IjoiNDQxMzZmYTM1NWIzNjc4YTExNDZhZDE2ZjdlODY0OWU5NGZiNGZjMjFmZTc3ZTgzMTBjMDYwZjYxY2FhZmY4YSJ9.c25fc7tjYuCpN46pwp_viAKC4Le8IdFhreWqXsMW7Ys";
    private static final String BASE64_DIGEST =
            "eyJhbGciOiJIUzI1NiJ9.eyJkaWdlc3QiOiJSQk52bzFXelo0b1JScTBXOStoa25wVDdUOElmNTM2REVNQmc5aHlxLzRvPSJ9.OE5876wbzsUiBOeo89t1L9MJ5pL0Gkt-Dzp5QHO__bg";
    private static final String WRONG_DIGEST =
            "eyJhbGciOiJIUzI1NiJ9.eyJyZXF1ZXN0X2JvZHlfc2hhMjU2IjoiNTQxMzZmYTM1NWIzNjc4YTExNDZhZDE2ZjdlODY0OWU5NGZiNGZjMjFmZTc3ZTgzMTBjMDYwZjYxY2FhZmY4YSJ9.kIU2b0c4nhNgGxe2NnxWZ4zJCFUumZPSWFm50HOnjC0";
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
    void aDigestOfTheBodyProvesTheBody() {
        assertThat(verify(0, HEX_DIGEST)).isEqualTo(Proof.BODY);
        assertThat(verify(0, BASE64_DIGEST)).isEqualTo(Proof.BODY);
    }

    @Test
    void aDigestOfAnotherBodyIsRefused() {
        assertRefused(0, WRONG_DIGEST, "body_digest_wrong");
    }

    @ParameterizedTest
    @ValueSource(strings = {HS384, HS512, NONE, CRITICAL, "a.b.c", "a", "", "..", "eyJhbGciOiJIUzI1NiJ9..x"})
    void neverTakesTheAlgorithmFromTheMessage(String token) {
        assertThatThrownBy(() -> verify(0, token)).isInstanceOf(RejectedWebhookException.class);
    }

    private static Proof verify(long now, String token) {
        return verifierAt(now).verify(call(SYNCFY, "{}", "request-signature", token), SYNCFY);
    }

    private static void assertRefused(long now, String token, String reason) {
        assertThatThrownBy(() -> verify(now, token))
                .isInstanceOf(RejectedWebhookException.class)
                .hasMessage(reason);
    }
}
