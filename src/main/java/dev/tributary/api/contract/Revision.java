package dev.tributary.api.contract;

import dev.tributary.problem.Problem;
import dev.tributary.problem.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;

/**
 * Entity tags of configuration resources. A request may carry {@code If-Match}; only then it is compared.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-13.1.1">RFC 9110, If-Match</a>
 */
public final class Revision {

    private Revision() {}

    public static String tag(long revision) {
        return "\"" + revision + "\"";
    }

    /** @throws ProblemException 412 if the request is about another revision */
    public static void check(HttpServletRequest request, long revision) {
        String expected = request.getHeader(HttpHeaders.IF_MATCH);
        if (expected != null && !matches(expected, tag(revision))) {
            throw stale();
        }
    }

    public static ProblemException stale() {
        return new ProblemException(
                Problem.of(HttpStatus.PRECONDITION_FAILED, "The resource was changed meanwhile; read it again."));
    }

    private static boolean matches(@Nullable String expected, String tag) {
        return expected != null
                && Arrays.stream(expected.split(","))
                        .map(String::strip)
                        .anyMatch(one -> one.equals("*") || one.equals(tag));
    }
}
