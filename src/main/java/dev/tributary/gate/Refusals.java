package dev.tributary.gate;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.camel.Header;
import org.apache.camel.Headers;

/**
 * Answers of calls that were not taken: problem details that do not say why.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457</a>
 */
public final class Refusals {

    private static final String CONTENT_TYPE = "application/problem+json";
    private static final String RETRY_AFTER = "Retry-After";

    private record Kind(String title, String code) {}

    private static final Map<Integer, Kind> KINDS = Map.of(
            400, new Kind("Bad Request", "invalid_request"),
            401, new Kind("Unauthorized", "unauthorized"),
            404, new Kind("Not Found", "not_found"),
            413, new Kind("Content Too Large", "too_large"),
            503, new Kind("Service Unavailable", "unavailable"));

    /** The body for the status that a route has set; adds the headers that go with it. */
    public byte[] body(@Header("CamelHttpResponseCode") int status, @Headers Map<String, Object> headers) {
        headers.put("Content-Type", CONTENT_TYPE);
        if (status == HttpServletResponse.SC_SERVICE_UNAVAILABLE) {
            headers.put(RETRY_AFTER, retryAfter());
        }
        return problem(status);
    }

    void send(HttpServletResponse response, int status) throws IOException {
        byte[] body = problem(status);
        response.setStatus(status);
        response.setContentType(CONTENT_TYPE);
        response.setContentLength(body.length);
        if (status == HttpServletResponse.SC_SERVICE_UNAVAILABLE) {
            response.setHeader(RETRY_AFTER, retryAfter());
        }
        response.getOutputStream().write(body);
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
