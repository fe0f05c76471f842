package dev.tributary.gate;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/**
 * Stands before everything on {@code /hooks}: lets a call in while the routes run and there is room, and takes its raw
 * bytes, bounded while they are read. Who cannot be let in gets 503, the one status that every provider comes back after.
 *
 * <p>Who is let in goes straight into the routes, where it has to prove itself: the filters behind this one are for
 * people and clients with tokens, and at thousands of calls a second each would count.
 */
final class CallGate implements Filter {

    private static final Duration READ_LIMIT = Duration.ofSeconds(10);
    private static final long BYTES_IN_FLIGHT = 64L << 20;

    private final BooleanSupplier open;
    private final Servlet routes;
    private final int maxBody;
    private final int maxCalls;
    private final Refusals refusals;
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();

    /**
     * Makes a gate.
     *
     * @param open whether the routes run
     * @param routes the servlet in front of them
     * @param maxBody in bytes
     * @param maxCalls how many may be inside at a time
     */
    CallGate(BooleanSupplier open, Servlet routes, int maxBody, int maxCalls, Refusals refusals) {
        this.open = open;
        this.routes = routes;
        this.maxBody = maxBody;
        this.maxCalls = maxCalls;
        this.refusals = refusals;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        var httpRequest = (HttpServletRequest) request;
        var httpResponse = (HttpServletResponse) response;
        long declared = request.getContentLengthLong();
        if (declared > maxBody) {
            refusals.send(httpResponse, HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE);
            return;
        }
        long reserved = declared < 0 ? maxBody : declared;
        boolean room = calls.incrementAndGet() <= maxCalls;
        room &= bytes.addAndGet(reserved) <= BYTES_IN_FLIGHT;
        try {
            if (room && open.getAsBoolean()) {
                letIn(httpRequest, httpResponse);
            } else {
                refusals.send(httpResponse, HttpServletResponse.SC_SERVICE_UNAVAILABLE);
            }
        } finally {
            calls.decrementAndGet();
            bytes.addAndGet(-reserved);
        }
    }

    private void letIn(HttpServletRequest request, HttpServletResponse response) throws IOException, ServletException {
        byte[] body;
        try {
            body = read(request.getInputStream());
        } catch (IOException e) {
            // stalled, or gone: whoever still listens may try again
            refusals.send(response, HttpServletResponse.SC_SERVICE_UNAVAILABLE);
            return;
        }
        if (body.length > maxBody) {
            refusals.send(response, HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE);
        } else {
            routes.service(new RawRequest(request, body), response);
        }
    }

    /** Reads to the end, or one byte beyond the limit. */
    private byte[] read(ServletInputStream in) throws IOException {
        long deadline = System.nanoTime() + READ_LIMIT.toNanos();
        var body = new ByteArrayOutputStream(1024);
        byte[] buffer = new byte[8192];
        while (body.size() <= maxBody) {
            int count = in.read(buffer, 0, Math.min(buffer.length, maxBody + 1 - body.size()));
            if (count < 0) {
                break;
            }
            body.write(buffer, 0, count);
            if (System.nanoTime() > deadline) {
                throw new IOException("the body took longer than " + READ_LIMIT);
            }
        }
        return body.toByteArray();
    }
}
