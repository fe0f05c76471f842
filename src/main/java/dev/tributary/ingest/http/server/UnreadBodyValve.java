package dev.tributary.ingest.http.server;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.jspecify.annotations.Nullable;

/**
 * Closes the connection after an answer that was given before the body was read. For a second, and without a thread, it
 * throws away what still arrives: a connection that is closed with unread bytes is reset, and the client may lose the
 * answer.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9112#section-9.6">RFC 9112, tear-down</a>
 */
final class UnreadBodyValve extends ValveBase {

    private static final long LINGER_MILLIS = 1000;
    private static final int MAX_LINGERING = 256;
    private static final int MAX_THROWN_AWAY = 256 << 10;

    private final AtomicInteger lingering = new AtomicInteger();

    UnreadBodyValve() {
        super(true);
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        if (response.isCommitted() && response.isErrorReportRequired() && !request.isAsyncDispatching()) {
            return; // the client broke off after its answer; an error page has no reader
        }
        UnreadBody body = UnreadBody.attach(request);
        boolean isRefused = response.isErrorReportRequired() && !request.isAsyncDispatching(); // a TRACE, for example
        if (!isRefused) {
            getNext().invoke(request, response);
        }
        if (request.isAsync()) {
            return;
        }
        ProblemReport.writeIfEmpty(request, response);
        if (!body.hasArrived()) {
            close(request, response, body);
        }
    }

    private void close(Request request, Response response, UnreadBody body) throws IOException {
        if (response.isCommitted() || request.getContext() == null || response.isError()) {
            body.abandon();
            return;
        }
        response.setHeader("Connection", "close");
        response.finishResponse();
        if (lingering.incrementAndGet() > MAX_LINGERING) {
            lingering.decrementAndGet();
            body.abandon();
            return;
        }
        request.setAsyncSupported(true);
        AsyncContext context = request.startAsync();
        context.setTimeout(LINGER_MILLIS);
        var rest = new Rest(context, (ServletInputStream) request.getStream(), body);
        context.addListener(rest);
        rest.in.setReadListener(rest);
    }

    /** Throws away what arrives. */
    private final class Rest extends EndListener implements ReadListener {

        private final AsyncContext context;
        private final ServletInputStream in;
        private final UnreadBody body;
        private final byte[] buffer = new byte[2048];
        private int thrownAway;
        private boolean ended;

        Rest(AsyncContext context, ServletInputStream in, UnreadBody body) {
            this.context = context;
            this.in = in;
            this.body = body;
        }

        @Override
        public void onDataAvailable() throws IOException {
            while (thrownAway < MAX_THROWN_AWAY && in.isReady() && !in.isFinished()) {
                thrownAway += Math.max(0, in.read(buffer));
            }
            if (thrownAway >= MAX_THROWN_AWAY) {
                end();
            }
        }

        @Override
        public void onAllDataRead() {
            end();
        }

        @Override
        public void onError(Throwable failure) {
            // the listener of the request is told as well
        }

        @Override
        protected void end(@Nullable Throwable failure) {
            end();
        }

        private synchronized void end() {
            if (!ended) {
                ended = true;
                lingering.decrementAndGet();
                body.abandon();
                context.complete();
            }
        }
    }
}
