package dev.tributary.ingest.http.server;

import jakarta.servlet.ServletRequest;
import java.util.Objects;
import org.apache.coyote.ActionCode;
import org.apache.coyote.ContinueResponseTiming;
import org.apache.coyote.Request;

/** What of a request's body was not read yet. By itself the server would wait for it after the answer, on the thread. */
public final class UnreadBody {

    private static final String ATTRIBUTE = UnreadBody.class.getName();

    private final Request request;

    private UnreadBody(Request request) {
        this.request = request;
    }

    static UnreadBody attach(org.apache.catalina.connector.Request request) {
        var body = new UnreadBody(request.getCoyoteRequest());
        request.setAttribute(ATTRIBUTE, body);
        return body;
    }

    /** The one of a request of this server. */
    public static UnreadBody of(ServletRequest request) {
        return (UnreadBody) Objects.requireNonNull(request.getAttribute(ATTRIBUTE));
    }

    /** Whether the rest of the body is in memory, or there is none: reading it does not wait. */
    public boolean hasArrived() {
        if (request.isFinished()) {
            return true;
        }
        long length = request.getContentLengthLong();
        if (length < 0) {
            return false;
        }
        request.action(ActionCode.AVAILABLE, false);
        return request.getAvailable() >= length - request.getBytesRead();
    }

    /** Tells a client that waits for it ({@code Expect: 100-continue}) to send the body. */
    public void ask() {
        request.action(ActionCode.ACK, ContinueResponseTiming.ON_REQUEST_BODY_READ);
    }

    /** Leaves the rest unread: the connection is closed after the answer. */
    public void abandon() {
        request.action(ActionCode.DISABLE_SWALLOW_INPUT, null);
    }
}
