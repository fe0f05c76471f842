package dev.tributary.problem;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.stereotype.Component;

/**
 * Refusals of the security chain. Why a token was refused stays inside.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6750#section-3">RFC 6750, the WWW-Authenticate header</a>
 */
@Component
class SecurityProblems implements AuthenticationEntryPoint, AccessDeniedHandler {

    private static final Logger log = LoggerFactory.getLogger(SecurityProblems.class);
    private static final String RETRY_SECONDS = "5";

    @Override
    public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException refusal)
            throws IOException {
        if (refusal instanceof AuthenticationServiceException) {
            log.warn("Tokens cannot be checked: {}", rootOf(refusal));
            response.setHeader(HttpHeaders.RETRY_AFTER, RETRY_SECONDS);
            Problem.of(HttpStatus.SERVICE_UNAVAILABLE).write(request.getRequestURI(), response);
            return;
        }
        boolean sentToken = refusal instanceof OAuth2AuthenticationException;
        // never a challenge for Basic: a browser would keep the answer and send it with requests of other sites
        response.setHeader(HttpHeaders.WWW_AUTHENTICATE, sentToken ? "Bearer error=\"invalid_token\"" : "Bearer");
        Problem problem = refusal instanceof BadCredentialsException
                ? Problem.of(HttpStatus.UNAUTHORIZED, "The client id or the client secret is wrong.")
                : Problem.of(HttpStatus.UNAUTHORIZED);
        problem.write(request.getRequestURI(), response);
    }

    @Override
    public void handle(HttpServletRequest request, HttpServletResponse response, AccessDeniedException refusal)
            throws IOException {
        response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer error=\"insufficient_scope\"");
        Problem.of(HttpStatus.FORBIDDEN).write(request.getRequestURI(), response);
    }

    private static String rootOf(Throwable thrown) {
        Throwable cause = thrown;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getClass().getSimpleName() + ": " + cause.getMessage();
    }
}
