package dev.tributary.console.session;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.security.oauth2.resource.OAuth2ResourceServerProperties;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.client.SimpleClientHttpRequestFactory;
import org.springframework.http.converter.FormHttpMessageConverter;
import org.springframework.security.oauth2.client.http.OAuth2ErrorResponseErrorHandler;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrations;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.http.converter.OAuth2AccessTokenResponseHttpMessageConverter;
import org.springframework.security.oauth2.core.oidc.OidcScopes;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;
import org.springframework.web.client.RestTemplate;

/** The console as a client of the issuer. The description of the issuer is read when the first person signs in. */
@Component
public final class IssuerClient {

    /** The one registration. */
    public static final String ID = "issuer";

    private static final Logger log = LoggerFactory.getLogger(IssuerClient.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(3);

    private final String issuer;
    private final ClientSettings client;
    private final ConsoleSettings settings;
    private final SimpleClientHttpRequestFactory connections = new SimpleClientHttpRequestFactory();
    private volatile @Nullable ClientRegistration known;

    IssuerClient(OAuth2ResourceServerProperties server, ClientSettings client, ConsoleSettings settings) {
        this.issuer =
                Objects.requireNonNullElse(server.getJwt().getIssuerUri(), "").strip();
        this.client = client;
        this.settings = settings;
        connections.setConnectTimeout(TIMEOUT);
        connections.setReadTimeout(TIMEOUT);
    }

    /** Whether people sign in at an issuer, and not by the local identity. */
    public boolean isConfigured() {
        return !issuer.isEmpty();
    }

    /** Scheme, host and port of the issuer; empty if there is none. */
    public String origin() {
        if (!isConfigured()) {
            return "";
        }
        URI uri = URI.create(issuer);
        return uri.getScheme() + "://" + uri.getRawAuthority();
    }

    /** The registration of the console; null if there is no issuer, or it cannot be asked now. */
    public @Nullable ClientRegistration registration() {
        ClientRegistration registration = known;
        if (registration == null && isConfigured()) {
            try {
                registration = discovered();
                known = registration;
            } catch (RestClientException | IllegalArgumentException e) {
                log.warn(
                        "The issuer {} gives no description of its endpoints, so that people cannot sign in: {}",
                        issuer,
                        e.getMessage());
            }
        }
        return registration;
    }

    private ClientRegistration discovered() {
        String own = client.discoveryUri();
        String address = own == null || own.isBlank() ? issuer + "/.well-known/openid-configuration" : own.strip();
        Map<String, Object> description =
                http().get().uri(address).retrieve().body(new ParameterizedTypeReference<>() {});
        if (description == null || !issuer.equals(description.get("issuer"))) {
            throw new IllegalArgumentException(address + " is not the description of this issuer");
        }
        String secret = client.clientSecret();
        boolean isPublic = secret == null || secret.isBlank();
        return ClientRegistrations.fromOidcConfiguration(description)
                .registrationId(ID)
                .scope(OidcScopes.OPENID)
                .clientId(client.clientId())
                .clientSecret(isPublic ? null : secret)
                .clientAuthenticationMethod(
                        isPublic ? ClientAuthenticationMethod.NONE : ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
                .clientSettings(ClientRegistration.ClientSettings.builder()
                        .requireProofKey(true)
                        .build())
                .redirectUri(settings.base() + "/console/sign-in/callback")
                .build();
    }

    /** Where the issuer sends a person after sign-out. */
    public String afterSignOut() {
        return settings.base() + "/console/sign-in";
    }

    /** For requests to the issuer: a page waits for them. */
    public RestClient http() {
        return RestClient.builder().requestFactory(connections).build();
    }

    /** For requests of tokens. */
    public RestClient tokenHttp() {
        return RestClient.builder()
                .requestFactory(connections)
                .messageConverters(converters -> {
                    converters.clear();
                    converters.add(new FormHttpMessageConverter());
                    converters.add(new OAuth2AccessTokenResponseHttpMessageConverter());
                })
                .defaultStatusHandler(new OAuth2ErrorResponseErrorHandler())
                .build();
    }

    /** For the keys of the issuer. */
    public RestTemplate keyHttp() {
        return new RestTemplate(connections);
    }
}
