package dev.tributary.delivery.check;

import dev.tributary.egress.CallFailure;
import dev.tributary.egress.OutgoingHttp;
import dev.tributary.egress.address.AddressRules;
import dev.tributary.egress.address.EgressDeniedException;
import dev.tributary.event.CloudEventFormat;
import dev.tributary.event.GatewayUri;
import dev.tributary.event.TimeOrderedId;
import dev.tributary.subscription.Subscription;
import dev.tributary.subscription.domain.AuthorizedDomains;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import org.apache.hc.client5.http.classic.methods.HttpOptions;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.jspecify.annotations.Nullable;

/**
 * Asks an endpoint for its consent by OPTIONS. Where that gives none, a signed test event shows by an answer of 2xx that
 * the endpoint takes deliveries. The status of the OPTIONS request alone is not consent: many servers answer 200 to it.
 *
 * @see <a href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/http-webhook.md#4-abuse-protection">CloudEvents
 *     web hooks, abuse protection</a>
 */
final class Handshake {

    /** After these no further request can succeed. */
    private static final Set<CallFailure> FINAL = Set.of(CallFailure.ADDRESS_REFUSED, CallFailure.UNRESOLVED);
    /** Replaced by the header that names the address, once it is checked. */
    private static final URI NO_ADDRESS = URI.create("https://subscriber.invalid");

    private final CloseableHttpClient http;
    private final AddressRules addresses;
    private final AuthorizedDomains domains;
    private final GatewayUri gateway;
    private final TimeOrderedId ids;
    private final Clock clock;

    Handshake(
            CloseableHttpClient http,
            AddressRules addresses,
            AuthorizedDomains domains,
            GatewayUri gateway,
            TimeOrderedId ids,
            Clock clock) {
        this.http = http;
        this.addresses = addresses;
        this.domains = domains;
        this.gateway = gateway;
        this.ids = ids;
        this.clock = clock;
    }

    private record Answer(
            int status,
            @Nullable String allowedOrigin,
            @Nullable String allowedRate) {

        boolean succeeded() {
            return status >= 200 && status < 300;
        }
    }

    /** Blocks until the endpoint has answered or its time is over. */
    Consent ask(Subscription subscription) {
        try {
            Answer answer = send(options(subscription), subscription);
            if (answer.succeeded() && consents(answer.allowedOrigin())) {
                Double rate = Consent.allowedRate(answer.allowedRate()).orElse(null);
                return new Consent(true, "consented", answer.status(), rate);
            }
        } catch (IOException | EgressDeniedException | IllegalStateException e) {
            if (FINAL.contains(CallFailure.of(e))) {
                return Consent.failed(CallFailure.of(e).wireName(), null);
            }
        }
        return sendTestEvent(subscription);
    }

    private Consent sendTestEvent(Subscription subscription) {
        try {
            Answer answer = send(testEvent(subscription), subscription);
            if (answer.succeeded()) {
                return new Consent(true, "test_event_accepted", answer.status(), null);
            }
            boolean redirected = answer.status() >= 300 && answer.status() < 400;
            return Consent.failed(redirected ? "redirected" : "refused", answer.status());
        } catch (IOException | EgressDeniedException | IllegalStateException e) {
            return Consent.failed(CallFailure.of(e).wireName(), null);
        }
    }

    private HttpUriRequestBase options(Subscription subscription) {
        var options = new HttpOptions(NO_ADDRESS);
        subscription.endpoint().requestHeaders().forEach(options::setHeader);
        options.setHeader("WebHook-Request-Origin", origin());
        Double rate = subscription.endpoint().rateLimit();
        if (rate != null) {
            options.setHeader("WebHook-Request-Rate", Consent.requestedRate(rate));
        }
        return options;
    }

    private HttpUriRequestBase testEvent(Subscription subscription) {
        Instant now = clock.instant();
        String id = ids.next();
        byte[] body = TestEvent.write(id, subscription, gateway, now);
        var post = new HttpPost(NO_ADDRESS);
        subscription.endpoint().requestHeaders().forEach(post::setHeader);
        post.setHeader("Content-Type", CloudEventFormat.CONTENT_TYPE);
        subscription.signing().headers(id, now, body).forEach(post::setHeader);
        post.setEntity(new ByteArrayEntity(body, null));
        return post;
    }

    private Answer send(HttpUriRequestBase request, Subscription subscription) throws IOException {
        String baseUri = subscription.endpoint().baseUri();
        domains.check(subscription.tenant(), baseUri);
        request.setHeader(OutgoingHttp.TARGET, addresses.check(baseUri).toString());
        try (ClassicHttpResponse response = http.executeOpen(null, request, null)) {
            return new Answer(
                    response.getCode(),
                    value(response.getFirstHeader("WebHook-Allowed-Origin")),
                    value(response.getFirstHeader("WebHook-Allowed-Rate")));
        }
    }

    private boolean consents(@Nullable String allowedOrigin) {
        return allowedOrigin != null
                && (allowedOrigin.equals("*")
                        || allowedOrigin.toLowerCase(Locale.ROOT).equals(origin()));
    }

    /** The host that the gateway is known by. */
    private String origin() {
        return URI.create(gateway.base()).getHost().toLowerCase(Locale.ROOT);
    }

    private static @Nullable String value(@Nullable Header header) {
        return header == null || header.getValue() == null
                ? null
                : header.getValue().strip();
    }
}
