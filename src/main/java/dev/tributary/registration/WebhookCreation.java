package dev.tributary.registration;

import dev.tributary.registration.Registration.Seen;
import dev.tributary.registration.Registration.State;
import dev.tributary.registration.RegistrationStore.Claimed;
import dev.tributary.registration.webhook.ProviderWebhook;
import dev.tributary.registration.webhook.WebhookApi;
import dev.tributary.registration.webhook.WebhookApi.Access;
import dev.tributary.registration.webhook.WebhookApi.Call;
import dev.tributary.registration.webhook.WebhookApis.Offer;
import dev.tributary.source.Source;
import dev.tributary.source.SourceSecret;
import dev.tributary.source.access.ProviderCallException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Creates a webhook at a provider and keeps its secret. A secret that the gateway chooses is one of the source before the
 * provider is called, so that the first call is verified. Where the secret that a provider has shown once cannot be kept, the
 * webhook is deleted again.
 */
final class WebhookCreation {

    private static final Logger log = LoggerFactory.getLogger(WebhookCreation.class);
    private static final int SECRET_BYTES = 32;

    private final RegistrationStore store;
    private final SourceSecrets secrets;

    WebhookCreation(RegistrationStore store, SourceSecrets secrets) {
        this.store = store;
        this.secrets = secrets;
    }

    /**
     * Creates the webhook of a registration, and releases it. After a failure the registration says what failed, and a further
     * request goes on with it.
     *
     * @param mayBeThere whether those that an earlier attempt, or another client, has made for this URL are deleted first
     * @param forgets whether the registration is deleted where the provider is known to have made nothing
     * @return the registration as it is then
     */
    Registration create(Offer offer, Claimed claimed, boolean mayBeThere, boolean forgets) {
        try {
            Claimed made = made(offer, claimed, mayBeThere);
            store.release(made, null);
            return made.registration();
        } catch (ProviderCallException e) {
            failed(offer, claimed, e, forgets);
            throw e;
        } catch (RegistrationException e) {
            store.release(claimed, null);
            throw e;
        }
    }

    private void failed(Offer offer, Claimed claimed, ProviderCallException e, boolean forgets) {
        Registration before = claimed.registration();
        Registration current = store.find(before.tenant(), before.sourceId()).orElse(before);
        if (e.nothingDone() && forgets) {
            secrets.remove(offer.access().source(), current.secretId());
            store.delete(claimed);
        } else {
            store.release(store.write(claimed, current.with(current.state(), e.getMessage())), null);
        }
    }

    private Claimed made(Offer offer, Claimed claimed, boolean mayBeThere) {
        Registration registration = claimed.registration();
        if (mayBeThere) {
            deleteFound(offer, registration);
        }
        Source source = offer.access().source();
        String secret = null;
        if (offer.api().takesSecret()) {
            SourceSecret known = SourceSecrets.find(source, registration.secretId());
            secret = known == null ? SourceSecrets.random(SECRET_BYTES) : known.value();
            source = known == null ? secrets.put(source, registration.secretId(), secret, null) : source;
        }
        ProviderWebhook made = offer.api().create(at(offer, source), registration.wanted(), secret);
        try {
            return kept(offer.api(), source, claimed, made);
        } catch (RuntimeException e) {
            undo(offer, made.id());
            throw e;
        }
    }

    private Claimed kept(WebhookApi api, Source source, Claimed claimed, ProviderWebhook made) {
        Claimed noted = store.write(claimed, claimed.registration().withWebhook(made.id()));
        if (!api.takesSecret()) {
            String shown = made.secret();
            if (shown == null) {
                throw ProviderCallException.withoutSecret();
            }
            String appliesTo = api.limitsSecret() ? made.id() : null;
            secrets.put(source, noted.registration().secretId(), shown, appliesTo);
        }
        Seen seen = new Seen(null, made.disabled(), made.failures(), made.delay(), List.of());
        return store.write(noted, noted.registration().with(seen, null).with(State.REGISTERED, null));
    }

    private void undo(Offer offer, @Nullable String webhookId) {
        if (webhookId == null || !offer.api().can(Call.DELETE)) {
            return;
        }
        try {
            offer.api().delete(offer.access(), webhookId);
        } catch (ProviderCallException e) {
            log.warn(
                    "Webhook {} of source {} could not be deleted after a failure; another attempt deletes it: {}",
                    webhookId,
                    offer.access().source().id(),
                    e.getMessage());
        }
    }

    /** Deletes the registration's webhook and those that the provider lists for its URL. */
    void deleteFound(Offer offer, Registration registration) {
        WebhookApi api = offer.api();
        Set<String> ids = new LinkedHashSet<>();
        if (registration.webhookId() != null) {
            ids.add(registration.webhookId());
        }
        if (api.can(Call.LIST)) {
            for (ProviderWebhook found : api.list(offer.access())) {
                if (found.id() != null && registration.wanted().url().equals(found.url())) {
                    ids.add(found.id());
                }
            }
        }
        if (api.can(Call.DELETE)) {
            ids.forEach(id -> api.delete(offer.access(), id));
        }
    }

    static Access at(Offer offer, Source source) {
        return new Access(source, offer.access().path(), offer.access().scope());
    }
}
