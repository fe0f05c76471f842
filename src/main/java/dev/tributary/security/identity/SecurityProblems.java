package dev.tributary.security.identity;

import com.nimbusds.jose.proc.BadJOSEException;
import dev.tributary.platform.LimitedLog;
import dev.tributary.problem.Problem;
import dev.tributary.security.identity.TokenChecks.FailedCheck;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authorization.AuthorizationDeniedException;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.jwt.JwtValidationException;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.stereotype.Component;

/**
 * Refusals of the security chain. A 401 says which check of the token failed, a 403 which scope it lacks, or that it has no
 * tenant. The log says so at most once a minute for each check: anyone can send bad tokens.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6750#section-3">RFC 6750, the WWW-Authenticate header</a>
 */
@Component
class SecurityProblems implements AuthenticationEntryPoint, AccessDeniedHandler {

    private static final Logger log = LoggerFactory.getLogger(SecurityProblems.class);
    private static final String RETRY_SECONDS = "5";

    /** A line for each check, one for scopes, one for the tenant, and one for an issuer that is away. */
    private final LimitedLog lines = new LimitedLog();

    @Override
    public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException refusal)
            throws IOException {
        if (refusal instanceof AuthenticationServiceException) {
            lines.add(
                    "unchecked",
                    further -> log.warn(
                            "Tokens cannot be checked: {}; {} further since the last such line",
                            rootOf(refusal),
                            further));
            response.setHeader(HttpHeaders.RETRY_AFTER, RETRY_SECONDS);
            Problem.of(HttpStatus.SERVICE_UNAVAILABLE).write(request.getRequestURI(), response);
            return;
        }
        // never a challenge for Basic: a browser would keep the answer and send it with requests of other sites
        String challenge = "Bearer";
        Problem problem = Problem.of(HttpStatus.UNAUTHORIZED);
        if (refusal instanceof OAuth2AuthenticationException) {
            String reason = reason(refusal);
            challenge = "Bearer error=\"invalid_token\", error_description=\"" + reason + '"';
            problem = Problem.of(HttpStatus.UNAUTHORIZED, reason + '.');
        } else if (refusal instanceof BadCredentialsException) {
            problem = Problem.of(HttpStatus.UNAUTHORIZED, "The client id or the client secret is wrong.");
        }
        response.setHeader(HttpHeaders.WWW_AUTHENTICATE, challenge);
        problem.write(request.getRequestURI(), response);
    }

    @Override
    public void handle(HttpServletRequest request, HttpServletResponse response, AccessDeniedException refusal)
            throws IOException {
        String challenge = "Bearer error=\"insufficient_scope\"";
        Problem problem = Problem.of(HttpStatus.FORBIDDEN);
        if (refusal instanceof AuthorizationDeniedException denied
                && denied.getAuthorizationResult() instanceof RequiredAccess required) {
            problem = Problem.of(HttpStatus.FORBIDDEN, required.lacks());
            if (!required.scopes().isEmpty()) {
                challenge += ", scope=\"" + required.scopes().get(0) + '"';
            }
            refused(required.scopes().isEmpty() ? "tenant" : "scope", required.lacks() + " " + caller(request));
        }
        response.setHeader(HttpHeaders.WWW_AUTHENTICATE, challenge);
        problem.write(request.getRequestURI(), response);
    }

    /** What the client is told; the log also says what the token holds instead. */
    private String reason(AuthenticationException refusal) {
        var invalid = find(refusal, JwtValidationException.class);
        if (invalid != null) {
            for (OAuth2Error error : invalid.getErrors()) {
                if (error instanceof FailedCheck check) {
                    refused(check.name(), check.details());
                    return check.getDescription();
                }
            }
        }
        if (find(refusal, BadJOSEException.class) != null) {
            refused("signature", "no key of the issuer verifies it, or its algorithm is not accepted");
            return "The signature of the token is not one of the accepted issuer";
        }
        refused("form", "not a signed JWT");
        return "The token is not a signed JWT";
    }

    /** For the log: which client it is, and what its token holds. */
    private static String caller(HttpServletRequest request) {
        Authentication caller = SecurityContextHolder.getContext().getAuthentication();
        String holds = caller == null
                ? "nothing"
                : caller.getAuthorities().stream()
                        .map(GrantedAuthority::getAuthority)
                        .sorted()
                        .toList()
                        .toString();
        String name = caller == null || caller.getName() == null // a token may have no subject
                ? "somebody"
                : caller.getName().replaceAll("\\p{Cntrl}", "?");
        return request.getMethod() + ' ' + request.getRequestURI() + " by " + name + ", who holds " + holds;
    }

    private void refused(String check, String details) {
        lines.add(
                check,
                further -> log.info(
                        "A token was refused: check {}, {}; {} further since the last such line",
                        check,
                        details,
                        further));
    }

    private static <T extends Throwable> @Nullable T find(Throwable thrown, Class<T> kind) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (kind.isInstance(cause)) {
                return kind.cast(cause);
            }
        }
        return null;
    }

    private static String rootOf(Throwable thrown) {
        Throwable cause = NestedExceptionUtils.getMostSpecificCause(thrown);
        return cause.getClass().getSimpleName() + ": " + cause.getMessage();
    }
}
