package dev.tributary.delivery.check;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an endpoint said about deliveries.
 *
 * @param outcome one word, as the configuration API shows it
 * @param status of the last answer, or null
 * @param rate deliveries a second that it allows, or null for no limit
 */
record Consent(
        boolean given,
        String outcome,
        @Nullable Integer status,
        @Nullable Double rate) {

    private static final double SECONDS_A_MINUTE = 60;

    static Consent failed(String outcome, @Nullable Integer status) {
        return new Consent(false, outcome, status, null);
    }

    /**
     * The value of {@code WebHook-Allowed-Rate} in requests a second.
     *
     * @param header requests a minute, or {@code *}
     * @return empty for no limit; also where the value is not a positive number, which allows nothing definite
     * @see <a href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/http-webhook.md#422-webhook-allowed-rate">
     *     CloudEvents web hooks, WebHook-Allowed-Rate</a>
     */
    static Optional<Double> allowedRate(@Nullable String header) {
        if (header == null || !header.strip().matches("0*[1-9]\\d{0,8}")) {
            return Optional.empty();
        }
        return Optional.of(Integer.parseInt(header.strip()) / SECONDS_A_MINUTE);
    }

    /** The value of {@code WebHook-Request-Rate}: whole requests a minute, at least one. */
    static String requestedRate(double perSecond) {
        return Long.toString(Math.max(1, (long) Math.floor(perSecond * SECONDS_A_MINUTE)));
    }
}
