package dev.tributary.console.signin;

import dev.tributary.console.session.AccessTokens;
import dev.tributary.console.session.ConsoleSettings;
import dev.tributary.console.session.IssuerClient;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.LogoutConfigurer;
import org.springframework.security.config.annotation.web.configurers.oauth2.client.OAuth2LoginConfigurer;
import org.springframework.security.oauth2.client.endpoint.RestClientAuthorizationCodeTokenResponseClient;
import org.springframework.security.oauth2.client.oidc.authentication.OidcIdTokenValidator;
import org.springframework.security.oauth2.client.oidc.web.logout.OidcClientInitiatedLogoutSuccessHandler;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.oidc.user.DefaultOidcUser;
import org.springframework.security.oauth2.jwt.JwtDecoderFactory;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.web.DefaultRedirectStrategy;
import org.springframework.stereotype.Component;

/** Sign-in and sign-out of people at the issuer: authorization code with PKCE. */
@Component
class IssuerSignIn {

    private static final Logger log = LoggerFactory.getLogger(IssuerSignIn.class);

    /** With the id of the registration behind it. */
    static final String BEGIN = ConsoleSecurity.SIGN_IN + "/at";

    private final IssuerClient issuer;
    private final AccessTokens tokens;
    private final Sessions sessions;
    private final boolean isHttps;
    private final ClientRegistrationRepository registrations;

    IssuerSignIn(IssuerClient issuer, AccessTokens tokens, Sessions sessions, ConsoleSettings settings) {
        this.issuer = issuer;
        this.tokens = tokens;
        this.sessions = sessions;
        this.isHttps = settings.isHttps();
        this.registrations = id -> IssuerClient.ID.equals(id) ? issuer.registration() : null;
    }

    void login(OAuth2LoginConfigurer<HttpSecurity> login) {
        var codes = new RestClientAuthorizationCodeTokenResponseClient();
        codes.setRestClient(issuer.tokenHttp());
        var redirect = new DefaultRedirectStrategy();
        login.clientRegistrationRepository(registrations)
                .authorizedClientRepository(tokens.kept())
                .loginPage(ConsoleSecurity.SIGN_IN)
                .authorizationEndpoint(
                        begin -> begin.baseUri(BEGIN).authorizationRequestRepository(new PendingSignIns(isHttps)))
                .redirectionEndpoint(end -> end.baseUri(ConsoleSecurity.SIGN_IN + "/callback"))
                .tokenEndpoint(token -> token.accessTokenResponseClient(codes))
                // the ID token says who the person is, the access token what the person may do
                .userInfoEndpoint(
                        user -> user.oidcUserService(request -> new DefaultOidcUser(List.of(), request.getIdToken())))
                .successHandler((request, response, person) ->
                        redirect.sendRedirect(request, response, sessions.asked(request, response)))
                .failureHandler((request, response, failure) -> {
                    log.warn("A sign-in at the issuer failed: {}", failure.getMessage());
                    redirect.sendRedirect(request, response, ConsoleSecurity.SIGN_IN + "?failed");
                });
    }

    /** Ends the session at the issuer as well; else the next sign-in would ask for no password. */
    void logout(LogoutConfigurer<HttpSecurity> logout) {
        var handler = new OidcClientInitiatedLogoutSuccessHandler(registrations);
        handler.setPostLogoutRedirectUri(issuer.afterSignOut());
        handler.setDefaultTargetUrl(ConsoleSecurity.SIGN_IN + "?out");
        logout.logoutSuccessHandler(handler);
    }

    /** Verifies ID tokens with the keys of the issuer, within a timeout. */
    @Bean
    JwtDecoderFactory<ClientRegistration> idTokens() {
        return registration -> {
            NimbusJwtDecoder decoder = NimbusJwtDecoder.withJwkSetUri(
                            registration.getProviderDetails().getJwkSetUri())
                    .restOperations(issuer.keyHttp())
                    .build();
            decoder.setJwtValidator(new DelegatingOAuth2TokenValidator<>(
                    new JwtTimestampValidator(), new OidcIdTokenValidator(registration)));
            return decoder;
        };
    }
}
