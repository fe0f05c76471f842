package dev.tributary.problem;

import dev.tributary.TributaryException;
import dev.tributary.problem.Problem.Fault;
import java.util.List;
import org.springframework.http.HttpStatus;

/** Ends a request with a problem. */
public final class ProblemException extends TributaryException {

    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    public ProblemException(Problem problem) {
        super(problem.status().is5xxServerError() ? Kind.EXTERNAL : Kind.SENDER, problem.detail(), null);
        this.problem = problem;
    }

    /** A 404, for what is not there and for what belongs to another tenant alike. */
    public static ProblemException notFound() {
        return new ProblemException(Problem.of(HttpStatus.NOT_FOUND));
    }

    /** A 400 for one wrong parameter. */
    public static ProblemException invalid(String parameter, String detail) {
        return new ProblemException(Problem.invalid(List.of(new Fault(parameter, detail))));
    }

    public Problem problem() {
        return problem;
    }
}
