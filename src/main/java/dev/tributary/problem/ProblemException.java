package dev.tributary.problem;

import dev.tributary.platform.TributaryException;
import dev.tributary.problem.Problem.Fault;
import java.util.List;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;

/** Ends a request with a problem. */
public final class ProblemException extends TributaryException {

    private static final long serialVersionUID = 1L;

    private final transient Problem problem;
    private final transient Map<String, String> headers;

    public ProblemException(Problem problem) {
        this(problem, Map.of());
    }

    /** @param headers of the answer */
    public ProblemException(Problem problem, Map<String, String> headers) {
        super(problem.detail());
        this.problem = problem;
        this.headers = Map.copyOf(headers);
    }

    /** A 404, for what is not there and for what belongs to another tenant alike. */
    public static ProblemException notFound() {
        return new ProblemException(Problem.of(HttpStatus.NOT_FOUND));
    }

    /** A 409, for what the state of a resource does not allow. */
    public static ProblemException conflict(String detail) {
        return new ProblemException(Problem.of(HttpStatus.CONFLICT, detail));
    }

    /** A 406 that names what the resource has. */
    public static ProblemException notAcceptable(List<MediaType> offered) {
        return new ProblemException(Problem.ofTypes(HttpStatus.NOT_ACCEPTABLE, offered));
    }

    /** A 400 for one wrong parameter. */
    public static ProblemException invalid(String parameter, String detail) {
        return new ProblemException(Problem.invalid(List.of(new Fault(parameter, detail))));
    }

    public Problem problem() {
        return problem;
    }

    Map<String, String> headers() {
        return headers;
    }
}
