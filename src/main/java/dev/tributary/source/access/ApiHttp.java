package dev.tributary.source.access;

import dev.tributary.egress.CallFailure;
import dev.tributary.egress.OutgoingHttp;
import dev.tributary.egress.address.AddressRules;
import dev.tributary.egress.address.EgressDeniedException;
import java.io.IOException;
import java.net.URI;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.jspecify.annotations.Nullable;

/**
 * Sends one request, once: each on a connection of its own, because the client repeats a request on a kept connection that
 * turns out to be closed, and a repeated creation would make a second webhook.
 */
final class ApiHttp {

    /** Replaced by the header that names the address, once it is checked. */
    private static final URI NO_ADDRESS = URI.create("https://provider.invalid");

    private final CloseableHttpClient http;
    private final ApiAddress addresses;

    ApiHttp(CloseableHttpClient http, AddressRules rules) {
        this.http = http;
        this.addresses = new ApiAddress(rules);
    }

    /**
     * Sends a request.
     *
     * @param authorization value of that header; null sends none
     * @throws ProviderCallException if there is no whole answer
     */
    ApiAnswer send(ApiRequest request, String baseUri, @Nullable String basePath, @Nullable String authorization) {
        try {
            return send(request, addresses.of(baseUri, basePath, request.path()), authorization);
        } catch (OutgoingHttp.NoConnectionException e) {
            throw ProviderCallException.busy();
        } catch (IOException | EgressDeniedException | IllegalStateException e) {
            throw ProviderCallException.unanswered(CallFailure.of(e));
        }
    }

    private ApiAnswer send(ApiRequest request, URI uri, @Nullable String authorization) throws IOException {
        var sent = new HttpUriRequestBase(request.method(), NO_ADDRESS);
        if (authorization != null) {
            sent.setHeader("Authorization", authorization);
        }
        sent.setHeader("Accept", "application/json");
        sent.setHeader("Connection", "close");
        String contentType = request.contentType();
        if (contentType != null) {
            sent.setEntity(new ByteArrayEntity(request.body(), ContentType.create(contentType)));
        }
        sent.setHeader(OutgoingHttp.TARGET, uri.toString());
        try (ClassicHttpResponse response = http.executeOpen(null, sent, null)) {
            byte[] body = response.getEntity() == null ? new byte[0] : EntityUtils.toByteArray(response.getEntity());
            Header retryAfter = response.getFirstHeader("Retry-After");
            return new ApiAnswer(
                    response.getCode(),
                    body == null ? new byte[0] : body,
                    retryAfter == null ? null : retryAfter.getValue());
        }
    }
}
