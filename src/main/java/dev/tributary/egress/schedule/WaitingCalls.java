package dev.tributary.egress.schedule;

/** How many calls wait in memory, and how much of it they hold: within limits in all. Guarded by the scheduler. */
final class WaitingCalls {

    private static final int MAX_CALLS = 32_768;

    private final long maxBytes;
    private int calls;
    private long bytes;

    WaitingCalls(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    int calls() {
        return calls;
    }

    void add(OutgoingCall call) {
        calls++;
        bytes += call.bytes();
    }

    void remove(OutgoingCall call) {
        calls--;
        bytes -= call.bytes();
    }

    /** How many more may wait for an endpoint: it takes at most half of what is free, so that something always is. */
    int capacity(EndpointState endpoint, long now) {
        if (calls >= MAX_CALLS || bytes >= maxBytes) {
            return 0;
        }
        return Math.max(0, Math.min(endpoint.capacity(now, maxBytes - bytes), MAX_CALLS - calls - endpoint.waiting()));
    }
}
