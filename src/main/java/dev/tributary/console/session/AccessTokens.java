package dev.tributary.console.session;

import dev.tributary.security.identity.LocalTokens;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.authentication.preauth.PreAuthenticatedAuthenticationToken;
import org.springframework.stereotype.Component;

/** Access tokens of the people who are signed in. */
@Component
public class AccessTokens {

    private final LocalTokens local;

    AccessTokens(LocalTokens local) {
        this.local = local;
    }

    /** A token of the person of this request that has not expired; null if no one is signed in, or the session has ended. */
    public @Nullable String of(HttpServletRequest request, HttpServletResponse response) {
        Authentication person = SecurityContextHolder.getContext().getAuthentication();
        return person instanceof PreAuthenticatedAuthenticationToken && local.isInUse() ? local.accessToken() : null;
    }
}
