package dev.tributary.ingest.http.server;

import dev.tributary.ingest.http.server.ServerRefusals.Reason;
import dev.tributary.problem.Problem;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;

/** Bounds the threads of all requests but providers' calls, which have limits of their own. Excess ones get 503. */
final class ApiLimitValve extends ValveBase {

    private static final String HOOKS = "/hooks/";
    private static final String RETRY_SECONDS = "1";

    private final int max;
    private final ServerRefusals refusals;
    private final AtomicInteger requests = new AtomicInteger();

    ApiLimitValve(int max, ServerRefusals refusals) {
        super(true);
        this.max = max;
        this.refusals = refusals;
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        String path = request.getRequestURI();
        if (path != null && path.startsWith(HOOKS)) {
            getNext().invoke(request, response);
            return;
        }
        try {
            if (requests.incrementAndGet() <= max) {
                getNext().invoke(request, response);
            } else {
                refusals.count(Reason.TOO_MANY_REQUESTS);
                response.setHeader(HttpHeaders.RETRY_AFTER, RETRY_SECONDS);
                Problem.of(HttpStatus.SERVICE_UNAVAILABLE).write(path == null ? "/" : path, response.getResponse());
            }
        } finally {
            requests.decrementAndGet();
        }
    }
}
