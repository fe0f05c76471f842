package dev.tributary.api.contract;

import dev.tributary.problem.Problem;
import dev.tributary.problem.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;

/**
 * Entity tags of configuration resources. A request may carry {@code If-Match}; only then it is compared.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-13.1.1">RFC 9110, If-Match</a>
 */
public final class Revision {

    /** Rounds of a change without {@code If-Match}. In each round at least one of the competing writers succeeds. */
    private static final int ROUNDS = 20;

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

    /**
     * Makes a change again, from what is stored by then, while other writers come between its read and its write.
     *
     * @param attempt reads, calls {@link #check}, and writes on condition of the revision that it read; it gets the number of
     *     the round, from 0, and gives nothing where another writer came first
     * @throws ProblemException 412 if the request is about another revision, or another writer came first in every round
     */
    public static <T> T retry(IntFunction<Optional<T>> attempt) {
        for (int round = 0; round < ROUNDS; round++) {
            Optional<T> changed = attempt.apply(round);
            if (changed.isPresent()) {
                return changed.get();
            }
        }
        throw stale();
    }

    private static ProblemException stale() {
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
