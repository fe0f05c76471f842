package dev.tributary.console.signin;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.security.oauth2.client.web.AuthorizationRequestRepository;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.web.util.WebUtils;

/**
 * Sign-ins that wait for the issuer, by their state. A cookie binds each to the browser that began it. They are bounded in number
 * and time, and need no session: anyone can begin one.
 */
final class PendingSignIns implements AuthorizationRequestRepository<OAuth2AuthorizationRequest> {

    private static final String COOKIE = "tributary-sign-in";
    private static final String PATH = "/console/sign-in";
    private static final Duration LIFETIME = Duration.ofMinutes(10);
    private static final int MAX = 10_000;

    private final boolean isHttps;
    private final Cache<String, OAuth2AuthorizationRequest> pending =
            Caffeine.newBuilder().maximumSize(MAX).expireAfterWrite(LIFETIME).build();

    PendingSignIns(boolean isHttps) {
        this.isHttps = isHttps;
    }

    @Override
    public @Nullable OAuth2AuthorizationRequest loadAuthorizationRequest(HttpServletRequest request) {
        String state = state(request);
        return state == null ? null : pending.getIfPresent(state);
    }

    @Override
    public void saveAuthorizationRequest(
            @Nullable OAuth2AuthorizationRequest begun, HttpServletRequest request, HttpServletResponse response) {
        if (begun == null) {
            removeAuthorizationRequest(request, response);
        } else {
            pending.put(begun.getState(), begun);
            setCookie(response, begun.getState(), LIFETIME);
        }
    }

    @Override
    public @Nullable OAuth2AuthorizationRequest removeAuthorizationRequest(
            HttpServletRequest request, HttpServletResponse response) {
        String state = state(request);
        if (state == null) {
            return null;
        }
        setCookie(response, "", Duration.ZERO);
        return pending.asMap().remove(state);
    }

    /** The state that the issuer sends back, if this browser began the sign-in. */
    private static @Nullable String state(HttpServletRequest request) {
        String state = request.getParameter("state");
        Cookie cookie = WebUtils.getCookie(request, COOKIE);
        return state == null || cookie == null || !state.equals(cookie.getValue()) ? null : state;
    }

    private void setCookie(HttpServletResponse response, String state, Duration lifetime) {
        response.addHeader(
                HttpHeaders.SET_COOKIE,
                ResponseCookie.from(COOKIE, state)
                        .path(PATH)
                        .maxAge(lifetime)
                        .httpOnly(true)
                        .secure(isHttps)
                        .sameSite("Lax")
                        .build()
                        .toString());
    }
}
