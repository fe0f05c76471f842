package dev.tributary.ingest.http;

import dev.tributary.platform.UnusableConfigurationException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Limits of admission.
 *
 * @param maxBody of a call; a larger one is answered 413
 * @param maxBytes of all bodies in memory; null stands for 32 MB, or four bodies of the maximum where that is more
 * @param maxReading calls at a time whose body has not arrived whole
 * @param bodyTimeout from the header of a call to the last byte of its body
 * @param minRate bytes a second that a body has to arrive with, on average, once {@code minRateAfter} is over
 */
@ConfigurationProperties("tributary.ingest")
record IngestSettings(
        @DefaultValue("1MB") DataSize maxBody,
        @Nullable DataSize maxBytes,
        @DefaultValue("1024") int maxReading,
        @DefaultValue("10s") Duration bodyTimeout,
        @DefaultValue("1KB") DataSize minRate,
        @DefaultValue("2s") Duration minRateAfter) {

    /** An event holds its data twice, for analysts and as bytes, and a document ends at 16 MiB. */
    private static final DataSize LARGEST = DataSize.ofMegabytes(7);

    /** Of the maximum, so that a source's share has at least one. */
    private static final long BODIES = 4;

    private static final long DEFAULT_BYTES = 32L << 20;

    IngestSettings {
        check(
                maxBody.toBytes() >= 1 && maxBody.compareTo(LARGEST) <= 0,
                "TRIBUTARY_INGEST_MAX_BODY",
                "must be between 1B and 7MB");
        check(
                maxBytes == null || maxBytes.toBytes() >= BODIES * maxBody.toBytes(),
                "TRIBUTARY_INGEST_MAX_BYTES",
                "must be at least four times TRIBUTARY_INGEST_MAX_BODY");
        check(maxReading >= 1, "TRIBUTARY_INGEST_MAX_READING", "must be at least 1");
        check(isPositive(bodyTimeout), "TRIBUTARY_INGEST_BODY_TIMEOUT", "must be longer than 0s");
        check(minRate.toBytes() >= 0, "TRIBUTARY_INGEST_MIN_RATE", "must not be negative");
        check(isPositive(minRateAfter), "TRIBUTARY_INGEST_MIN_RATE_AFTER", "must be longer than 0s");
    }

    /** {@link #maxBytes}, or what stands for it. */
    long bytes() {
        return maxBytes == null ? Math.max(DEFAULT_BYTES, BODIES * maxBody.toBytes()) : maxBytes.toBytes();
    }

    /** Whether a body that has taken so long, and has so many bytes, is too slow. */
    boolean isTooSlow(Duration taken, long bytes) {
        return taken.compareTo(bodyTimeout) > 0
                || (taken.compareTo(minRateAfter) > 0 && bytes < minRate.toBytes() * taken.toMillis() / 1000);
    }

    private static boolean isPositive(Duration duration) {
        return !duration.isNegative() && !duration.isZero();
    }

    private static void check(boolean usable, String setting, String problem) {
        if (!usable) {
            throw new UnusableConfigurationException(setting, problem);
        }
    }
}
