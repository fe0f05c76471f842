package dev.tributary.security.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.platform.UnusableConfigurationException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretCipherTest {

    private static final String OLD = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    private static final String NEW = "MjM0NTY3ODk6Ozw9Pj9AQUJDREVGR0hJSktMTU5PUFE=";

    /** {@code s3cret} of {@code sources/s1}, as a gateway with the one key OLD stores it; made by another program. */
    private static final String STORED = "630dcd29.ZGVmZ2hpamtsbW5vOyi9FByd3a1fkMaRh1ewynx50XD58Q==";

    @ParameterizedTest
    @ValueSource(
            strings = {
                OLD,
                "2025:" + OLD,
                "2026:" + NEW + ",2025:" + OLD,
                "2026:" + NEW + "," + OLD,
                NEW + ",\n  " + OLD + "\n",
                "2026:" + OLD + ",2025:" + OLD
            })
    void decryptsWhatWasStoredUnderAKeyThatHadNoId(String keys) {
        assertThat(SecretCipher.of(keys).decrypt("sources/s1", STORED)).isEqualTo("s3cret");
    }

    @Test
    void encryptsWithTheFirstKeyAndNamesIt() {
        SecretCipher both = SecretCipher.of("2026:" + NEW + ",2025:" + OLD);
        String stored = both.encrypt("sources/s1", "s3cret");
        assertThat(stored).startsWith("2026.").doesNotContain("s3cret");
        assertThat(both.isCurrent(stored)).isTrue();
        assertThat(both.isCurrent(STORED)).isFalse();
        assertThat(SecretCipher.of("2026:" + NEW).decrypt("sources/s1", stored)).isEqualTo("s3cret");
    }

    @Test
    void namesTheKeyThatIsMissing() {
        assertThatThrownBy(() -> SecretCipher.of("2026:" + NEW).decrypt("sources/s1", STORED))
                .isInstanceOf(UnusableConfigurationException.class)
                .hasMessage("TRIBUTARY_MASTER_KEY: has no key with the id '630dcd29'");
    }

    @Test
    void saysThatAKeyIsAnotherOneThanWhenItEncrypted() {
        assertThatThrownBy(() -> SecretCipher.of("630dcd29:" + NEW).decrypt("sources/s1", STORED))
                .isInstanceOf(UnusableConfigurationException.class)
                .hasMessageContaining("the key '630dcd29' does not decrypt");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no dot", "630dcd29.", "630dcd29.AAAA", "630dcd29.*", ".", "630dcd29"})
    void refusesWhatIsNoStoredSecret(String stored) {
        assertThatThrownBy(() -> SecretCipher.of(OLD).decrypt("sources/s1", stored))
                .isInstanceOf(UnusableConfigurationException.class);
    }

    @Test
    void refusesASecretThatWasCopiedToAnotherOwner() {
        SecretCipher cipher = SecretCipher.of(OLD);
        String stored = cipher.encrypt("sources/s1", "s3cret");
        assertThat(cipher.decrypt("sources/s1", stored)).isEqualTo("s3cret");
        for (String copied : List.of(stored, STORED)) {
            assertThatThrownBy(() -> cipher.decrypt("sources/s2", copied))
                    .isInstanceOf(UnusableConfigurationException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "short",
                "2026:" + OLD + "," + "2025:short",
                "20.26:" + OLD,
                ":" + OLD,
                "a b:" + OLD,
                "2026:" + OLD + ",2026:" + NEW,
                "," + OLD
            })
    void refusesKeysThatCannotBeUsedWithoutRepeatingThem(String keys) {
        assertThatThrownBy(() -> SecretCipher.of(keys))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContainingAny(OLD, NEW, "short");
    }
}
