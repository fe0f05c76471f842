package dev.tributary.api.source;

import dev.tributary.egress.RetryAfter;
import dev.tributary.problem.Problem;
import dev.tributary.problem.ProblemException;
import dev.tributary.source.access.ProviderCallException;
import dev.tributary.source.registration.RegistrationException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** Answers what work on a registration throws: 400 or 409, and 502 with the words of the provider where that failed. */
@Component
final class ProviderAnswers {

    private static final String CODE = "provider_error";

    private final Clock clock;

    ProviderAnswers(Clock clock) {
        this.clock = clock;
    }

    <T> T answered(Supplier<T> work) {
        try {
            return work.get();
        } catch (RegistrationException e) {
            String message = String.valueOf(e.getMessage());
            throw e.field() == null ? ProblemException.conflict(message) : ProblemException.invalid(e.field(), message);
        } catch (ProviderCallException e) {
            Map<String, String> headers = RetryAfter.parse(e.retryAfter(), clock.instant())
                    .map(wait -> Map.of("Retry-After", Long.toString(wait.toSeconds())))
                    .orElse(Map.of());
            var problem = new Problem(HttpStatus.BAD_GATEWAY, CODE, String.valueOf(e.getMessage()), List.of());
            throw new ProblemException(problem, headers);
        }
    }
}
