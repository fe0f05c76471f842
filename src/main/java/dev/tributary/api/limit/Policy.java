package dev.tributary.api.limit;

import dev.tributary.problem.Problem;
import dev.tributary.problem.ProblemException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;

/**
 * One limit as clients are told of it.
 *
 * @param name in the headers
 * @param quota how much there is of it
 * @param parameters of the quota in the headers, such as its window
 * @param retryAfter seconds, where the limit is reached
 * @param detail of the refusal
 * @param refused counts the refusals
 * @see <a href="https://datatracker.ietf.org/doc/html/draft-ietf-httpapi-ratelimit-headers-09">RateLimit header fields, draft
 *     09</a>
 */
record Policy(String name, int quota, String parameters, int retryAfter, String detail, Counter refused) {

    private static final String POLICY = "RateLimit-Policy";
    private static final String LIMIT = "RateLimit";

    static Policy of(MeterRegistry metrics, String name, int quota, String parameters, int retryAfter, String detail) {
        Counter refused = Counter.builder("tributary.api.refused")
                .description("Requests to the API that were answered 429, by the limit of the tenant that they met")
                .tag("reason", name.replace('-', '_'))
                .register(metrics);
        return new Policy(name, quota, parameters, retryAfter, detail, refused);
    }

    /** What the headers say while so much of the quota is left. */
    Map<String, String> headers(int left) {
        var headers = new LinkedHashMap<String, String>();
        headers.put(POLICY, '"' + name + "\";q=" + quota + parameters);
        headers.put(LIMIT, '"' + name + "\";r=" + Math.max(0, left) + ";t=" + retryAfter);
        return headers;
    }

    /** 429, with the time to wait; is counted. */
    ProblemException reached() {
        refused.increment();
        Map<String, String> headers = headers(0);
        headers.put(HttpHeaders.RETRY_AFTER, String.valueOf(retryAfter));
        return new ProblemException(Problem.of(HttpStatus.TOO_MANY_REQUESTS, detail), headers);
    }
}
