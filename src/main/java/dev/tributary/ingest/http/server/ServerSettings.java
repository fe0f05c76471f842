package dev.tributary.ingest.http.server;

import dev.tributary.platform.UnusableConfigurationException;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Limits of the connections.
 *
 * @param headerTimeout from the first byte of a request to the end of its header
 * @param maxWaitingPerAddress connections of one client address on which no request is being answered
 * @param maxApiRequests requests at a time that are not calls of providers; each has a thread
 */
@ConfigurationProperties("tributary.server")
record ServerSettings(
        @DefaultValue("10s") Duration headerTimeout,
        @DefaultValue("1000") int maxWaitingPerAddress,
        @DefaultValue("128") int maxApiRequests) {

    ServerSettings {
        if (headerTimeout.isNegative() || headerTimeout.isZero()) {
            throw new UnusableConfigurationException("TRIBUTARY_SERVER_HEADER_TIMEOUT", "must be longer than 0s");
        }
        if (maxWaitingPerAddress < 1) {
            throw new UnusableConfigurationException("TRIBUTARY_SERVER_MAX_WAITING_PER_ADDRESS", "must be at least 1");
        }
        if (maxApiRequests < 1) {
            throw new UnusableConfigurationException("TRIBUTARY_SERVER_MAX_API_REQUESTS", "must be at least 1");
        }
    }
}
