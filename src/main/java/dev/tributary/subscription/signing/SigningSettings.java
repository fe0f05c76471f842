package dev.tributary.subscription.signing;

import dev.tributary.platform.UnusableConfigurationException;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** @param grace how long a replaced key signs beside the new one, from zero to 365 days */
@ConfigurationProperties("tributary.delivery.signing")
public record SigningSettings(@DefaultValue("24h") Duration grace) {

    private static final Duration MAX = Duration.ofDays(365);

    public SigningSettings {
        if (grace.isNegative() || grace.compareTo(MAX) > 0) {
            throw new UnusableConfigurationException(
                    "TRIBUTARY_DELIVERY_SIGNING_GRACE", "must be a duration from 0s to 365d");
        }
    }
}
