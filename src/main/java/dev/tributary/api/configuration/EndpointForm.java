package dev.tributary.api.configuration;

import dev.tributary.api.contract.RequestFields;
import dev.tributary.egress.address.AddressRules;
import dev.tributary.egress.address.EgressDeniedException;
import dev.tributary.subscription.Subscription;
import dev.tributary.subscription.Subscription.Authentication;
import dev.tributary.subscription.Subscription.Endpoint;
import dev.tributary.subscription.domain.AuthorizedDomains;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Where a web hook points and how the gateway authenticates itself there, as the configuration API reads and shows it. */
@Component
class EndpointForm {

    private static final String ROUTE = "direct:[A-Za-z0-9_-]+";

    private final AddressRules addresses;
    private final AuthorizedDomains domains;

    EndpointForm(AddressRules addresses, AuthorizedDomains domains) {
        this.addresses = addresses;
        this.domains = domains;
    }

    /** The endpoint with the fields that were sent in place of the old ones; {@code old} is null for a new web hook. */
    Endpoint read(String tenant, Subscription.Type type, RequestFields sent, @Nullable Endpoint old) {
        String baseUri = baseUri(tenant, type, sent, old);
        Authentication method = method(type, sent, old);
        Endpoint kept = old != null && old.authentication() == method ? old : null;
        String username = credential("username", method, sent, kept == null ? null : kept.username());
        String password = credential("password", method, sent, kept == null ? null : kept.password());
        Map<String, String> headers = headers(sent, old, method == Authentication.HEADER ? username : null);
        if (old != null && !baseUri.equals(old.baseUri()) && !AddressRules.haveSameOrigin(old.baseUri(), baseUri)) {
            checkSentAgain(sent, kept, old);
        }
        return new Endpoint(baseUri, method, username, password, headers, rateLimit(sent, old));
    }

    /** Stored credentials go only where their owner has sent them for. */
    private static void checkSentAgain(RequestFields sent, @Nullable Endpoint kept, Endpoint old) {
        if (kept != null && kept.password() != null && !sent.sent("password")) {
            sent.fault("password", RequestFields.SENT_AGAIN);
        }
        RequestFields headers = sent.object("headers");
        boolean keepsValues = sent.sent("headers")
                ? headers != null && headers.names().stream().anyMatch(name -> headers.text(name) == null)
                : !old.headers().isEmpty();
        if (keepsValues) {
            sent.fault("headers", RequestFields.SENT_AGAIN);
        }
    }

    void show(Subscription.Type type, Endpoint endpoint, Map<String, Object> shown) {
        shown.put("base_uri", endpoint.baseUri());
        shown.put("authentication_method", endpoint.authentication().name());
        shown.put("username", endpoint.username());
        if (type == Subscription.Type.EVENTS) {
            var names = new TreeMap<String, @Nullable String>();
            endpoint.headers().keySet().forEach(name -> names.put(name, null));
            shown.put("headers", names);
        }
        if (type.receivesEvents()) {
            shown.put("rate_limit", endpoint.rateLimit());
        }
    }

    private String baseUri(String tenant, Subscription.Type type, RequestFields sent, @Nullable Endpoint old) {
        String uri = sent.text("base_uri", old == null ? "" : old.baseUri());
        if (old != null && uri.equals(old.baseUri())) {
            return uri; // a stored URI is not checked again here: the rules are checked at each delivery
        }
        if (type == Subscription.Type.ROUTE) {
            if (!uri.matches(ROUTE)) {
                sent.fault("base_uri", "must be direct:<name> for the type ROUTE, its name of A-Z, a-z, 0-9, _ and -");
            }
            return uri;
        }
        try {
            domains.check(tenant, addresses.checkNow(uri).toString());
        } catch (EgressDeniedException e) {
            sent.fault("base_uri", String.valueOf(e.getMessage()));
        }
        return uri;
    }

    private static Authentication method(Subscription.Type type, RequestFields sent, @Nullable Endpoint old) {
        Authentication otherwise = old == null ? Authentication.NONE : old.authentication();
        var method = Authentication.valueOf(sent.text("authentication_method", otherwise.name()));
        List<Authentication> allowed =
                switch (type) {
                    case EVENTS -> List.of(Authentication.values());
                    case ROUTE, HANDLER -> List.of(Authentication.NONE);
                    case CUSTOMIZE_TOKEN, DABP, USER_DETAILS_CUSTOMIZATION ->
                        List.of(Authentication.BASIC, Authentication.NONE);
                };
        if (sent.sent("authentication_method") && !allowed.contains(method)) {
            sent.fault("authentication_method", "must be one of " + allowed + " for the type " + type);
        }
        return method;
    }

    private static @Nullable String credential(
            String name, Authentication method, RequestFields sent, @Nullable String kept) {
        if (method == Authentication.NONE) {
            if (sent.text(name) != null) {
                sent.fault(name, "must be left out with the authentication_method NONE");
            }
            return null;
        }
        if (kept != null && !sent.sent(name)) {
            return kept;
        }
        boolean user = name.equals("username");
        String value = sent.requiredText(name);
        if (value.isEmpty()) {
            return value;
        }
        if (method == Authentication.BASIC) {
            if (!HeaderRules.isBasic(value) || (user && value.contains(":"))) {
                sent.fault(name, "must not contain control characters" + (user ? " or a colon" : ""));
            }
        } else if (user && (!HeaderRules.isName(value) || HeaderRules.isReserved(value))) {
            sent.fault(name, "must be the name of a header that the gateway does not set itself");
        } else if (!user && !HeaderRules.isValue(value)) {
            sent.fault(name, "must be visible ASCII, with spaces and tabs only inside");
        }
        return value;
    }

    /** Each member is a header; null keeps the stored value, and a name that is left out removes its header. */
    private static Map<String, String> headers(
            RequestFields sent, @Nullable Endpoint old, @Nullable String credential) {
        if (old != null && !sent.sent("headers")) {
            return old.headers();
        }
        Map<String, String> stored = old == null ? Map.of() : old.headers();
        RequestFields members = sent.object("headers");
        var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        if (credential != null) {
            headers.put(credential, "");
        }
        if (members != null) {
            put(members, stored, headers);
        }
        if (credential != null) {
            headers.remove(credential);
        }
        return new LinkedHashMap<>(headers);
    }

    private static void put(RequestFields members, Map<String, String> stored, Map<String, String> headers) {
        for (String name : members.names()) {
            String value = members.text(name, stored.getOrDefault(name, ""));
            if (HeaderRules.isReserved(name)) {
                members.fault(name, "must be the name of a header that the gateway does not set itself");
            } else if (name.toLowerCase(Locale.ROOT).equals("authorization")) {
                members.fault(
                        name, "must not be among the headers; send it by the authentication_method BASIC or HEADER");
            } else if (value.isEmpty()) {
                members.fault(name, "must have a value, because none is stored");
            } else if (headers.put(name, value) != null) {
                members.fault(name, "must be sent once; upper and lower case make no difference");
            }
        }
    }

    private static @Nullable Double rateLimit(RequestFields sent, @Nullable Endpoint old) {
        if (old != null && !sent.sent("rate_limit")) {
            return old.rateLimit();
        }
        double limit = sent.number("rate_limit", 0);
        return limit == 0 ? null : Double.valueOf(limit);
    }
}
