package dev.tributary.subscription.signing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.subscription.SubscriptionFixtures;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which keys of a subscription sign, and when. */
class SigningKeysTest {

    private static final String ID = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    private static final Instant NOW = Instant.ofEpochSecond(1614265330);
    private static final byte[] BODY = "{\"test\": 2432232314}".getBytes(UTF_8);
    private static final Duration GRACE = Duration.ofHours(24);

    /** Key and signature of scheme v1 as published with the standard. */
    private static final SigningKey SECRET = SigningScheme.V1.parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");

    private static final String V1 = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

    /** The same of scheme v1a. */
    private static final SigningKey PAIR = SigningScheme.V1A.parse(
            "whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg==");

    private static final String V1A =
            "v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg==";

    @Test
    void signsWithASecretAsTheStandardsVectorSays() {
        assertThat(SigningKeys.given(SECRET).sign(ID, NOW, BODY)).isEqualTo(V1);
    }

    @Test
    void signsWithAKeyPairAsTheStandardsVectorSays() {
        assertThat(SigningKeys.given(PAIR).sign(ID, NOW, BODY)).isEqualTo(V1A);
    }

    @Test
    void signsWithOldAndNewSecretForTheGraceTimeAndThenWithTheNewOneAlone() {
        SigningKeys rotated = SigningKeys.given(SECRET).rotated(NOW.minus(GRACE).plusMillis(1), GRACE);

        assertThat(rotated.sign(ID, NOW, BODY)).matches("v1,\\S+ \\Q" + V1 + "\\E");
        assertThat(rotated.sign(ID, NOW.plusMillis(1), BODY)).matches("v1,\\S+").isNotEqualTo(V1);
        assertThat(rotated.current().text()).isNotEqualTo(SECRET.text());
    }

    @Test
    void signsWithBothSchemesDuringAChangeOfScheme() {
        SigningKeys pair = SigningKeys.given(SECRET).changedTo(SigningScheme.V1A, NOW, GRACE);
        assertThat(pair.sign(ID, NOW, BODY)).matches("v1a,\\S+ \\Q" + V1 + "\\E");
        assertThat(pair.sign(ID, NOW.plus(GRACE), BODY)).matches("v1a,\\S+");

        SigningKeys secret = SigningKeys.given(PAIR).changedTo(SigningScheme.V1, NOW, GRACE);
        assertThat(secret.sign(ID, NOW, BODY)).matches("v1,\\S+ \\Q" + V1A + "\\E");
        assertThat(secret.sign(ID, NOW.plus(GRACE), BODY)).matches("v1,\\S+");
    }

    @Test
    void keepsItsKeyWhereTheSchemeStaysAsItWas() {
        assertThat(SigningKeys.given(PAIR)
                        .changedTo(SigningScheme.V1A, NOW, GRACE)
                        .sign(ID, NOW, BODY))
                .isEqualTo(V1A);
    }

    @Test
    void letsEachPreviousKeySignUntilItsOwnEnd() {
        Instant later = NOW.plus(Duration.ofHours(1));
        SigningKeys twice = SigningKeys.given(SECRET).rotated(NOW, GRACE).rotated(later, GRACE);

        assertThat(signatures(twice, NOW.plus(GRACE).minusMillis(1))).hasSize(3);
        assertThat(signatures(twice, NOW.plus(GRACE))).hasSize(2);
        assertThat(signatures(twice, later.plus(GRACE))).hasSize(1);
    }

    @Test
    void rotatesAtAnyTimeAndEndsTheOldestKeyEarlyAtTheFifth() {
        SigningKeys keys = SigningKeys.given(SECRET);
        for (int rotations = 1; rotations <= 3; rotations++) {
            keys = keys.rotated(NOW, GRACE);
            assertThat(signatures(keys, NOW)).hasSize(rotations + 1).endsWith(V1);
        }

        assertThat(signatures(keys.rotated(NOW, GRACE), NOW))
                .hasSize(SigningKeys.MAX_ACTIVE)
                .doesNotContain(V1);
    }

    @Test
    void replacesASecretThatWasNeverShownWithoutOverlap() {
        SigningKeys generated = SigningKeys.generated(SigningScheme.V1);
        SigningKeys first = generated.rotated(NOW, GRACE);
        assertThat(signatures(first, NOW)).hasSize(1).doesNotContain(generated.sign(ID, NOW, BODY));
        assertThat(signatures(first.rotated(NOW, GRACE), NOW)).hasSize(2).endsWith(first.sign(ID, NOW, BODY));

        SigningKeys changed = SigningKeys.given(PAIR).changedTo(SigningScheme.V1, NOW, GRACE);
        assertThat(signatures(changed.rotated(NOW, GRACE), NOW)).hasSize(2).endsWith(V1A);
    }

    @Test
    void keepsAPublicKeyThatWasReadableOverTheRotation() {
        SigningKeys generated = SigningKeys.generated(SigningScheme.V1A);

        assertThat(signatures(generated.rotated(NOW, GRACE), NOW)).hasSize(2).endsWith(generated.sign(ID, NOW, BODY));
    }

    @Test
    void endsTheOldKeyAtOnceWithoutAGraceTime() {
        assertThat(signatures(SigningKeys.given(SECRET).rotated(NOW, Duration.ZERO), NOW))
                .hasSize(1)
                .doesNotContain(V1);
    }

    @Test
    void showsNoKeyAsText() {
        SigningKeys keys = SigningKeys.given(SECRET).changedTo(SigningScheme.V1A, NOW, GRACE);

        assertThat(keys.toString())
                .doesNotContain(SECRET.text().substring(6))
                .doesNotContain(keys.current().text().substring(5));
        assertThat(SubscriptionFixtures.everything("s1", "https://example.com")).hasToString("subscription s1");
    }

    private static List<String> signatures(SigningKeys keys, Instant now) {
        return List.of(keys.sign(ID, now, BODY).split(" "));
    }
}
