package dev.tributary.source.registration;

import dev.tributary.source.Source;
import dev.tributary.source.SourceSecret;
import dev.tributary.source.access.ProviderCallException;
import dev.tributary.source.access.ProviderRetry;
import dev.tributary.source.registration.Registration.Seen;
import dev.tributary.source.registration.Registration.State;
import dev.tributary.source.registration.RegistrationStore.Claimed;
import dev.tributary.source.registration.webhook.ProviderWebhook;
import dev.tributary.source.registration.webhook.WantedWebhook;
import dev.tributary.source.registration.webhook.WebhookApi;
import dev.tributary.source.registration.webhook.WebhookApi.Access;
import dev.tributary.source.registration.webhook.WebhookApi.Call;
import dev.tributary.source.registration.webhook.WebhookApis.Offer;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
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
    private final Duration retryAfter;
    private final Clock clock;

    /** @param retryAfter the wait after the first failure to replace a webhook */
    WebhookCreation(RegistrationStore store, SourceSecrets secrets, Duration retryAfter, Clock clock) {
        this.store = store;
        this.secrets = secrets;
        this.retryAfter = retryAfter;
        this.clock = clock;
    }

    /** What an attempt has done so far; the registration before is null where there was none, or none that was registered. */
    private static final class Attempt {

        private final Offer offer;
        private final @Nullable Registration before;

        private boolean changed; // whether something at the provider may have

        Attempt(Offer offer, @Nullable Registration before) {
            this.offer = offer;
            this.before = before;
        }

        <T> T changing(Supplier<T> call) {
            try {
                T done = call.get();
                changed = true;
                return done;
            } catch (ProviderCallException e) {
                changed |= !e.nothingDone();
                throw e;
            }
        }
    }

    /**
     * Creates the webhook of a registration, and releases it. After a failure the registration says what failed, and a further
     * attempt goes on with it.
     *
     * @param mayBeThere whether those that an earlier attempt, or another client, has made for this URL are deleted first
     * @param forgets whether the registration is deleted where the provider is known to have made nothing
     * @return the registration as it is then
     */
    Registration create(Offer offer, Claimed claimed, boolean mayBeThere, boolean forgets) {
        return create(new Attempt(offer, null), claimed, mayBeThere, forgets);
    }

    /** As the other one, in place of a webhook; where nothing has changed at the provider, all is as it was before. */
    Registration replace(Offer offer, Claimed claimed, boolean mayBeThere, Registration before) {
        return create(new Attempt(offer, before), claimed, mayBeThere, false);
    }

    private Registration create(Attempt attempt, Claimed claimed, boolean mayBeThere, boolean forgets) {
        try {
            Source source = secrets.expire(
                    attempt.offer.access().source(), claimed.registration().formerSecrets());
            Claimed made = made(attempt, source, claimed, mayBeThere);
            store.releaseMade(made);
            return made.registration();
        } catch (ProviderCallException e) {
            failed(attempt, claimed, e, forgets);
            throw e;
        } catch (RegistrationException e) {
            store.release(claimed, null);
            throw e;
        }
    }

    private void failed(Attempt attempt, Claimed begun, ProviderCallException e, boolean forgets) {
        Registration old = begun.registration();
        Registration current = store.find(old.tenant(), old.sourceId()).orElse(old);
        // first: where the lease was lost, the secrets are those of the request that has the registration now
        Claimed claimed = store.note(begun, current);
        Source source = attempt.offer.access().source();
        Registration before = attempt.before;
        if (before != null && !attempt.changed) {
            secrets.restore(source, before.secretId(), current.secretId());
            store.releaseMade(store.write(claimed, current.asBefore(before, e.getMessage())));
        } else if (forgets && (e.nothingDone() || !attempt.changed)) {
            secrets.remove(source, List.of(current.secretId()));
            store.delete(claimed);
        } else {
            Registration failed = current.with(current.state(), e.getMessage());
            if (failed.goesOnByItself(attempt.offer.api())) {
                failed = failed.with(retry(failed.retry(), e));
            }
            // after a further failure, the state has lasted since the first one
            Claimed written = current.retry() == null ? store.write(claimed, failed) : store.note(claimed, failed);
            store.release(
                    written, failed.retry() == null ? null : failed.retry().at());
        }
    }

    /** @param before null after the first failure */
    ProviderRetry retry(@Nullable ProviderRetry before, ProviderCallException e) {
        return ProviderRetry.after(before, retryAfter, e, clock);
    }

    private Claimed made(Attempt attempt, Source before, Claimed claimed, boolean mayBeThere) {
        Offer offer = attempt.offer;
        Registration registration = claimed.registration();
        boolean isChange = mayBeThere && isThereAndTakesSecret(offer, registration);
        if (mayBeThere && !isChange) {
            freeUrl(attempt, registration);
        }
        Source source = before;
        String secret = null;
        if (offer.api().takesSecret()) {
            SourceSecret known = SourceSecrets.find(source, registration.secretId());
            secret = known == null ? SourceSecrets.random(SECRET_BYTES) : known.value();
            source = known == null ? secrets.put(source, registration.secretId(), secret, null) : source;
        }
        return isChange
                ? changed(attempt, offer.at(source), claimed, secret)
                : created(attempt, offer.at(source), claimed, secret);
    }

    /** Lets a new webhook have the URL. The one that it replaces delivers on from another URL where it is kept. */
    private void freeUrl(Attempt attempt, Registration registration) {
        Offer offer = attempt.offer;
        WantedWebhook wanted = registration.wanted();
        String id = registration.webhookId();
        if (id == null
                || !registration.keeps(id, clock.instant())
                || offer.api().find(offer.access(), id).isEmpty()) {
            delete(attempt, offer.idsAt(wanted.url(), registration.webhookIds()));
            return;
        }
        attempt.changing(() -> {
            offer.api().change(offer.access(), id, wanted.aside(id), null);
            return id;
        });
        delete(attempt, offer.idsAt(wanted.url(), List.of()));
    }

    /** Whether a change gives the webhook its secret, so that no call is lost between two webhooks. */
    private static boolean isThereAndTakesSecret(Offer offer, Registration registration) {
        WebhookApi api = offer.api();
        String id = registration.webhookId();
        return id != null
                && api.takesSecret()
                && api.can(Call.CHANGE)
                && api.can(Call.FIND)
                && api.find(offer.access(), id).isPresent();
    }

    private Claimed changed(Attempt attempt, Access access, Claimed claimed, @Nullable String secret) {
        Registration registration = claimed.registration();
        String id = String.valueOf(registration.webhookId());
        WebhookApi api = attempt.offer.api();
        attempt.changing(() -> {
            api.change(access, id, registration.wanted(), secret);
            return id;
        });
        return store.write(claimed, registration.with(Seen.NEVER, null).with(State.REGISTERED, null));
    }

    private Claimed created(Attempt attempt, Access access, Claimed claimed, @Nullable String secret) {
        WebhookApi api = attempt.offer.api();
        var made =
                attempt.changing(() -> api.create(access, claimed.registration().wanted(), secret));
        try {
            return kept(api, access.source(), claimed, made);
        } catch (RuntimeException e) {
            undo(attempt.offer, made.id());
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

    /** Deletes the registration's webhooks and those that the provider lists for its URL. */
    void deleteFound(Offer offer, Registration registration) {
        delete(new Attempt(offer, null), offer.idsAt(registration.wanted().url(), registration.webhookIds()));
    }

    private static void delete(Attempt attempt, Set<String> ids) {
        Offer offer = attempt.offer;
        for (String id : ids) {
            attempt.changing(() -> {
                offer.api().delete(offer.access(), id);
                return id;
            });
        }
    }
}
