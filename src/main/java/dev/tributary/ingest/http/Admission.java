package dev.tributary.ingest.http;

import dev.tributary.ingest.http.Refusals.Reason;
import dev.tributary.ingest.http.server.UnreadBody;
import dev.tributary.platform.Shares;
import dev.tributary.source.Source;
import dev.tributary.source.SourceDirectory;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Stands before everything on {@code /hooks}. Before a byte of a body is read, it looks the source up in memory and takes
 * a place from the source's share. Bytes count as they arrive, and a body that is not there yet has no thread. Excess
 * calls get 503, the one status after which every provider sends a call again.
 *
 * <p>Admitted calls go straight into the routes, which verify them: the filters behind this one are for people and
 * clients with tokens, and at thousands of calls a second each would count.
 */
final class Admission implements Filter {

    private static final String METHOD = "POST";
    private static final String HOOKS = "/hooks/";

    /**
     * What is divided among sources, and among client addresses.
     *
     * @param places of calls whose body is there; each has a thread until it is answered
     * @param bytes of bodies in memory
     * @param reading calls whose body has not arrived whole, by source
     * @param addresses the same, by client address
     */
    record Limits(Shares places, Shares bytes, Shares reading, Shares addresses) {

        boolean takePlace(Call call) {
            return take(places, call, 1);
        }

        boolean takeBytes(Call call, int count) {
            return take(bytes, call, count);
        }

        private static boolean take(Shares shares, Call call, int part) {
            return call.isSentOnce() ? shares.take(call.sourceId(), part) : shares.takeSparingly(call.sourceId(), part);
        }
    }

    /**
     * One call, and the source that its path names.
     *
     * @param isSentOnce whether a refusal loses it, because its provider sends no call again
     */
    record Call(
            HttpServletRequest request,
            HttpServletResponse response,
            UnreadBody unread,
            String sourceId,
            boolean isSentOnce) {}

    private final BooleanSupplier open;
    private final Servlet routes;
    private final SourceDirectory sources;
    private final ArrivingBodies arriving;
    private final Limits limits;
    private final int maxBody;
    private final Set<String> sendingOnce;
    private final Refusals refusals;

    /**
     * Makes an admission.
     *
     * @param open whether the routes run
     * @param routes the servlet in front of them
     * @param maxBody in bytes
     * @param sendingOnce providers that send no call again
     */
    Admission(
            BooleanSupplier open,
            Servlet routes,
            SourceDirectory sources,
            ArrivingBodies arriving,
            Limits limits,
            int maxBody,
            Set<String> sendingOnce,
            Refusals refusals) {
        this.open = open;
        this.routes = routes;
        this.sources = sources;
        this.arriving = arriving;
        this.limits = limits;
        this.maxBody = maxBody;
        this.sendingOnce = sendingOnce;
        this.refusals = refusals;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        var httpRequest = (HttpServletRequest) request;
        var httpResponse = (HttpServletResponse) response;
        String path = httpRequest.getRequestURI();
        String sourceId = path.substring(path.lastIndexOf('/') + 1);
        Optional<Reason> refused = refused(httpRequest, path, sourceId);
        if (refused.isPresent()) {
            if (refused.get() == Reason.WRONG_METHOD) {
                httpResponse.setHeader("Allow", METHOD);
            }
            refusals.send(httpResponse, refused.get());
            return;
        }
        String provider = path.substring(HOOKS.length(), path.length() - sourceId.length() - 1);
        var call =
                new Call(httpRequest, httpResponse, UnreadBody.of(request), sourceId, sendingOnce.contains(provider));
        if (call.unread().hasArrived()) {
            serveArrived(call);
        } else {
            arriving.read(call, this::serve);
        }
    }

    private Optional<Reason> refused(HttpServletRequest request, String path, String sourceId) {
        if (!open.getAsBoolean()) {
            return Optional.of(Reason.NOT_RUNNING);
        }
        if (request.getContentLengthLong() > maxBody) {
            return Optional.of(Reason.TOO_LARGE);
        }
        Source source = sources.find(sourceId).orElse(null);
        if (source == null) {
            boolean isUnusable = sources.isUnusable(sourceId) || !sources.isFresh();
            return Optional.of(isUnusable ? Reason.UNUSABLE_SOURCE : Reason.UNKNOWN_SOURCE);
        }
        if (!source.enabled()) {
            source = sources.newerThan(source).orElse(source);
        }
        if (!source.enabled() && !sources.isFresh()) {
            return Optional.of(Reason.UNUSABLE_SOURCE); // another gateway may have enabled it
        }
        boolean isMeant = source.enabled() && path.equals(HOOKS + source.provider() + "/" + sourceId);
        if (!isMeant) {
            return Optional.of(Reason.UNKNOWN_SOURCE);
        }
        return request.getMethod().equals(METHOD) ? Optional.empty() : Optional.of(Reason.WRONG_METHOD);
    }

    private void serveArrived(Call call) throws IOException, ServletException {
        int length = Math.max(0, call.request().getContentLength());
        if (!limits.takePlace(call)) {
            refusals.send(call.response(), Reason.TOO_MANY_CALLS);
            return;
        }
        try {
            if (limits.takeBytes(call, length)) {
                try {
                    byte[] body = call.request().getInputStream().readNBytes(length);
                    routes.service(new RawRequest(call.request(), body), call.response());
                } finally {
                    limits.bytes().release(call.sourceId(), length);
                }
            } else {
                refusals.send(call.response(), Reason.TOO_MANY_BYTES);
            }
        } finally {
            limits.places().release(call.sourceId(), 1);
        }
    }

    /** A call whose body has arrived bit by bit; its bytes are counted already. */
    private void serve(Call call, byte[] body) throws IOException, ServletException {
        if (!limits.takePlace(call)) {
            refusals.send(call.response(), Reason.TOO_MANY_CALLS);
            return;
        }
        try {
            routes.service(new RawRequest(call.request(), body), call.response());
        } finally {
            limits.places().release(call.sourceId(), 1);
        }
    }
}
