package dev.tributary.console.session;

import dev.tributary.security.identity.LocalTokens;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.client.OAuth2AuthorizationContext;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClient;
import org.springframework.security.oauth2.client.RefreshTokenOAuth2AuthorizedClientProvider;
import org.springframework.security.oauth2.client.authentication.OAuth2AuthenticationToken;
import org.springframework.security.oauth2.client.endpoint.RestClientRefreshTokenTokenResponseClient;
import org.springframework.security.oauth2.client.web.HttpSessionOAuth2AuthorizedClientRepository;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizedClientRepository;
import org.springframework.security.oauth2.core.OAuth2AuthorizationException;
import org.springframework.security.web.authentication.preauth.PreAuthenticatedAuthenticationToken;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClientException;
import org.springframework.web.util.WebUtils;

/** Access tokens of the people who are signed in. They stay in the session, and are refreshed before they expire. */
@Component
public class AccessTokens {

    private final LocalTokens local;
    private final OAuth2AuthorizedClientRepository kept = new HttpSessionOAuth2AuthorizedClientRepository();
    private final RefreshTokenOAuth2AuthorizedClientProvider refresh = new RefreshTokenOAuth2AuthorizedClientProvider();

    AccessTokens(LocalTokens local, IssuerClient issuer, Clock clock) {
        this.local = local;
        var tokens = new RestClientRefreshTokenTokenResponseClient();
        tokens.setRestClient(issuer.tokenHttp());
        refresh.setAccessTokenResponseClient(tokens);
        refresh.setClock(clock);
    }

    /** Where sign-in leaves the tokens of a person. */
    public OAuth2AuthorizedClientRepository kept() {
        return kept;
    }

    /** A token of the person of this request that has not expired; null if there is none, and sign-in is needed again. */
    public @Nullable String of(HttpServletRequest request, HttpServletResponse response) {
        Authentication person = SecurityContextHolder.getContext().getAuthentication();
        if (person instanceof PreAuthenticatedAuthenticationToken && local.isInUse()) {
            return local.accessToken();
        }
        HttpSession session = request.getSession(false);
        if (!(person instanceof OAuth2AuthenticationToken) || session == null) {
            return null;
        }
        synchronized (WebUtils.getSessionMutex(session)) { // a refresh token can be used once
            return fresh(person, request, response);
        }
    }

    private @Nullable String fresh(Authentication person, HttpServletRequest request, HttpServletResponse response) {
        OAuth2AuthorizedClient client = kept.loadAuthorizedClient(IssuerClient.ID, person, request);
        if (client == null) {
            return null;
        }
        try {
            OAuth2AuthorizedClient refreshed = refresh.authorize(OAuth2AuthorizationContext.withAuthorizedClient(client)
                    .principal(person)
                    .build());
            if (refreshed == null) {
                return client.getAccessToken()
                        .getTokenValue(); // not expired, or it cannot be refreshed: the API decides
            }
            kept.saveAuthorizedClient(refreshed, person, request, response);
            return refreshed.getAccessToken().getTokenValue();
        } catch (OAuth2AuthorizationException | RestClientException e) {
            return null;
        }
    }
}
