package dev.tributary.security.identity;

import static jakarta.servlet.DispatcherType.ASYNC;
import static jakarta.servlet.DispatcherType.ERROR;
import static jakarta.servlet.DispatcherType.FORWARD;
import static jakarta.servlet.DispatcherType.INCLUDE;
import static org.springframework.http.HttpMethod.GET;
import static org.springframework.http.HttpMethod.HEAD;
import static org.springframework.http.HttpMethod.POST;

import dev.tributary.security.identity.IdentityConfiguration.IdentitySettings;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.boot.actuate.autoconfigure.security.servlet.EndpointRequest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.ObjectPostProcessor;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.annotation.web.configurers.AuthorizeHttpRequestsConfigurer;
import org.springframework.security.config.annotation.web.configurers.HeadersConfigurer;
import org.springframework.security.config.annotation.web.configurers.RequestCacheConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.oauth2.server.resource.web.BearerTokenResolver;
import org.springframework.security.oauth2.server.resource.web.DefaultBearerTokenResolver;
import org.springframework.security.oauth2.server.resource.web.authentication.BearerTokenAuthenticationFilter;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.access.intercept.RequestAuthorizationContext;
import org.springframework.security.web.firewall.HttpFirewall;
import org.springframework.security.web.firewall.StrictHttpFirewall;
import org.springframework.security.web.header.writers.ContentSecurityPolicyHeaderWriter;
import org.springframework.security.web.header.writers.DelegatingRequestMatcherHeaderWriter;
import org.springframework.security.web.header.writers.StaticHeadersWriter;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.NegatedRequestMatcher;
import org.springframework.security.web.util.matcher.OrRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;

/**
 * Who may call what: all is behind tokens, and what is not named here is closed. The hooks do not pass this chain: their
 * calls go from the admission filter into the routes, which verify them.
 */
