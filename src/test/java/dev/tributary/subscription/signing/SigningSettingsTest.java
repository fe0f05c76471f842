package dev.tributary.subscription.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.platform.UnusableConfigurationException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

class SigningSettingsTest {

    @Test
    void letsReplacedKeysSignForADayByDefault() {
        assertThat(bound(Map.of())).isEqualTo(new SigningSettings(Duration.ofHours(24)));
    }

    @Test
    void takesTheGraceTimeFromItsVariable() {
        assertThat(bound(Map.of("TRIBUTARY_DELIVERY_SIGNING_GRACE", "90m")).grace())
                .isEqualTo(Duration.ofMinutes(90));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-PT0.001S", "P365DT0.001S"})
    void refusesAGraceTimeThatIsNegativeOrLongerThanAYear(String grace) {
        assertThatThrownBy(() -> new SigningSettings(Duration.parse(grace)))
                .isInstanceOf(UnusableConfigurationException.class)
                .hasMessage("TRIBUTARY_DELIVERY_SIGNING_GRACE: must be a duration from 0s to 365d");
    }

    private static SigningSettings bound(Map<String, Object> variables) {
        var source = new SystemEnvironmentPropertySource(
                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, variables);
        return new Binder(ConfigurationPropertySource.from(source))
                .bindOrCreate("tributary.delivery.signing", SigningSettings.class);
    }
}
