package dev.tributary.security.identity;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.security.oauth2.resource.OAuth2ResourceServerProperties;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.http.client.SimpleClientHttpRequestFactory;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClientException;
import org.springframework.web.client.RestTemplate;

/**
 * Asks the issuer for its description, or for its keys where their address is set, once when the gateway is ready. An issuer that
 * does not answer is a line in the log; the gateway runs without it, and asks again when tokens come.
 */
@Component
class IssuerCheck {

    private static final Logger log = LoggerFactory.getLogger(IssuerCheck.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(3);

    private final String issuer;
    private final @Nullable String keys;

    IssuerCheck(OAuth2ResourceServerProperties server) {
        this.issuer =
                Objects.requireNonNullElse(server.getJwt().getIssuerUri(), "").strip();
        String uri = server.getJwt().getJwkSetUri();
        this.keys = uri == null || uri.isBlank() ? null : uri.strip();
    }

    /** In a thread of its own: start-up does not wait for the issuer. */
    @EventListener(ApplicationReadyEvent.class)
    void ready() {
        if (!issuer.isEmpty()) {
            var check = new Thread(this::check, "issuer-check");
            check.setDaemon(true);
            check.start();
        }
    }

    private void check() {
        String address = keys == null ? issuer + "/.well-known/openid-configuration" : keys;
        try {
            var connections = new SimpleClientHttpRequestFactory();
            connections.setConnectTimeout(TIMEOUT);
            connections.setReadTimeout(TIMEOUT);
            Map<?, ?> answer = new RestTemplate(connections).getForObject(URI.create(address), Map.class);
            Object named = answer == null ? null : answer.get("issuer");
            if (keys == null && !issuer.equals(named)) {
                log.warn("Issuer: {} names itself {}, so that its tokens are refused", issuer, named);
            }
        } catch (RestClientException e) {
            log.warn(
                    "Issuer: {} does not answer, so that tokens are answered 503 until it does: {}",
                    address,
                    e.getMessage());
        }
    }
}
