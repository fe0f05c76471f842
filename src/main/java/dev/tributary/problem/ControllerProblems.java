package dev.tributary.problem;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.TypeMismatchException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.HttpMediaTypeException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;
import org.springframework.web.servlet.HandlerMapping;

/** What controllers throw, and what Spring MVC throws where no controller fits. */
@RestControllerAdvice
@Order(Ordered.LOWEST_PRECEDENCE)
class ControllerProblems {

    private static final Logger log = LoggerFactory.getLogger(ControllerProblems.class);

    @ExceptionHandler(ProblemException.class)
    void refused(ProblemException e, HttpServletRequest request, HttpServletResponse response) throws IOException {
        e.headers().forEach(response::setHeader);
        e.problem().write(request.getRequestURI(), response);
    }

    @ExceptionHandler(AsyncRequestNotUsableException.class)
    void clientWentAway() {
        // the client has closed the connection, so that no answer can be sent
    }

    @ExceptionHandler(Exception.class)
    void failed(Exception e, HttpServletRequest request, HttpServletResponse response) throws Exception {
        if (response.isCommitted()) {
            throw e; // the container aborts the connection; else the client would take a part of the answer for all of
            // it
        }
        HttpStatus status = HttpStatus.INTERNAL_SERVER_ERROR;
        if (e instanceof ErrorResponse known) {
            status = HttpStatus.valueOf(known.getStatusCode().value());
            // RFC 9110, 12.5.1: Accept in an answer is about the bodies of requests, so that a 406 has none
            if (status != HttpStatus.NOT_ACCEPTABLE) {
                known.getHeaders().forEach((name, values) -> values.forEach(value -> response.addHeader(name, value)));
            }
        } else if (e instanceof RequestRejectedException // by the firewall, when the header is read
                || e instanceof TypeMismatchException
                || e instanceof HttpMessageNotReadableException
                || isUnmatched(request)) {
            status = HttpStatus.BAD_REQUEST;
        }
        if (status.is5xxServerError()) {
            log.error("{} {} failed", request.getMethod(), request.getRequestURI(), e);
        }
        List<MediaType> types = e instanceof HttpMediaTypeException media ? media.getSupportedMediaTypes() : List.of();
        if (status == HttpStatus.UNSUPPORTED_MEDIA_TYPE && !types.isEmpty()) {
            response.setHeader(HttpHeaders.ACCEPT, Problem.names(types));
        }
        Problem problem = types.isEmpty() ? Problem.of(status) : Problem.ofTypes(status, types);
        problem.write(request.getRequestURI(), response);
    }

    /** Spring MVC fails on some malformed media types before it has found a controller: the request is at fault. */
    private static boolean isUnmatched(HttpServletRequest request) {
        return request.getAttribute(HandlerMapping.BEST_MATCHING_HANDLER_ATTRIBUTE) == null;
    }
}
