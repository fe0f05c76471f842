package dev.tributary.source.registration.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.source.access.ApiAnswer;
import dev.tributary.source.access.ApiRequest;
import dev.tributary.source.access.ProviderApi;
import dev.tributary.source.access.ProviderCallException;
import java.net.URLEncoder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Webhook endpoints of Tink's Events v2. The secret is shown once, when an endpoint is created.
 *
 * @see <a href="https://docs.tink.com/resources/api-setup/webhooks">Tink, webhooks</a>
 */
final class TinkEndpoints implements WebhookApi {

    private static final int NOT_FOUND = 404;
    private static final int PAGE = 100;
    private static final int MAX_PAGES = 20;

    private final ProviderApi api;
    private final Duration listDeadline;

    /** @param listDeadline after which no further page of the list is asked for */
    TinkEndpoints(ProviderApi api, Duration listDeadline) {
        this.api = api;
        this.listDeadline = listDeadline;
    }

    @Override
    public String type() {
        return "tink-endpoints";
    }

    @Override
    public boolean can(Call call) {
        return call != Call.DELAY;
    }

    @Override
    public boolean takesSecret() {
        return false;
    }

    @Override
    public ProviderWebhook create(Access access, WantedWebhook wanted, @Nullable String secret) {
        ApiAnswer answer =
                api.demand(access.source(), ApiRequest.json("POST", access.path(), body(wanted)), access.scope());
        ProviderWebhook created = read(answer.json());
        if (created.id() == null) {
            throw ProviderCallException.unreadable(answer, "the answer holds no id");
        }
        return created;
    }

    private static Map<String, Object> body(WantedWebhook wanted) {
        var body = new LinkedHashMap<String, Object>();
        body.put("url", wanted.url());
        body.put("description", wanted.description());
        body.put("disabled", false);
        body.put("enabledEvents", wanted.events());
        return body;
    }

    /** All of them: a part would make a webhook look missing that is there. */
    @Override
    public List<ProviderWebhook> list(Access access) {
        long end = System.nanoTime() + listDeadline.toNanos();
        List<ProviderWebhook> all = new ArrayList<>();
        String token = "";
        for (int page = 0; page < MAX_PAGES; page++) {
            if (System.nanoTime() - end > 0) {
                throw ProviderCallException.unlisted(
                        "the pages before took longer than " + listDeadline.toSeconds() + " s");
            }
            JsonNode root = page(access, token, all);
            String next = root.path("nextPageToken").asText("");
            if (next.isEmpty() || next.equals(token)) {
                return all;
            }
            token = next;
        }
        throw ProviderCallException.unlisted("it has more than " + MAX_PAGES + " pages");
    }

    private JsonNode page(Access access, String token, List<ProviderWebhook> all) {
        String query = "?pageSize=" + PAGE + (token.isEmpty() ? "" : "&pageToken=" + URLEncoder.encode(token, UTF_8));
        ApiAnswer answer = api.demand(access.source(), ApiRequest.of("GET", access.path() + query), access.scope());
        JsonNode root = answer.json();
        JsonNode endpoints = root.path("webhookEndpoints");
        if (!endpoints.isArray()) {
            throw ProviderCallException.unreadable(answer, "the answer holds no webhookEndpoints");
        }
        endpoints.forEach(endpoint -> all.add(read(endpoint)));
        return root;
    }

    /** The documentation knows no call for one. */
    @Override
    public Optional<ProviderWebhook> find(Access access, String id) {
        return list(access).stream()
                .filter(endpoint -> id.equals(endpoint.id()))
                .findFirst();
    }

    @Override
    public void change(Access access, String id, WantedWebhook wanted, @Nullable String secret) {
        Map<String, Object> body = Map.of("webhookEndpoint", body(wanted));
        api.demand(access.source(), ApiRequest.json("PATCH", path(access, id), body), access.scope());
    }

    @Override
    public void delete(Access access, String id) {
        ApiAnswer answer = api.call(access.source(), ApiRequest.of("DELETE", path(access, id)), access.scope());
        if (answer.status() != NOT_FOUND) {
            api.succeeded(access.source(), answer);
        }
    }

    private static String path(Access access, String id) {
        return access.path() + '/' + ApiRequest.segment(id);
    }

    /** Also where the answer wraps it, as a change does. */
    private static ProviderWebhook read(JsonNode answer) {
        JsonNode endpoint = answer.path("webhookEndpoint").isObject() ? answer.path("webhookEndpoint") : answer;
        return new ProviderWebhook(
                WebhookJson.text(endpoint.path("id")),
                WebhookJson.text(endpoint.path("url")),
                WebhookJson.texts(endpoint.path("enabledEvents")),
                WebhookJson.text(endpoint.path("description")),
                WebhookJson.flag(endpoint.path("disabled")),
                null,
                null,
                WebhookJson.text(endpoint.path("secret")));
    }
}
