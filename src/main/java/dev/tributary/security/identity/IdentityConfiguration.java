package dev.tributary.security.identity;

import dev.tributary.platform.DataFolder;
import dev.tributary.platform.UnusableConfigurationException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.security.oauth2.resource.OAuth2ResourceServerProperties;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.RequestEntity;
import org.springframework.http.ResponseEntity;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.SimpleClientHttpRequestFactory;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtDecoderInitializationException;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.jwt.SupplierJwtDecoder;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationConverter;
import org.springframework.security.oauth2.server.resource.authentication.JwtGrantedAuthoritiesConverter;
import org.springframework.web.client.RestClientException;
import org.springframework.web.client.RestTemplate;

/** Whose tokens are accepted: a Keycloak realm's, or this gateway's own where none is named. */
@Configuration(proxyBeanMethods = false)
class IdentityConfiguration {

    /** To connect, and for the answer; an API call waits for it. */
    private static final Duration KEYS_TIMEOUT = Duration.ofSeconds(3);

    /** A key of the issuer that is newer than the last fetch is known after so long. */
    private static final Duration KEYS_FETCHED_EVERY = Duration.ofSeconds(10);

    private static final Duration KEYS_TRIED_EVERY = Duration.ofSeconds(1);

    /** Signatures with a public key only: with a secret one, each verifier could sign as well. */
    private static final List<SignatureAlgorithm> ALGORITHMS = List.of(
            SignatureAlgorithm.RS256,
            SignatureAlgorithm.RS384,
            SignatureAlgorithm.RS512,
            SignatureAlgorithm.PS256,
            SignatureAlgorithm.PS384,
            SignatureAlgorithm.PS512,
            SignatureAlgorithm.ES256,
            SignatureAlgorithm.ES384,
            SignatureAlgorithm.ES512);

    /**
     * Settings of the identity.
     *
     * @param adminScope the scope that may configure the gateway
     * @param tokenUri where tokens are fetched for clients that send id and secret; null: where the issuer says
     */
    @ConfigurationProperties("tributary")
    record IdentitySettings(
            @DefaultValue("http://localhost:8080") String publicUrl,
            @DefaultValue("tributary_admin") String adminScope,
            @Nullable String tokenUri) {

        IdentitySettings {
            if (!adminScope.matches("[\\x21\\x23-\\x5b\\x5d-\\x7e]{1,200}")) {
                throw new UnusableConfigurationException(
                        "TRIBUTARY_ADMIN_SCOPE", "must be one scope: visible ASCII without quotes and backslashes");
            }
        }
    }

    /** Those of the administrator of this machine, where no issuer is named. */
    @Bean
    LocalTokens localTokens(
            OAuth2ResourceServerProperties server, IdentitySettings gateway, DataFolder data, Clock clock) {
        String issuer = text(server.getJwt().getIssuerUri());
        if (issuer != null) {
            if (!issuer.matches("https?://[^/?#\\s]+[^?#\\s]*")) {
                throw new UnusableConfigurationException(
                        "SPRING_SECURITY_OAUTH2_RESOURCESERVER_JWT_ISSUER_URI",
                        "'" + issuer + "' is not an http or https URL");
            }
            return new LocalTokens(null, "", clock);
        }
        if (text(server.getJwt().getJwkSetUri()) != null) {
            throw new UnusableConfigurationException(
                    "SPRING_SECURITY_OAUTH2_RESOURCESERVER_JWT_ISSUER_URI",
                    "is required with SPRING_SECURITY_OAUTH2_RESOURCESERVER_JWT_JWK_SET_URI");
        }
        var identity = new LocalIdentity(data.path(), gateway.publicUrl().replaceAll("/+$", "") + "/local");
        String scopes = String.join(" ", new RoleScopes(gateway.adminScope()).all());
        identity.writeAdminToken(data.path().resolve("admin-token"), scopes, clock);
        return new LocalTokens(identity, scopes, clock);
    }

    @Bean
    JwtDecoder jwtDecoder(OAuth2ResourceServerProperties server, LocalTokens local, Clock clock) {
        LocalIdentity identity = local.identity();
        if (identity != null) {
            return checked(identity.decoder(), identity.issuer(), clock);
        }
        String issuer = Objects.requireNonNull(text(server.getJwt().getIssuerUri()));
        String keys = text(server.getJwt().getJwkSetUri());
        return keys == null ? discovered(issuer, clock) : checked(keysAt(keys), issuer, clock);
    }

