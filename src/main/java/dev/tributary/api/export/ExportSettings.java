package dev.tributary.api.export;

import dev.tributary.platform.UnusableConfigurationException;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** @param maxRows of one export, which breaks off there */
@ConfigurationProperties("tributary.export")
record ExportSettings(@DefaultValue("10000000") long maxRows) {

    ExportSettings {
        if (maxRows < 1) {
            throw new UnusableConfigurationException("TRIBUTARY_EXPORT_MAX_ROWS", "must be at least 1");
        }
    }
}
