package dev.tributary.security.identity;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;

/** Whether a token may do what was asked, and what it lacks if not: a tenant, or one of some scopes. */
final class RequiredAccess extends AuthorizationDecision {

    /**
     * The names of tenants stand in every document, in the audit and in settings. A name with other characters is a mistake of
     * the issuer's mapper, such as an array that was written as a text.
     */
    private static final Pattern TENANT = Pattern.compile("(?! )[\\p{L}\\p{M}\\p{N} ._:@/+&'-]{1,200}(?<! )");

    private static final String NO_TENANT =
            "The token has no usable tenant: its claim tenant must be a text of 1 to 200"
                    + " letters, digits, ._:@/+&'- and spaces inside.";

    private final List<String> scopes;
    private final String lacks;

    private RequiredAccess(List<String> scopes, String lacks) {
        super(lacks.isEmpty());
        this.scopes = scopes;
        this.lacks = lacks;
    }

    /** @param scopes of which one is required; if there are none, a tenant is enough */
    static RequiredAccess of(@Nullable Authentication caller, List<String> scopes) {
        if (!(caller instanceof JwtAuthenticationToken token)) {
            return new RequiredAccess(scopes, "A token is required.");
        }
        if (!hasTenant(token)) {
            return new RequiredAccess(List.of(), NO_TENANT);
        }
        boolean isAllowed = scopes.isEmpty()
                || token.getAuthorities().stream()
                        .map(GrantedAuthority::getAuthority)
                        .anyMatch(held -> scopes.stream().anyMatch(scope -> ("SCOPE_" + scope).equals(held)));
        return new RequiredAccess(
                scopes,
                isAllowed
                        ? ""
                        : "The token lacks the scope " + String.join(" or the scope ", scopes)
                                + ", or a role that stands for it.");
    }

    /** The scopes of which the token lacks one; empty where it is not a scope that it lacks. */
    List<String> scopes() {
        return scopes;
    }

    /** One sentence for the client; empty where nothing is missing. */
    String lacks() {
        return lacks;
    }

    private static boolean hasTenant(JwtAuthenticationToken token) {
        return token.getTokenAttributes().get("tenant") instanceof String tenant
                && TENANT.matcher(tenant).matches();
    }
}