@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {

    private static final PathPatternRequestMatcher.Builder PATHS = PathPatternRequestMatcher.withDefaults();

    private static final String SCHEMAS = "/schemas/**";
    private static final String DOCS = "/docs/**";
    /** For everyone: what they say is the same for every tenant. */
    private static final List<String> DOCUMENTS = List.of("/openapi.json", "/asyncapi.json", SCHEMAS, DOCS);

    /** The page of the OpenAPI document runs scripts of this gateway only, and sends requests to it only. */
    private static final String POLICY_OF_DOCS =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
                    + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    @Bean
    SecurityFilterChain gatewayChain(
            HttpSecurity http,
            AuthenticationEntryPoint refusal,
            AccessDeniedHandler denial,
            IdentitySettings identity,
            ClientTokens tokens)
            throws Exception {
        return http.csrf(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .requestCache(RequestCacheConfigurer::disable)
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .headers(SecurityConfiguration::neverKept)
                .authorizeHttpRequests(requests -> rules(requests, identity.adminScope()))
                .addFilterBefore(new ClientCredentialsFilter(tokens, refusal), BearerTokenAuthenticationFilter.class)
                .exceptionHandling(
                        errors -> errors.authenticationEntryPoint(refusal).accessDeniedHandler(denial))
                .oauth2ResourceServer(server -> server.authenticationEntryPoint(refusal)
                        .accessDeniedHandler(denial)
                        .bearerTokenResolver(tokensOfTheApi())
                        .withObjectPostProcessor(answering(refusal))
                        .jwt(Customizer.withDefaults()))
                .build();
    }

    /** A method that is not offered is answered by the controllers, with 405. */
    @Bean
    HttpFirewall firewall() {
        var firewall = new StrictHttpFirewall();
        firewall.setUnsafeAllowAnyHttpMethod(true); // it would refuse the error page of such a request as well
        return firewall;
    }

    private static void rules(
            AuthorizeHttpRequestsConfigurer<HttpSecurity>.AuthorizationManagerRequestMatcherRegistry requests,
            String adminScope) {
        requests.dispatcherTypeMatchers(ERROR, INCLUDE, ASYNC, FORWARD)
                .permitAll()
                .requestMatchers(documents())
                .permitAll()
                .requestMatchers(EndpointRequest.to("health", "prometheus"))
                .permitAll();
        rulesOfTheApi(requests, adminScope);
        requests.anyRequest().denyAll();
    }

    private static void rulesOfTheApi(
            AuthorizeHttpRequestsConfigurer<HttpSecurity>.AuthorizationManagerRequestMatcherRegistry requests,
            String adminScope) {
        requests.requestMatchers(PATHS.matcher("/api/v1/me"))
                .access(ofTenant())
                .requestMatchers(
                        PATHS.matcher(GET, "/api/v1/configuration/**"), PATHS.matcher(HEAD, "/api/v1/configuration/**"))
                .access(ofTenant(adminScope, RoleScopes.READ_CONFIGURATION))
                .requestMatchers(PATHS.matcher("/api/v1/configuration/**"))
                .access(ofTenant(adminScope))
                .requestMatchers(PATHS.matcher("/api/v1/users/**"))
                .access(ofTenant(adminScope))
                .requestMatchers(PATHS.matcher("/api/v1/*/*/body"))
                .access(ofTenant("events:raw"))
                .requestMatchers(
                        PATHS.matcher(POST, "/api/v1/deliveries/**"),
                        PATHS.matcher(POST, "/api/v1/events/*/refetch"),
                        PATHS.matcher("/api/v1/replays/**"),
                        PATHS.matcher("/api/v1/cancellations/**"))
                .access(ofTenant("deliveries:replay"))
                .requestMatchers(PATHS.matcher(POST, "/api/v1/quarantine/**"), PATHS.matcher("/api/v1/remaps/**"))
                .access(ofTenant("quarantine:release"))
                .requestMatchers(PATHS.matcher("/api/v1/quarantine/**"))
                .access(ofTenant("quarantine:read"))
                .requestMatchers(PATHS.matcher("/api/v1/audit/**"))
                .access(ofTenant("auditor"))
                .requestMatchers(PATHS.matcher("/api/**"))
                .access(ofTenant("events:read"));
    }

    /** With one of these scopes; without any, a tenant is enough. */
    private static AuthorizationManager<RequestAuthorizationContext> ofTenant(String... scopes) {
        return (caller, request) -> RequiredAccess.of(caller.get(), List.of(scopes));
    }

    private static RequestMatcher[] documents() {
        return DOCUMENTS.stream()
                .flatMap(path -> Stream.of(PATHS.matcher(GET, path), PATHS.matcher(HEAD, path)))
                .toArray(RequestMatcher[]::new);
    }

    /** Elsewhere an Authorization header is a provider's proof and none of this chain's business. */
    private static BearerTokenResolver tokensOfTheApi() {
        var resolver = new DefaultBearerTokenResolver();
        return (HttpServletRequest request) ->
                request.getRequestURI().startsWith("/api/") ? resolver.resolve(request) : null;
    }

    /** The filter would throw what is not a fault of the token, keys that cannot be fetched, past every error page. */
    private static ObjectPostProcessor<BearerTokenAuthenticationFilter> answering(AuthenticationEntryPoint refusal) {
        return new ObjectPostProcessor<>() {
            @Override
            public <T extends BearerTokenAuthenticationFilter> T postProcess(T filter) {
                filter.setAuthenticationFailureHandler(refusal::commence);
                return filter;
            }
        };
    }

    /** But for documents, which say themselves how long they may be kept: what an answer has already stays as it is. */
    private static void neverKept(HeadersConfigurer<HttpSecurity> headers) {
        headers.cacheControl(HeadersConfigurer.CacheControlConfig::disable)
                .addHeaderWriter(new StaticHeadersWriter("Cache-Control", "no-store"))
                .addHeaderWriter(new DelegatingRequestMatcherHeaderWriter(
                        new NegatedRequestMatcher(new OrRequestMatcher(documents())),
                        new StaticHeadersWriter("Pragma", "no-cache")))
                .addHeaderWriter(new DelegatingRequestMatcherHeaderWriter(
                        PATHS.matcher(DOCS), new ContentSecurityPolicyHeaderWriter(POLICY_OF_DOCS)));
    }
}
