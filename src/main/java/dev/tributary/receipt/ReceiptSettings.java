package dev.tributary.receipt;

import dev.tributary.UnusableConfigurationException;
import dev.tributary.retention.Retention;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of receipts.
 *
 * @param retention how long raw bytes are kept at least, as {@link Retention#parse} reads it; those of a day are removed
 *     together, within a day after it
 */
@ConfigurationProperties("tributary.receipts")
record ReceiptSettings(@DefaultValue("30d") String retention) {

    private static final String SETTING = "TRIBUTARY_RECEIPTS_RETENTION";
    private static final Duration MIN = Duration.ofDays(1);
    private static final Duration MAX = Duration.ofDays(365);

    ReceiptSettings {
        parse(retention);
    }

    Retention ofReceipts() {
        return parse(retention);
    }

    private static Retention parse(String text) {
        Retention parsed = Retention.parse(SETTING, text, MIN);
        if (parsed.longest().filter(longest -> longest.compareTo(MAX) <= 0).isEmpty()) {
            throw new UnusableConfigurationException(SETTING, "must be between 1d and 365d, for each tenant");
        }
        return parsed;
    }
}
