package dev.tributary.console.signin;

import static jakarta.servlet.DispatcherType.ERROR;
import static jakarta.servlet.DispatcherType.FORWARD;
import static jakarta.servlet.DispatcherType.INCLUDE;
import static org.springframework.http.HttpMethod.GET;

import dev.tributary.console.session.ConsoleSettings;
import dev.tributary.console.session.IssuerClient;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.HeadersConfigurer;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.LoginUrlAuthenticationEntryPoint;
import org.springframework.security.web.csrf.CookieCsrfTokenRepository;
import org.springframework.security.web.header.writers.CrossOriginOpenerPolicyHeaderWriter.CrossOriginOpenerPolicy;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;

/** The security chain of the console: sessions by cookie, a token against forged forms, and headers that allow own files only. */
@Configuration(proxyBeanMethods = false)
class ConsoleSecurity {

    private static final PathPatternRequestMatcher.Builder PATHS = PathPatternRequestMatcher.withDefaults();
    private static final PathPatternRequestMatcher STREAM = PATHS.matcher("/console/live/**");
    static final String SIGN_IN = "/console/sign-in";

    private static final String CONTENT =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
                    + " connect-src 'self'; font-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

    @Bean
    @Order(1)
    SecurityFilterChain consoleChain(
            HttpSecurity http, Sessions sessions, ConsoleSettings settings, IssuerClient issuer, IssuerSignIn people)
            throws Exception {
        if (issuer.isConfigured()) {
            http.oauth2Login(people::login);
        }
        return http.securityMatcher("/", "/favicon.ico", "/console/**", "/webjars/**")
                .authorizeHttpRequests(requests -> requests.dispatcherTypeMatchers(ERROR, INCLUDE, FORWARD)
                        .permitAll()
                        .requestMatchers(
                                PATHS.matcher(GET, "/"),
                                PATHS.matcher(GET, "/favicon.ico"),
                                PATHS.matcher("/console/sign-in/**"))
                        .permitAll()
                        .requestMatchers(PATHS.matcher(GET, "/console/assets/**"), PATHS.matcher(GET, "/webjars/**"))
                        .permitAll()
                        .anyRequest()
                        .authenticated())
                .securityContext(context -> context.securityContextRepository(sessions.repository()))
                .requestCache(cache -> cache.requestCache(sessions.asked()))
                .csrf(csrf -> csrf.csrfTokenRepository(formTokens(settings)))
                .headers(headers -> strict(headers, issuer.origin()))
                .logout(out -> {
                    out.logoutUrl("/console/sign-out").logoutSuccessUrl(SIGN_IN + "?out");
                    if (issuer.isConfigured()) {
                        people.logout(out);
                    }
                })
                .exceptionHandling(refusals ->
                        refusals.authenticationEntryPoint(signInFirst()).accessDeniedHandler(ConsoleSecurity::refused))
                .build();
    }

    private static void refused(HttpServletRequest request, HttpServletResponse response, AccessDeniedException refusal)
            throws IOException, ServletException {
        if (!response.isCommitted()) { // the server has answered a form that did not arrive whole
            request.getRequestDispatcher("/console/refused").forward(request, response);
        }
    }

    /** In a cookie, so that the sign-in page has one before there is a session. */
    private static CookieCsrfTokenRepository formTokens(ConsoleSettings settings) {
        var tokens = new CookieCsrfTokenRepository();
        tokens.setCookieName("tributary-form");
        tokens.setCookiePath(Sessions.HOME);
        tokens.setCookieCustomizer(
                cookie -> cookie.httpOnly(true).secure(settings.isHttps()).sameSite("Lax"));
        return tokens;
    }

    /** @param issuer where sign-out leads to; browsers hold redirects after a form to the policy as well */
    private static void strict(HeadersConfigurer<HttpSecurity> headers, String issuer) {
        headers.contentSecurityPolicy(policy -> policy.policyDirectives((CONTENT + " " + issuer).strip() + ";"))
                .referrerPolicy(policy -> policy.policy(ReferrerPolicy.SAME_ORIGIN))
                .frameOptions(HeadersConfigurer.FrameOptionsConfig::deny)
                .crossOriginOpenerPolicy(policy -> policy.policy(CrossOriginOpenerPolicy.SAME_ORIGIN))
                .permissionsPolicyHeader(policy -> policy.policy("camera=(), geolocation=(), microphone=()"));
    }

    /**
     * A page that is asked for leads to the sign-in page; a part of a page, which a script asks for, reloads the whole; a stream ends.
     */
    private static AuthenticationEntryPoint signInFirst() {
        var page = new LoginUrlAuthenticationEntryPoint(SIGN_IN);
        page.setFavorRelativeUris(true);
        return (request, response, refusal) -> {
            if (request.getHeader("HX-Request") == null && !STREAM.matches(request)) {
                page.commence(request, response, refusal);
            } else {
                response.setHeader("HX-Redirect", SIGN_IN);
                response.setStatus(HttpServletResponse.SC_UNAUTHORIZED);
            }
        };
    }
}
