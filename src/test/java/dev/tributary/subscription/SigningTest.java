package dev.tributary.subscription;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import java.net.http.HttpHeaders;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SigningTest {

    private static final String ID = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    private static final byte[] BODY = "{\"test\": 2432232314}".getBytes(UTF_8);

    @Test
    void reproducesTheVectorOfStandardWebhooks() {
        SigningKeys keys = SigningKeys.given(SigningSecret.parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"));

        assertThat(keys.sign(ID, Instant.ofEpochSecond(1614265330), BODY))
                .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @Test
    void satisfiesTheOfficialLibraryWithEitherSecretDuringARotation() throws Exception {
        SigningSecret old = SigningSecret.generate();
        SigningSecret fresh = SigningSecret.generate();
        Instant now = Instant.ofEpochSecond(System.currentTimeMillis() / 1000);
        SigningKeys rotated = SigningKeys.given(old).rotated(fresh, now);
        String signature = rotated.sign(ID, now, BODY);

        assertThat(signature).matches("v1,\\S+ v1,\\S+");
        verify(fresh, now, signature);
        verify(old, now, signature);
        verify(fresh, now, signature.substring(0, signature.indexOf(' ')));
        assertThatThrownBy(() -> verify(SigningSecret.generate(), now, signature))
                .isInstanceOf(WebhookVerificationException.class);
    }

    @Test
    void signsWithTheNewSecretAloneAfterTheOverlap() {
        Instant rotation = Instant.parse("2026-03-02T09:00:00Z");
        SigningKeys rotated = SigningKeys.given(SigningSecret.generate()).rotated(SigningSecret.generate(), rotation);

        Instant last = rotation.plus(SigningKeys.OVERLAP).minusMillis(1);
        assertThat(rotated.overlapping(last)).isTrue();
        assertThat(rotated.sign(ID, last, BODY)).contains(" ");
        assertThat(rotated.overlapping(last.plusMillis(1))).isFalse();
        assertThat(rotated.sign(ID, last.plusMillis(1), BODY)).doesNotContain(" ");
    }

    @Test
    void replacesASecretThatNobodyHasSeenWithoutOverlap() {
        SigningSecret first = SigningSecret.generate();
        SigningKeys shown = SigningKeys.unseen().rotated(first, Instant.EPOCH);

        assertThat(shown.previous()).isNull();
        assertThat(shown.rotated(SigningSecret.generate(), Instant.EPOCH).previous())
                .isSameAs(first);
    }

    @ParameterizedTest
    @ValueSource(ints = {24, 32, 64})
    void acceptsSecretsWithAndWithoutTheirPrefix(int size) {
        String text = Base64.getEncoder().encodeToString(new byte[size]);

        assertThat(SigningSecret.parse(text).text()).isEqualTo("whsec_" + text);
        assertThat(SigningSecret.parse("whsec_" + text).text()).isEqualTo("whsec_" + text);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 23, 65})
    void refusesSecretsOfAnotherLength(int size) {
        assertRefused("whsec_" + Base64.getEncoder().encodeToString(new byte[size]));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "whsec_", "whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc7", "not base64 at all, but long enough"})
    void refusesWhatIsNoSecret(String text) {
        assertRefused(text);
    }

    @Test
    void keepsQuiet() {
        SigningSecret secret = SigningSecret.generate();

        assertThat(SigningKeys.given(secret))
                .asString()
                .doesNotContain(secret.text().substring(6));
        assertThat(SubscriptionFixtures.everything("s1", "https://example.com")).hasToString("subscription s1");
    }

    private static void assertRefused(String text) {
        assertThatThrownBy(() -> SigningSecret.parse(text))
                .isInstanceOfSatisfying(InvalidSubscriptionException.class, e -> assertThat(e.parameter())
                        .isEqualTo("signing_secret"))
                .hasMessage("must be base64 of 24 to 64 bytes, with or without whsec_ before it");
    }

    private static void verify(SigningSecret secret, Instant at, String signature) throws WebhookVerificationException {
        HttpHeaders headers = HttpHeaders.of(
                Map.of(
                        "webhook-id", List.of(ID),
                        "webhook-timestamp", List.of(Long.toString(at.getEpochSecond())),
                        "webhook-signature", List.of(signature)),
                (name, value) -> true);
        new Webhook(secret.text()).verify(new String(BODY, UTF_8), headers);
    }
}
