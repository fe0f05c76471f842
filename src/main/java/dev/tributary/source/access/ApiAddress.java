package dev.tributary.source.access;

import dev.tributary.egress.address.AddressRules;
import dev.tributary.egress.address.EgressDeniedException;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** Where a request of a source goes: to the scheme, host and port of its {@code base_uri}, and nowhere else. */
final class ApiAddress {

    private final AddressRules rules;

    ApiAddress(AddressRules rules) {
        this.rules = rules;
    }

    /**
     * The URI of a request.
     *
     * @param basePath the end of the documented base that paths from the root stand in place of, or null
     * @param path from the root where it begins with a slash, else behind the base
     * @throws EgressDeniedException if calls may not go there
     */
    URI of(String baseUri, @Nullable String basePath, String path) {
        String base = baseUri.replaceAll("/+$", "");
        if (rules.check(base).getRawQuery() != null) {
            throw new EgressDeniedException("must not have a query");
        }
        if (path.startsWith("/") && basePath != null && base.endsWith(basePath)) {
            base = base.substring(0, base.length() - basePath.length());
        }
        URI uri = rules.check(path.startsWith("/") ? base + path : base + '/' + path);
        if (!AddressRules.haveSameOrigin(baseUri, uri.toString())) {
            throw new EgressDeniedException("must lead to the host of base_uri");
        }
        return uri;
    }
}
