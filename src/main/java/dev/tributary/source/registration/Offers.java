package dev.tributary.source.registration;

import dev.tributary.event.GatewayUri;
import dev.tributary.source.Source;
import dev.tributary.source.registration.Registrations.Wish;
import dev.tributary.source.registration.webhook.WantedWebhook;
import dev.tributary.source.registration.webhook.WebhookApi.Call;
import dev.tributary.source.registration.webhook.WebhookApis;
import dev.tributary.source.registration.webhook.WebhookApis.Offer;

/** What the provider of a source offers, and what is asked of it. */
final class Offers {

    private final WebhookApis apis;
    private final GatewayUri gateway;

    Offers(WebhookApis apis, GatewayUri gateway) {
        this.apis = apis;
        this.gateway = gateway;
    }

    /** @throws RegistrationException if the source cannot be registered */
    Offer of(Source source) {
        Offer offer = apis.of(source)
                .orElseThrow(() -> RegistrationException.conflict(
                        "Webhooks of the scheme " + source.scheme() + " cannot be registered by the gateway."));
        if (source.api() == null) {
            throw RegistrationException.conflict("The source has no api: it needs base_uri and credentials.");
        }
        return offer;
    }

    /** @throws RegistrationException if the provider does not offer what is wished */
    WantedWebhook wanted(Offer offer, Source source, Wish wish) {
        if (!wish.events().isEmpty() && !offer.api().can(Call.CHOOSE_EVENTS)) {
            throw RegistrationException.invalid("events", "must be left out: the provider offers no choice of events");
        }
        if (wish.delay() != null && !offer.api().can(Call.DELAY)) {
            throw RegistrationException.invalid("delay", "must be left out: the provider offers no delay");
        }
        String name = source.name() == null ? source.id() : source.name();
        return new WantedWebhook(
                url(source),
                wish.events().isEmpty() ? offer.events() : wish.events(),
                wish.description() == null ? "Tributary " + name : wish.description(),
                wish.delay());
    }

    /** What was wanted before, with what is wished in its place. */
    WantedWebhook changed(Offer offer, Source source, WantedWebhook before, Wish wish) {
        WantedWebhook wished = wanted(offer, source, wish);
        return new WantedWebhook(
                wished.url(),
                wish.events().isEmpty() ? before.events() : wished.events(),
                wish.description() == null ? before.description() : wished.description(),
                wish.delay() == null ? before.delay() : wished.delay());
    }

    /** @throws RegistrationException if providers cannot call the gateway */
    String url(Source source) {
        String url = gateway.ingest(source.provider(), source.id());
        if (!url.startsWith("https://")) {
            throw RegistrationException.conflict(
                    "Providers call https addresses only, but TRIBUTARY_PUBLIC_URL is " + url);
        }
        return url;
    }
}