    @Bean
    ClientTokens clientTokens(OAuth2ResourceServerProperties server, IdentitySettings settings) {
        String issuer = text(server.getJwt().getIssuerUri());
        String uri = text(settings.tokenUri());
        if (uri != null && !uri.matches("https?://[^/?#]+[^?#]*")) {
            throw new UnusableConfigurationException("TRIBUTARY_TOKEN_URI", "must be an http or https URL");
        }
        return new ClientTokens(issuer == null ? "" : issuer, uri == null ? null : URI.create(uri));
    }

    /** Finds the keys by the issuer's own description, when the first token comes: start-up needs no Keycloak. */
    private static JwtDecoder discovered(String issuer, Clock clock) {
        RestTemplate client = httpClient();
        var decoder = new SupplierJwtDecoder(() -> checked(
                NimbusJwtDecoder.withIssuerLocation(issuer)
                        .validateType(false)
                        .restOperations(client)
                        .build(),
                issuer,
                clock));
        return token -> {
            try {
                return decoder.decode(token);
            } catch (JwtDecoderInitializationException e) {
                throw new JwtException("the issuer cannot be reached", e);
            }
        };
    }

    private static NimbusJwtDecoder keysAt(String uri) {
        return NimbusJwtDecoder.withJwkSetUri(uri)
                .jwsAlgorithms(accepted -> accepted.addAll(ALGORITHMS))
                .validateType(false)
                .restOperations(httpClient())
                .build();
    }

    private static JwtDecoder checked(NimbusJwtDecoder decoder, String issuer, Clock clock) {
        decoder.setJwtValidator(new TokenChecks(issuer, clock));
        return decoder;
    }

    private static RestTemplate httpClient() {
        var connections = new SimpleClientHttpRequestFactory();
        connections.setConnectTimeout(KEYS_TIMEOUT);
        connections.setReadTimeout(KEYS_TIMEOUT);
        return new KeySetClient(connections);
    }

    /**
     * Fetches the issuer's description and its key set at most once in a while: each token with an unknown key id asks for the
     * keys, while the issuer is away each token asks for the description, and anyone can send such tokens. Between two fetches
     * the last answer, or failure, is given again.
     */
    private static final class KeySetClient extends RestTemplate {

        private record Answer(
                @Nullable ResponseEntity<?> given, @Nullable RestClientException failure, long until) {}

        private final Map<String, Answer> last = new HashMap<>();

        KeySetClient(ClientHttpRequestFactory connections) {
            super(connections);
        }

        @Override
        public <T> ResponseEntity<T> exchange(RequestEntity<?> request, Class<T> type) {
            return known(address(request), () -> super.exchange(request, type));
        }

        @Override
        public <T> ResponseEntity<T> exchange(RequestEntity<?> request, ParameterizedTypeReference<T> type) {
            return known(address(request), () -> super.exchange(request, type));
        }

        private static String address(RequestEntity<?> request) {
            return request instanceof RequestEntity.UriTemplateRequestEntity<?> unexpanded
                    ? unexpanded.getUriTemplate()
                    : request.getUrl().toString();
        }

        @SuppressWarnings("unchecked") // each address is asked for one kind of answer
        private synchronized <T> ResponseEntity<T> known(String address, Supplier<ResponseEntity<T>> call) {
            Answer known = last.get(address);
            if (known == null || known.until() - System.nanoTime() < 0) {
                known = fetch(call);
                last.put(address, known);
            }
            if (known.failure() != null) {
                throw known.failure();
            }
            return (ResponseEntity<T>) Objects.requireNonNull(known.given());
        }

        private static <T> Answer fetch(Supplier<ResponseEntity<T>> call) {
            try {
                return new Answer(call.get(), null, System.nanoTime() + KEYS_FETCHED_EVERY.toNanos());
            } catch (RestClientException e) {
                return new Answer(null, e, System.nanoTime() + KEYS_TRIED_EVERY.toNanos());
            }
        }
    }

    /** A token's scopes and those of its roles as {@code SCOPE_*}. */
    @Bean
    JwtAuthenticationConverter tokenAuthorities(IdentitySettings settings) {
        var scopes = new JwtGrantedAuthoritiesConverter();
        scopes.setAuthoritiesClaimName("scope");
        var roles = new RoleScopes(settings.adminScope());
        var converter = new JwtAuthenticationConverter();
        converter.setJwtGrantedAuthoritiesConverter(token -> Stream.concat(
                        scopes.convert(token).stream().map(GrantedAuthority::getAuthority), roles.of(token))
                .flatMap(roles::parts)
                .distinct()
                .<GrantedAuthority>map(SimpleGrantedAuthority::new)
                .toList());
        return converter;
    }

    private static @Nullable String text(@Nullable String setting) {
        return setting == null || setting.isBlank() ? null : setting.strip();
    }
}
