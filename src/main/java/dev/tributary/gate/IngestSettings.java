package dev.tributary.gate;

import dev.tributary.UnusableConfigurationException;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/** @param maxBody of a call; what is larger is answered 413 */
@ConfigurationProperties("tributary.ingest")
record IngestSettings(@DefaultValue("1MB") DataSize maxBody) {

    /** A receipt with its body has to fit into a document, which ends at 16 MiB. */
    private static final DataSize LARGEST = DataSize.ofMegabytes(15);

    IngestSettings {
        if (maxBody.toBytes() < 1 || maxBody.compareTo(LARGEST) > 0) {
            throw new UnusableConfigurationException("TRIBUTARY_INGEST_MAX_BODY", "must be between 1B and 15MB");
        }
    }
}
