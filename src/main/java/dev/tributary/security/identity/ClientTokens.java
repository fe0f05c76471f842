package dev.tributary.security.identity;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import org.apache.commons.codec.digest.DigestUtils;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpEntity;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.client.RestClientException;
import org.springframework.web.client.RestTemplate;

/**
 * Access tokens of clients that send their id and secret by HTTP Basic straight to the API. The issuer's token endpoint
 * gives them by the client credentials grant; they are kept until 30 s before they expire, refusals for 10 s. A token is
 * no more than that: its user still has to have it checked.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6749#section-4.4">RFC 6749, client credentials grant</a>
 */
final class ClientTokens {

    private static final Duration TIMEOUT = Duration.ofSeconds(3);
    private static final Duration MARGIN = Duration.ofSeconds(30);
    private static final Duration REFUSED = Duration.ofSeconds(10);
    private static final int MAX_KEPT = 1_000;
    /** A flood of unknown clients must neither reach the issuer nor take all of the gateway's threads. */
    private static final int MAX_REQUESTS = 8;

    /** @param token null where the issuer refused the credentials */
    private record Kept(@Nullable String token, Duration lifetime) {}

    private final String issuer;
    private final RestTemplate http;
    private final Semaphore requests = new Semaphore(MAX_REQUESTS);
    private final Cache<String, Kept> kept = Caffeine.newBuilder()
            .maximumSize(MAX_KEPT)
            .expireAfter(Expiry.<String, Kept>creating((credentials, kept) -> kept.lifetime()))
            .build();
    private volatile @Nullable URI endpoint;

    /**
     * @param issuer empty for the local identity, which knows no clients
     * @param endpoint where tokens are asked for; null: the one that the issuer's own description names
     */
    ClientTokens(String issuer, @Nullable URI endpoint) {
        this.issuer = issuer;
        this.endpoint = endpoint;
        var connections = new JdkClientHttpRequestFactory(
                HttpClient.newBuilder().connectTimeout(TIMEOUT).build());
        connections.setReadTimeout(TIMEOUT);
        this.http = new RestTemplate(connections);
    }

    /**
     * The token for the value of an {@code Authorization} header of the scheme Basic, which goes to the issuer as it is.
     *
     * @throws BadCredentialsException if the issuer refuses the credentials, or there is none to ask
     * @throws AuthenticationServiceException if the issuer cannot be asked now
     */
    String of(String basic) {
        if (issuer.isEmpty()) {
            throw new BadCredentialsException("the local identity knows no clients");
        }
        String token =
                kept.get(DigestUtils.sha256Hex(basic), digest -> fetch(basic)).token();
        if (token == null) {
            throw new BadCredentialsException("the issuer refused the client");
        }
        return token;
    }

    private Kept fetch(String basic) {
        if (!requests.tryAcquire()) {
            throw new AuthenticationServiceException(MAX_REQUESTS + " requests for tokens are under way");
        }
        try {
            var headers = new HttpHeaders();
            headers.set(HttpHeaders.AUTHORIZATION, basic);
            headers.setContentType(MediaType.APPLICATION_FORM_URLENCODED);
            JsonNode answer = http.postForObject(
                    endpoint(), new HttpEntity<>("grant_type=client_credentials", headers), JsonNode.class);
            return kept(answer == null ? "" : answer.path("access_token").asText(), answer);
        } catch (HttpClientErrorException.BadRequest | HttpClientErrorException.Unauthorized e) {
            return new Kept(null, REFUSED);
        } catch (RestClientException e) {
            throw new AuthenticationServiceException("the issuer gives no token", e);
        } finally {
            requests.release();
        }
    }

    private static Kept kept(String token, @Nullable JsonNode answer) {
        if (token.isEmpty() || answer == null) {
            throw new AuthenticationServiceException("the issuer's answer holds no token");
        }
        Duration lifetime = Duration.ofSeconds(answer.path("expires_in").asLong(0));
        Duration margin = lifetime.compareTo(MARGIN.multipliedBy(2)) < 0 ? lifetime.dividedBy(2) : MARGIN;
        return new Kept(token, lifetime.minus(margin));
    }

    private URI endpoint() {
        URI known = endpoint;
        if (known == null) {
            JsonNode description = http.getForObject(issuer + "/.well-known/openid-configuration", JsonNode.class);
            String named = description == null
                            || !issuer.equals(description.path("issuer").asText())
                    ? ""
                    : description.path("token_endpoint").asText();
            if (named.isEmpty()) {
                throw new AuthenticationServiceException("the issuer describes no token endpoint");
            }
            known = URI.create(named);
            endpoint = known;
        }
        return known;
    }
}
