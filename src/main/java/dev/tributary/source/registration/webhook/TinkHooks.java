package dev.tributary.source.registration.webhook;

import dev.tributary.source.access.ApiAnswer;
import dev.tributary.source.access.ApiRequest;
import dev.tributary.source.access.ProviderApi;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tink's older web hooks: one documented call, which takes the secret that will stand in each body. */
final class TinkHooks implements WebhookApi {

    private final ProviderApi api;

    TinkHooks(ProviderApi api) {
        this.api = api;
    }

    @Override
    public String type() {
        return "tink-hooks";
    }

    @Override
    public boolean can(Call call) {
        return call == Call.CHOOSE_EVENTS;
    }

    @Override
    public boolean takesSecret() {
        return true;
    }

    @Override
    public ProviderWebhook create(Access access, WantedWebhook wanted, @Nullable String secret) {
        Map<String, Object> body =
                Map.of("secret", Objects.requireNonNull(secret), "url", wanted.url(), "events", wanted.events());
        ApiAnswer answer = api.demand(access.source(), ApiRequest.json("POST", access.path(), body), access.scope());
        String id = answer.json().path("id").asText("");
        return new ProviderWebhook(
                id.isEmpty() ? null : id, wanted.url(), wanted.events(), null, null, null, null, null);
    }

    @Override
    public List<ProviderWebhook> list(Access access) {
        throw Unoffered.call(this, Call.LIST);
    }

    @Override
    public Optional<ProviderWebhook> find(Access access, String id) {
        throw Unoffered.call(this, Call.FIND);
    }

    @Override
    public void change(Access access, String id, WantedWebhook wanted, @Nullable String secret) {
        throw Unoffered.call(this, Call.CHANGE);
    }

    @Override
    public void delete(Access access, String id) {
        throw Unoffered.call(this, Call.DELETE);
    }
}
