package dev.tributary.egress.schedule;

/**
 * How many outgoing calls this gateway makes at a time. The HTTP clients have as many connections, in total and for each
 * host, so that a call that has a place never waits for a connection.
 *
 * @param total all places; half of them are only for endpoints that lately answered within a second
 */
public record Places(int total) {

    private static final int VIRTUAL = 1024;
    private static final int PLATFORM = 256;

    /** As many as threads allow: a call in flight costs one, virtual or of the platform. */
    static Places of(boolean virtualThreads) {
        return new Places(virtualThreads ? VIRTUAL : PLATFORM);
    }

    /** For endpoints that are new, slow or failing. */
    int unproven() {
        return total / 2;
    }

    /** For endpoints that are slow or failing. */
    int slow() {
        return total / 4;
    }

    /** For attempts after the first. */
    int late() {
        return total / 4;
    }

    /** For one endpoint. */
    int endpoint() {
        return total / 4;
    }
}
