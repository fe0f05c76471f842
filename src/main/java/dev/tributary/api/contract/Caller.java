package dev.tributary.api.contract;

import dev.tributary.problem.Problem;
import dev.tributary.problem.ProblemException;
import java.util.Objects;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;

/**
 * The client that the token speaks for. The security chain lets no token without a tenant through.
 *
 * @param name the token's subject, for the audit
 */
public record Caller(String tenant, String name, JwtAuthenticationToken token) {

    public static Caller of(JwtAuthenticationToken token) {
        String tenant = token.getToken().getClaimAsString("tenant");
        return new Caller(
                Objects.requireNonNull(tenant),
                Objects.requireNonNullElse(token.getToken().getSubject(), "unknown"),
                token);
    }

    /**
     * The issuer and the subject of the token: two issuers may give the same subject to different people.
     *
     * @throws ProblemException 403 if the token has no subject
     */
    public String person() {
        String subject = token.getToken().getSubject();
        if (subject == null) {
            throw new ProblemException(Problem.of(HttpStatus.FORBIDDEN, "The token must name its subject (sub)."));
        }
        return token.getToken().getClaimAsString("iss") + ' ' + subject;
    }

    public boolean has(String scope) {
        return token.getAuthorities().contains(new SimpleGrantedAuthority("SCOPE_" + scope));
    }

    /** @throws ProblemException 403 without the scope */
    public void needs(String scope) {
        if (!has(scope)) {
            throw new ProblemException(Problem.of(HttpStatus.FORBIDDEN, "The token lacks the scope " + scope + "."));
        }
    }
}
