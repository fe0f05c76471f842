package dev.tributary.egress;

import dev.tributary.egress.address.AddressLiteral;
import dev.tributary.egress.address.AddressRules;
import dev.tributary.egress.address.Target;
import java.net.URI;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.impl.routing.DefaultRoutePlanner;
import org.apache.hc.client5.http.routing.HttpRoutePlanner;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.net.URIAuthority;
import org.jspecify.annotations.Nullable;

/** Sends a request where its header {@link OutgoingHttp#TARGET} says, with path and query byte for byte. */
final class TargetPlanner implements HttpRoutePlanner {

    private final AddressRules rules;
    private final HttpRoutePlanner byAddress = new DefaultRoutePlanner(null);

    TargetPlanner(AddressRules rules) {
        this.rules = rules;
    }

    @Override
    public HttpRoute determineRoute(@Nullable HttpHost host, HttpContext context) throws HttpException {
        return byAddress.determineRoute(host, context);
    }

    @Override
    public HttpRoute determineRoute(@Nullable HttpHost host, HttpRequest request, HttpContext context)
            throws HttpException {
        Header header = request.getHeader(OutgoingHttp.TARGET);
        if (header == null) {
            return byAddress.determineRoute(host, request, context);
        }
        request.removeHeaders(OutgoingHttp.TARGET);
        URI uri = rules.check(header.getValue());
        Target target = Target.of(uri).orElseThrow();
        String name = AddressLiteral.unbracketed(target.host());
        request.setScheme(target.scheme());
        request.setAuthority(new URIAuthority(name, target.isDefaultPort() ? -1 : target.port()));
        String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        request.setPath(uri.getRawQuery() == null ? path : path + '?' + uri.getRawQuery());
        return new HttpRoute(new HttpHost(target.scheme(), name, target.port()), null, target.secure());
    }
}
