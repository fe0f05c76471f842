package dev.tributary.receipt;

import dev.tributary.UnusableConfigurationException;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** @param retention how long raw bytes are kept at least; a day's receipts are dropped together, within a day after it */
@ConfigurationProperties("tributary.receipts")
record ReceiptSettings(@DefaultValue("30d") Duration retention) {

    private static final Duration MAX = Duration.ofDays(365);

    ReceiptSettings {
        if (retention.compareTo(Duration.ofDays(1)) < 0 || retention.compareTo(MAX) > 0) {
            throw new UnusableConfigurationException("TRIBUTARY_RECEIPTS_RETENTION", "must be between 1d and 365d");
        }
    }
}
