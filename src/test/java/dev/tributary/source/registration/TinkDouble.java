package dev.tributary.source.registration;

import dev.tributary.source.registration.ProviderDouble.Call;
import dev.tributary.source.registration.ProviderDouble.Reply;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;

/** Tink's token endpoint, webhook endpoints of Events v2, and the one call of the older web hooks. */
final class TinkDouble implements ProviderDouble.Script {

    static final String ENDPOINTS = "/events/v2/webhook-endpoints";
    static final String CLIENT = "\"client_id\":\"tink-client\",\"client_secret\":\"tink-client-secret\"";

    final Map<String, Map<String, Object>> endpoints = new LinkedHashMap<>();
    final Map<String, String> secrets = new LinkedHashMap<>();
    final List<Call> hooks = new ArrayList<>();
    final Set<String> tokens = new ConcurrentSkipListSet<>();
    long expiresIn = 7200;
    volatile boolean refusesClients;
    /** Each page names a next one. */
    volatile boolean endless;
    /** Runs before a page is answered. */
    Runnable listed = () -> {};
    /** Runs after an endpoint was made, before it is answered. */
    Runnable made = () -> {};

    private int number;

    @Override
    public Reply answer(Call call) {
        if (call.path().equals("/api/v1/oauth/token")) {
            return token(call.form());
        }
        if (!tokens.contains(call.header("Authorization").replaceFirst("^Bearer ", ""))) {
            return Reply.json(
                    401, Map.of("errorCode", "oauth.token_invalid", "errorMessage", "The token is not valid"));
        }
        if (call.path().equals("/hooks")) {
            hooks.add(call);
            return Reply.empty(204);
        }
        return switch (call.method()) {
            case "POST" -> created(call);
            case "GET" -> Reply.json(200, page(call.query()));
            case "PATCH" -> changed(call);
            default -> deleted(call.path().substring(ENDPOINTS.length() + 1));
        };
    }

    private Reply token(Map<String, String> form) {
        boolean isClient = "tink-client".equals(form.get("client_id"))
                && "tink-client-secret".equals(form.get("client_secret"))
                && "client_credentials".equals(form.get("grant_type"));
        if (!isClient || refusesClients) {
            return Reply.json(401, Map.of("errorCode", "oauth.client_invalid", "errorMessage", "Unknown client"));
        }
        String token = "tink-token-" + ++number;
        tokens.add(token);
        return Reply.json(
                200, Map.of("access_token", token, "token_type", "bearer", "expires_in", expiresIn, "scope", "x"));
    }

    private Reply created(Call call) {
        String url = call.json().path("url").asText();
        if (endpoints.values().stream()
                .anyMatch(endpoint -> String.valueOf(endpoint.get("url")).equals(url))) {
            return Reply.json(
                    409, Map.of("errorCode", "duplicate", "errorMessage", "url and event are already subscribed"));
        }
        String id = "endpoint-" + ++number;
        var endpoint = new LinkedHashMap<String, Object>();
        endpoint.put("id", id);
        endpoint.put("url", url);
        endpoint.put("description", call.json().path("description").asText());
        endpoint.put("disabled", false);
        endpoint.put("enabledEvents", ProviderDouble.copy(call.json().path("enabledEvents")));
        endpoints.put(id, endpoint);
        secrets.put(id, "whsec-of-" + id);
        made.run();
        var shown = new LinkedHashMap<String, Object>(endpoint);
        shown.put("secret", "whsec-of-" + id);
        return Reply.json(200, shown);
    }

    /** One endpoint on each page. */
    private Map<String, Object> page(String query) {
        List<Map<String, Object>> all = List.copyOf(endpoints.values());
        int at = query.contains("pageToken=") ? Integer.parseInt(query.replaceFirst(".*pageToken=", "")) : 0;
        var page = new LinkedHashMap<String, Object>();
        page.put("webhookEndpoints", all.subList(Math.min(at, all.size()), Math.min(at + 1, all.size())));
        listed.run();
        if (endless || at + 1 < all.size()) {
            page.put("nextPageToken", Integer.toString(at + 1));
        }
        return page;
    }

    private Reply changed(Call call) {
        Map<String, Object> endpoint = endpoints.get(call.path().substring(ENDPOINTS.length() + 1));
        if (endpoint == null) {
            return Reply.json(404, Map.of("errorMessage", "no such endpoint"));
        }
        var change = call.json().path("webhookEndpoint");
        endpoint.put("url", change.path("url").asText());
        endpoint.put("disabled", change.path("disabled").asBoolean());
        endpoint.put("enabledEvents", ProviderDouble.copy(change.path("enabledEvents")));
        return Reply.json(200, Map.of("webhookEndpoint", endpoint));
    }

    private Reply deleted(String id) {
        return endpoints.remove(id) == null ? Reply.json(404, Map.of("errorMessage", "none")) : Reply.empty(204);
    }
}
