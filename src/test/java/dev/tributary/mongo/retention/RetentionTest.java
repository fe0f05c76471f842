package dev.tributary.mongo.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.platform.UnusableConfigurationException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetentionTest {

    private static final Duration MIN = Duration.ofDays(1);
    private static final Instant NOW = Instant.parse("2026-03-31T00:00:00Z");

    @Test
    void readsTheUsualDurationAndThoseOfSingleTenants() {
        Retention retention = Retention.parse("S", "30d, acme=10d,bank=unlimited", MIN);
        assertThat(retention.keptFrom("anyone", NOW)).contains(Instant.parse("2026-03-01T00:00:00Z"));
        assertThat(retention.keptFrom("acme", NOW)).contains(Instant.parse("2026-03-21T00:00:00Z"));
        assertThat(retention.keptFrom("bank", NOW)).isEmpty();
        assertThat(retention.longest()).isEmpty();
        assertThat(Retention.parse("S", "10d,acme=30d", MIN).longest()).contains(Duration.ofDays(30));
    }

    @Test
    void nothingExpiresWithoutALimit() {
        assertThat(Retention.parse("S", "unlimited", MIN).expired(NOW)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "30",
                "1h",
                "30d,acme",
                "30d,=1d",
                "acme=30d",
                "30d,acme=1h",
                "-30d",
                "999999d",
                "30d,a=1d,a=2d"
            })
    void refusesWhatIsNoRetention(String text) {
        assertThatThrownBy(() -> Retention.parse("TRIBUTARY_RETENTION_EVENTS", text, MIN))
                .isInstanceOf(UnusableConfigurationException.class)
                .hasMessageStartingWith("TRIBUTARY_RETENTION_EVENTS: must be a duration from 1d");
    }
}
