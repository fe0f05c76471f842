package dev.tributary.faultrun;

import java.time.Duration;

/**
 * How an endpoint answers a delivery.
 *
 * @param status 0 for no answer at all; the connection stays open
 */
public record Answer(int status, Duration delay) {

    public static Answer ok() {
        return status(200);
    }

    public static Answer okAfter(Duration delay) {
        return new Answer(200, delay);
    }

    public static Answer status(int status) {
        return new Answer(status, Duration.ZERO);
    }

    public static Answer never() {
        return status(0);
    }
}
