package dev.tributary.ingest.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.camel.Header;
import org.apache.camel.Headers;

/**
 * Answers of calls that were not taken: problem details that do not say why. Each is counted by its reason.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457</a>
 */
public final class Refusals {

    private static final String CONTENT_TYPE = "application/problem+json";
    private static final String RETRY_AFTER = "Retry-After";

    /** Why a call was not taken, and the status that it is answered with. */
    enum Reason {
        /** It was not refused. */
        NONE(200),
        /** The routes are not started yet, or stop. */
        NOT_RUNNING(503),
        UNKNOWN_SOURCE(404),
        WRONG_METHOD(405),
        /** The row of the source cannot be read, or the store is away and the source is not in memory. */
        UNUSABLE_SOURCE(503),
        TOO_LARGE(413),
        /** The source holds its share of places, or all are taken. */
        TOO_MANY_CALLS(503),
        /** The source or the client address holds its share of bodies that have not arrived whole. */
        TOO_MANY_SLOW(503),
        /** The source holds its share of the memory for bodies. */
        TOO_MANY_BYTES(503),
        /** The body was slower than the minimum rate, or not there at its deadline. */
        TOO_SLOW(503),
        /** The client closed the connection, or sent no valid body. */
        BROKEN_OFF(400),
        NOT_VERIFIED(401),
        INVALID(400),
        NOT_STORED(503);

        private final int status;

        Reason(int status) {
            this.status = status;
        }

        int status() {
            return status;
        }
    }

    private record Kind(String title, String code) {}

    private static final Map<Integer, Kind> KINDS = Map.of(
            400, new Kind("Bad Request", "invalid_request"),
            401, new Kind("Unauthorized", "unauthorized"),
            404, new Kind("Not Found", "not_found"),
            405, new Kind("Method Not Allowed", "method_not_allowed"),
            413, new Kind("Content Too Large", "too_large"),
            503, new Kind("Service Unavailable", "unavailable"));

    private static final Map<Integer, Reason> IN_ROUTES = Map.of(
            400, Reason.INVALID,
            401, Reason.NOT_VERIFIED,
            404, Reason.UNKNOWN_SOURCE,
            503, Reason.NOT_STORED);

    private final Map<Reason, Counter> counters = new EnumMap<>(Reason.class);

    Refusals(MeterRegistry metrics) {
        for (Reason reason : EnumSet.complementOf(EnumSet.of(Reason.NONE))) {
            counters.put(
                    reason,
                    Counter.builder("tributary.ingest.refused")
                            .description("Calls of providers that were not taken, by the reason")
                            .tag("reason", reason.name().toLowerCase(Locale.ROOT))
                            .register(metrics));
        }
    }

    /** The body for the status that a route has set; adds the headers that go with it. */
    public byte[] body(@Header("CamelHttpResponseCode") int status, @Headers Map<String, Object> headers) {
        count(IN_ROUTES.getOrDefault(status, Reason.NOT_STORED));
        headers.put("Content-Type", CONTENT_TYPE);
        if (status == HttpServletResponse.SC_SERVICE_UNAVAILABLE) {
            headers.put(RETRY_AFTER, retryAfter());
        }
        return problem(status);
    }

    void send(HttpServletResponse response, Reason reason) throws IOException {
        count(reason);
        int status = reason.status();
        byte[] body = problem(status);
        response.setStatus(status);
        response.setContentType(CONTENT_TYPE);
        response.setContentLength(body.length);
        response.setHeader("Cache-Control", "no-store"); // a cache could keep a 404 or a 405 of a GET
        if (status == HttpServletResponse.SC_SERVICE_UNAVAILABLE) {
            response.setHeader(RETRY_AFTER, retryAfter());
        }
        response.getOutputStream().write(body);
    }

    private void count(Reason reason) {
        Objects.requireNonNull(counters.get(reason)).increment();
    }

    private static byte[] problem(int status) {
        Kind kind = Objects.requireNonNull(KINDS.get(status));
        return """
                {"type":"about:blank","title":"%s","status":%d,"code":"%s"}""".formatted(kind.title(), status, kind.code()).getBytes(UTF_8);
    }

    /** Seconds; different ones, so that those turned away together do not come back together. */
    private static String retryAfter() {
        return String.valueOf(ThreadLocalRandom.current().nextInt(1, 6));
    }
}
