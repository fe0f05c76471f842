package dev.tributary.subscription.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which texts are keys of a scheme. */
class SigningSchemeTest {

    private static final String SEED = "6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbc=";
    private static final String PAIR =
            "whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg==";

    @ParameterizedTest
    @ValueSource(ints = {24, 32, 64})
    void acceptsSecretsWithAndWithoutTheirPrefix(int size) {
        String text = base64(new byte[size]);

        assertThat(SigningScheme.V1.parse(text).text()).isEqualTo("whsec_" + text);
        assertThat(SigningScheme.V1.parse("whsec_" + text).text()).isEqualTo("whsec_" + text);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 23, 65})
    void refusesSecretsOfAnotherLength(int size) {
        assertNoSecret("whsec_" + base64(new byte[size]));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "whsec_", PAIR, "not base64 at all, but long enough"})
    void refusesTextsThatAreNotSecrets(String text) {
        assertNoSecret(text);
    }

    @Test
    void readsAKeyPairAndShowsItsPublicHalf() {
        SigningKey key = SigningScheme.V1A.parse(PAIR);

        assertThat(key.text()).isEqualTo(PAIR);
        assertThat(key.publicKey()).contains("whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "whsk_",
                "whsk_not base64",
                "whsk_" + SEED,
                "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                // without its prefix
                "6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg==",
                // one bit of the public half, one bit of the private half, and a public half that is not a point
                "whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfUKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg==",
                "whsk_6Hb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg==",
                "whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbf/////////////////////////////////////////fw=="
            })
    void refusesWhatIsNoKeyPair(String text) {
        assertThatThrownBy(() -> SigningScheme.V1A.parse(text))
                .isInstanceOf(InvalidSigningKeyException.class)
                .hasMessage(
                        "must be whsk_ and base64 of 64 bytes: the private key of Ed25519, followed by the public key"
                                + " that belongs to it");
    }

    @ParameterizedTest
    @EnumSource
    void generatesAnotherKeyEachTimeThatReadsBack(SigningScheme scheme) {
        SigningKey key = scheme.generate();

        assertThat(scheme.generate().text()).isNotEqualTo(key.text());
        assertThat(scheme.parse(key.text()).publicKey()).isEqualTo(key.publicKey());
        assertThat(SigningScheme.read(key.text()).scheme()).isEqualTo(scheme);
        assertThat(SigningScheme.read(key.text()).text()).isEqualTo(key.text());
    }

    private static void assertNoSecret(String text) {
        assertThatThrownBy(() -> SigningScheme.V1.parse(text))
                .isInstanceOf(InvalidSigningKeyException.class)
                .hasMessage("must be base64 of 24 to 64 bytes, with or without whsec_ before it");
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
