package dev.tributary.source.registration.webhook;

import dev.tributary.platform.UnusableConfigurationException;
import dev.tributary.provider.ProviderCatalog;
import dev.tributary.provider.ProviderDescriptor;
import dev.tributary.source.Source;
import dev.tributary.source.access.ProviderApi;
import dev.tributary.source.registration.webhook.WebhookApi.Access;
import dev.tributary.source.registration.webhook.WebhookApi.Call;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Which API registers the webhooks of a source, by the file of its provider. */
public final class WebhookApis {

    private final ProviderCatalog providers;
    private final Map<String, WebhookApi> types = new HashMap<>();

    /**
     * @param listDeadline after which no further page of a provider's list is asked for
     * @throws UnusableConfigurationException if a provider's file names an unknown type
     */
    public WebhookApis(ProviderCatalog providers, ProviderApi api, Duration listDeadline) {
        this.providers = providers;
        for (WebhookApi one : List.of(
                new TinkHooks(api),
                new TinkEndpoints(api, listDeadline),
                new SixParkWebhooks(api),
                new PaybookWebhooks(api))) {
            types.put(one.type(), one);
        }
        providers.all().forEach(this::check);
    }

    /**
     * The API of a source's scheme.
     *
     * @param events those of a registration that names none
     */
    public record Offer(WebhookApi api, Access access, List<String> events) {

        /** The access with the source as it is now. */
        public Access at(Source source) {
            return new Access(source, access.path(), access.scope());
        }

        /** Whether a webhook can deliver on from another URL, while a new one with another secret takes its place. */
        public boolean canOverlap() {
            return !api.takesSecret() && api.can(Call.FIND) && api.can(Call.CHANGE) && api.can(Call.DELETE);
        }

        /**
         * The webhooks that the provider lists for a URL, as far as they can be deleted.
         *
         * @param known further ones
         */
        public Set<String> idsAt(String url, Collection<String> known) {
            Set<String> ids = new LinkedHashSet<>();
            if (!api.can(Call.DELETE)) {
                return ids;
            }
            ids.addAll(known);
            if (api.can(Call.LIST)) {
                for (ProviderWebhook found : api.list(access)) {
                    if (found.id() != null && url.equals(found.url())) {
                        ids.add(found.id());
                    }
                }
            }
            return ids;
        }
    }

    /** Empty where webhooks of the source's scheme cannot be registered. */
    public Optional<Offer> of(Source source) {
        return providers
                .find(source.provider())
                .map(ProviderDescriptor::api)
                .map(api -> api.registrations().get(source.scheme()))
                .map(registration -> new Offer(
                        Objects.requireNonNull(types.get(registration.type())),
                        new Access(source, registration.path(), registration.scope()),
                        registration.events()));
    }

    private void check(ProviderDescriptor provider) {
        ProviderDescriptor.Api api = provider.api();
        if (api == null) {
            return;
        }
        api.registrations().forEach((scheme, registration) -> {
            if (!types.containsKey(registration.type())) {
                throw new UnusableConfigurationException(
                        providers.folder(provider.provider()).place("provider.yaml"),
                        "api.registrations." + scheme + ".type must be one of " + new TreeSet<>(types.keySet()));
            }
        });
    }
}
