package dev.tributary.source.registration.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.source.access.ApiAnswer;
import dev.tributary.source.access.ApiRequest;
import dev.tributary.source.access.ProviderApi;
import dev.tributary.source.access.ProviderCallException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Webhooks of Paybook. Its calls carry no signature: a custom header, which the source's option {@code header} names, holds the
 * secret.
 *
 * @see <a href="https://github.com/Paybook/sync-code-samples/blob/master/widget/webhooks_methods.md">Paybook, webhooks</a>
 */
final class PaybookWebhooks implements WebhookApi {

    private static final int NOT_FOUND = 404;

    private final ProviderApi api;

    PaybookWebhooks(ProviderApi api) {
        this.api = api;
    }

    @Override
    public String type() {
        return "paybook-webhooks";
    }

    /** Paybook has no call that reads one webhook, so that it is looked for in the list. */
    @Override
    public boolean can(Call call) {
        return true;
    }

    @Override
    public boolean takesSecret() {
        return true;
    }

    @Override
    public ProviderWebhook create(Access access, WantedWebhook wanted, @Nullable String secret) {
        ApiAnswer answer = demand(access, ApiRequest.json("POST", access.path(), body(access, wanted, secret)));
        ProviderWebhook created = read(one(answer.json().path("response")));
        if (created.id() == null) {
            throw ProviderCallException.unreadable(answer, "the answer holds no id_webhook");
        }
        return created;
    }

    private static Map<String, Object> body(Access access, WantedWebhook wanted, @Nullable String secret) {
        var body = new LinkedHashMap<String, Object>();
        body.put("url", wanted.url());
        body.put("events", wanted.events());
        if (wanted.delay() != null) {
            body.put("delay", wanted.delay());
        }
        String header = Objects.requireNonNull(access.source().options().get("header"));
        body.put("headers", Map.of(header, Objects.requireNonNull(secret)));
        return body;
    }

    @Override
    public List<ProviderWebhook> list(Access access) {
        ApiAnswer answer = demand(access, ApiRequest.of("GET", access.path()));
        JsonNode response = answer.json().path("response");
        if (!response.isArray()) {
            throw ProviderCallException.unreadable(answer, "the answer holds no list");
        }
        List<ProviderWebhook> all = new ArrayList<>();
        response.forEach(webhook -> all.add(read(webhook)));
        return all;
    }

    @Override
    public Optional<ProviderWebhook> find(Access access, String id) {
        return list(access).stream().filter(webhook -> id.equals(webhook.id())).findFirst();
    }

    /** The call that creates a webhook changes an existing one if its body has the id. */
    @Override
    public void change(Access access, String id, WantedWebhook wanted, @Nullable String secret) {
        Map<String, Object> body = body(access, wanted, secret);
        body.put("is_disabled", 0);
        demand(access, ApiRequest.json("POST", path(access, id), body));
    }

    @Override
    public void delete(Access access, String id) {
        ApiAnswer answer = api.call(access.source(), ApiRequest.of("DELETE", path(access, id)), access.scope());
        if (answer.status() != NOT_FOUND) {
            whole(access, api.succeeded(access.source(), answer));
        }
    }

    private static String path(Access access, String id) {
        return access.path() + '/' + ApiRequest.segment(id);
    }

    private ApiAnswer demand(Access access, ApiRequest request) {
        return whole(access, api.demand(access.source(), request, access.scope()));
    }

    /** The envelope may say that the call failed where the status does not. */
    private ApiAnswer whole(Access access, ApiAnswer answer) {
        JsonNode status = answer.json().path("status");
        if (status.isBoolean() && !status.booleanValue()) {
            throw api.refused(access.source(), answer);
        }
        return answer;
    }

    private static JsonNode one(JsonNode response) {
        return response.isArray() ? response.path(0) : response;
    }

    private static ProviderWebhook read(JsonNode webhook) {
        return new ProviderWebhook(
                WebhookJson.text(webhook.path("id_webhook")),
                WebhookJson.text(webhook.path("url")),
                WebhookJson.texts(webhook.path("events")),
                null,
                WebhookJson.flag(webhook.path("is_disabled")),
                WebhookJson.number(webhook.path("ct_failed")),
                WebhookJson.number(webhook.path("delay")),
                null);
    }
}
