package dev.tributary.followup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.platform.UnusableConfigurationException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.util.unit.DataSize;

class FollowUpSettingsTest {

    @Test
    void makesSevenAttemptsByDefault() {
        assertThat(bound(Map.of()).schedule())
                .containsExactly(
                        Duration.ZERO,
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(10),
                        Duration.ofMinutes(1),
                        Duration.ofMinutes(5),
                        Duration.ofMinutes(30),
                        Duration.ofHours(2));
    }

    @Test
    void takesTheScheduleFromTheEnvironment() {
        assertThat(bound(Map.of("TRIBUTARY_FOLLOW_UP_SCHEDULE", "1s,90s")).schedule())
                .containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(90));
    }

    @Test
    void namesTheSettingThatCannotBeUsed() {
        assertThatThrownBy(() ->
                        new FollowUpSettings(List.of(Duration.ofSeconds(-1)), DataSize.ofMegabytes(128), 100).retries())
                .isInstanceOf(UnusableConfigurationException.class)
                .hasMessageContaining("TRIBUTARY_FOLLOW_UP_SCHEDULE");
    }

    @Test
    void keeps128MegabytesOfAnswersByDefault() {
        assertThat(bound(Map.of()).maxBytes()).isEqualTo(DataSize.ofMegabytes(128));
        assertThat(bound(Map.of("TRIBUTARY_FOLLOW_UP_MAX_BYTES", "43MB")).maxBytes())
                .isEqualTo(DataSize.ofMegabytes(43));
        assertThatThrownBy(() -> bound(Map.of("TRIBUTARY_FOLLOW_UP_MAX_BYTES", "42MB")))
                .hasStackTraceContaining("TRIBUTARY_FOLLOW_UP_MAX_BYTES: must be at least 43MB");
    }

    @Test
    void letsAHundredEventsWaitForAnUnknownCredentialUnlessToldOtherwise() {
        assertThat(bound(Map.of()).maxUnconfirmed()).isEqualTo(100);
        assertThatThrownBy(() -> bound(Map.of("TRIBUTARY_FOLLOW_UP_MAX_UNCONFIRMED", "0")))
                .hasStackTraceContaining("TRIBUTARY_FOLLOW_UP_MAX_UNCONFIRMED: must be at least 1");
    }

    private static FollowUpSettings bound(Map<String, Object> variables) {
        var environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .replace(
                        StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                        new SystemEnvironmentPropertySource(
                                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, variables));
        ConfigurationPropertySources.attach(environment);
        return Binder.get(environment).bindOrCreate("tributary.follow-up", FollowUpSettings.class);
    }
}
