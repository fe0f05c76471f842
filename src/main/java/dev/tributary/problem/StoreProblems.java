package dev.tributary.problem;

import com.mongodb.MongoException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** The store's failures, where a controller meets one: the store is down, so later it may work. */
@RestControllerAdvice
@Order(Ordered.HIGHEST_PRECEDENCE)
class StoreProblems {

    private static final Logger log = LoggerFactory.getLogger(StoreProblems.class);
    private static final String RETRY_SECONDS = "5";

    @ExceptionHandler(MongoException.class)
    void failed(MongoException e, HttpServletRequest request, HttpServletResponse response) throws IOException {
        log.warn(
                "{} {}: the store does not answer: {}",
                request.getMethod(),
                request.getRequestURI(),
                e.getClass().getSimpleName());
        if (response.isCommitted()) {
            throw e; // the container aborts the connection; else the client would take a part of the export for all of
            // it
        }
        response.setHeader(HttpHeaders.RETRY_AFTER, RETRY_SECONDS);
        Problem.of(HttpStatus.SERVICE_UNAVAILABLE).write(request.getRequestURI(), response);
    }
}
