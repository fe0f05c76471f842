package dev.tributary.ingest.http.server;

import dev.tributary.problem.Problem;
import jakarta.servlet.RequestDispatcher;
import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.apache.coyote.http11.Http11InputBuffer;
import org.apache.tomcat.util.res.StringManager;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;

/**
 * The server's own answers as problem details: to requests that reach no controller and no route, such as bytes that are
 * not HTTP. Statuses that are not in the contract become those that are: any malformed request is a 400, and a
 * method that no resource has is a 405.
 */
public final class ProblemReport extends ErrorReportValve {

    private static final String HEADER_TOO_LARGE =
            StringManager.getManager(Http11InputBuffer.class).getString("iib.requestheadertoolarge.error");
    private static final String RETRY_SECONDS = "5";

    @Override
    protected void report(Request request, Response response, @Nullable Throwable failure) {
        if (response.getStatus() >= 400 && response.getContentWritten() == 0 && response.setErrorReported()) {
            try {
                write(request, response);
            } catch (IOException e) {
                container.getLogger().debug("the client is gone", e);
            }
        }
    }

    /** For errors that the server finds before it knows which host a request is for. */
    static void writeIfEmpty(Request request, Response response) throws IOException {
        if (response.getStatus() >= 400 && response.getContentWritten() == 0 && response.isErrorReportRequired()) {
            write(request, response);
        }
    }

    private static void write(Request request, Response response) throws IOException {
        HttpStatus status = status(request, response.getStatus());
        if (status == HttpStatus.SERVICE_UNAVAILABLE) {
            response.setHeader(HttpHeaders.RETRY_AFTER, RETRY_SECONDS);
        }
        if (status == HttpStatus.METHOD_NOT_ALLOWED) { // the server's own list has methods that no resource has
            response.setHeader(HttpHeaders.ALLOW, "GET, POST, PATCH, DELETE");
        }
        String path = request.getRequestURI();
        response.setSuspended(false); // sendError has suspended it
        Problem.of(status).write(path == null ? "/" : path, response.getResponse());
        response.finishResponse();
    }

    private static HttpStatus status(Request request, int status) {
        if (request.getAttribute(RequestDispatcher.ERROR_EXCEPTION) instanceof IllegalArgumentException failure
                && HEADER_TOO_LARGE.equals(failure.getMessage())) {
            return HttpStatus.REQUEST_HEADER_FIELDS_TOO_LARGE;
        }
        return switch (status) {
            case 408, 505 -> HttpStatus.BAD_REQUEST;
            case 501 -> "CONNECT".equals(request.getMethod()) ? HttpStatus.METHOD_NOT_ALLOWED : HttpStatus.BAD_REQUEST;
            default -> {
                HttpStatus known = HttpStatus.resolve(status);
                yield known == null ? HttpStatus.INTERNAL_SERVER_ERROR : known;
            }
        };
    }
}
