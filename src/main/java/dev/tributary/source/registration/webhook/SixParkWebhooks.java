package dev.tributary.source.registration.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.source.access.ApiAnswer;
import dev.tributary.source.access.ApiRequest;
import dev.tributary.source.access.ProviderApi;
import dev.tributary.source.access.ProviderCallException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Webhooks of Six Park, made with the token of a resource owner. Its documentation spells the path of one in two ways: the
 * plural is asked first, and the singular after a 404. There is no list, no change and no choice of events.
 *
 * @see <a href="https://developers.sixpark.com.au">Six Park, webhooks</a>
 */
final class SixParkWebhooks implements WebhookApi {

    private static final int NOT_FOUND = 404;

    private final ProviderApi api;

    SixParkWebhooks(ProviderApi api) {
        this.api = api;
    }

    @Override
    public String type() {
        return "sixpark-webhooks";
    }

    @Override
    public boolean can(Call call) {
        return call == Call.FIND || call == Call.DELETE;
    }

    @Override
    public boolean takesSecret() {
        return false;
    }

    @Override
    public boolean limitsSecret() {
        return true;
    }

    @Override
    public ProviderWebhook create(Access access, WantedWebhook wanted, @Nullable String secret) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("url", wanted.url());
        form.put("description", wanted.description());
        ApiAnswer answer = api.demand(access.source(), ApiRequest.form(access.path(), form), access.scope());
        ProviderWebhook created = read(answer);
        if (created.id() == null) {
            throw ProviderCallException.unreadable(answer, "the answer holds no id");
        }
        return created;
    }

    @Override
    public List<ProviderWebhook> list(Access access) {
        throw Unoffered.call(this, Call.LIST);
    }

    @Override
    public Optional<ProviderWebhook> find(Access access, String id) {
        ApiAnswer answer = ofOne("GET", access, id);
        return answer.status() == NOT_FOUND
                ? Optional.empty()
                : Optional.of(read(api.succeeded(access.source(), answer)));
    }

    @Override
    public void change(Access access, String id, WantedWebhook wanted, @Nullable String secret) {
        throw Unoffered.call(this, Call.CHANGE);
    }

    @Override
    public void delete(Access access, String id) {
        ApiAnswer answer = ofOne("DELETE", access, id);
        if (answer.status() != NOT_FOUND) {
            api.succeeded(access.source(), answer);
        }
    }

    private ApiAnswer ofOne(String method, Access access, String id) {
        String segment = '/' + ApiRequest.segment(id);
        ApiAnswer plural = api.call(access.source(), ApiRequest.of(method, access.path() + segment), access.scope());
        if (plural.status() != NOT_FOUND) {
            return plural;
        }
        String singular = access.path().replaceFirst("s$", "");
        return api.call(access.source(), ApiRequest.of(method, singular + segment), access.scope());
    }

    private static ProviderWebhook read(ApiAnswer answer) {
        JsonNode data = answer.json().path("data");
        JsonNode attributes = data.path("attributes");
        return new ProviderWebhook(
                WebhookJson.text(data.path("id")),
                WebhookJson.text(attributes.path("url")),
                null,
                WebhookJson.text(attributes.path("description")),
                null,
                null,
                null,
                WebhookJson.text(attributes.path("signature_token")));
    }
}
