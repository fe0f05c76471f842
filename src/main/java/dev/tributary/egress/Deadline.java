package dev.tributary.egress;

import java.io.InterruptedIOException;
import org.apache.hc.core5.http.protocol.HttpContext;

/** Whether the time of one call is over; travels in the call's context. */
final class Deadline {

    private static final String ATTRIBUTE = Deadline.class.getName();

    private volatile boolean over;

    static Deadline start(HttpContext context) {
        var deadline = new Deadline();
        context.setAttribute(ATTRIBUTE, deadline);
        return deadline;
    }

    /** Stops a call from opening one more connection after its time. */
    static void check(HttpContext context) {
        if (context.getAttribute(ATTRIBUTE) instanceof Deadline deadline && deadline.over) {
            throw new IllegalStateException("the time of this call is over");
        }
    }

    void pass() {
        over = true;
    }

    boolean isOver() {
        return over;
    }

    InterruptedIOException exception() {
        return new InterruptedIOException("no complete answer in time");
    }
}
