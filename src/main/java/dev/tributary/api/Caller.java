package dev.tributary.api;

import dev.tributary.problem.Problem;
import dev.tributary.problem.ProblemException;
import java.util.Objects;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;

/**
 * Whoever holds the token. The security chain has seen to it that there is a tenant.
 *
 * @param name the token's subject, for the audit
 */
record Caller(String tenant, String name, JwtAuthenticationToken token) {

    static Caller of(JwtAuthenticationToken token) {
        String tenant = token.getToken().getClaimAsString("tenant");
        return new Caller(
                Objects.requireNonNull(tenant),
                Objects.requireNonNullElse(token.getToken().getSubject(), "unknown"),
                token);
    }

    /** @throws ProblemException 403 without the scope */
    void needs(String scope) {
        if (!token.getAuthorities().contains(new SimpleGrantedAuthority("SCOPE_" + scope))) {
            throw new ProblemException(Problem.of(HttpStatus.FORBIDDEN));
        }
    }
}
