package dev.tributary.api.contract;

import dev.tributary.problem.Problem;
import dev.tributary.problem.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.util.MimeTypeUtils;

/** The forms of a list: a page of it in JSON, or all of it as lines or in Parquet. */
public final class ListForm {

    public static final MediaType NDJSON = MediaType.parseMediaType("application/x-ndjson");
    public static final MediaType CSV = MediaType.parseMediaType("text/csv;charset=UTF-8");

    public static final MediaType PARQUET = MediaType.parseMediaType("application/vnd.apache.parquet");

    private static final List<MediaType> ALL = List.of(MediaType.APPLICATION_JSON, NDJSON, CSV, PARQUET);

    private ListForm() {}

    /**
     * The form that the client likes best; JSON where it says nothing.
     *
     * @throws ProblemException 400 or 406
     */
    public static MediaType of(HttpServletRequest request) {
        return of(request, ALL.subList(0, 3));
    }

    /** As the other one, of a list that is exported as Parquet too. */
    public static MediaType ofTable(HttpServletRequest request) {
        return of(request, ALL);
    }

    private static MediaType of(HttpServletRequest request, List<MediaType> forms) {
        String accept = request.getHeader(HttpHeaders.ACCEPT);
        if (accept == null || accept.isBlank()) {
            return MediaType.APPLICATION_JSON;
        }
        try {
            List<MediaType> accepted = MediaType.parseMediaTypes(accept);
            MimeTypeUtils.sortBySpecificity(accepted);
            for (MediaType one : accepted) {
                for (MediaType form : forms) {
                    if (one.includes(form)) {
                        return form;
                    }
                }
            }
        } catch (InvalidMediaTypeException e) {
            throw new ProblemException(Problem.of(HttpStatus.BAD_REQUEST, "The Accept header cannot be read."));
        }
        throw ProblemException.notAcceptable(forms);
    }
}
