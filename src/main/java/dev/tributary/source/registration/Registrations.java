package dev.tributary.source.registration;

import dev.tributary.source.Source;
import dev.tributary.source.access.ProviderCallException;
import dev.tributary.source.access.ProviderRetry;
import dev.tributary.source.registration.Registration.Seen;
import dev.tributary.source.registration.Registration.State;
import dev.tributary.source.registration.RegistrationStore.Claimed;
import dev.tributary.source.registration.webhook.ProviderWebhook;
import dev.tributary.source.registration.webhook.WantedWebhook;
import dev.tributary.source.registration.webhook.WebhookApi.Call;
import dev.tributary.source.registration.webhook.WebhookApis.Offer;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Registers sources at their providers. One request works on a registration at a time, whatever the gateway; what a failed one
 * has left is continued by the next. Each method may throw {@link RegistrationException} and {@link ProviderCallException};
 * errors of the driver pass through.
 */
public final class Registrations {

    /** Of the gateway itself, one after the other; with waits of up to an hour they take about a day. */
    private static final int MAX_REMOVALS = 30;

    private final RegistrationStore store;
    private final Offers offers;
    private final SourceSecrets secrets;
    private final WebhookCreation creation;
    private final WebhookComparison comparison;
    private final WebhookRepair repair;
    private final Clock clock;

    Registrations(
            RegistrationStore store,
            Offers offers,
            SourceSecrets secrets,
            WebhookCreation creation,
            WebhookComparison comparison,
            Clock clock) {
        this.store = store;
        this.offers = offers;
        this.secrets = secrets;
        this.creation = creation;
        this.comparison = comparison;
        this.repair = new WebhookRepair(store, offers, secrets, creation, comparison, clock);
        this.clock = clock;
    }

    /**
     * What a registration is asked to be.
     *
     * @param events empty for those of the provider's file
     * @param description null for a usual one
     * @param delay null for the provider's default
     * @param replace whether webhooks that the provider has for the URL already are deleted first
     */
    public record Wish(
            List<String> events,
            @Nullable String description,
            @Nullable Integer delay,
            boolean replace) {}

    /** Creates the webhook of a source, or goes on with an attempt that failed. */
    public Registration register(Source source, Wish wish) {
        Offer offer = offers.of(source);
        WantedWebhook wanted = offers.wanted(offer, source, wish);
        Instant now = now();
        var fresh = new Registration(
                source.id(),
                source.tenant(),
                source.provider(),
                State.REGISTERING,
                wanted,
                null,
                SourceSecrets.newId(),
                List.of(),
                null,
                false,
                null,
                Seen.NEVER,
                now,
                now,
                1);
        Optional<Claimed> inserted = store.insert(fresh);
        boolean resumed = inserted.isEmpty();
        Claimed claimed = inserted.orElseGet(() -> unfinished(offer, wanted));
        return creation.create(offer, claimed, resumed || wish.replace(), !resumed);
    }

    private Claimed unfinished(Offer offer, WantedWebhook wanted) {
        Claimed claimed = store.claimed(offer.access().source());
        Registration found = claimed.registration();
        if (found.state() != State.REGISTERING) {
            store.release(claimed, null);
            throw RegistrationException.conflict(
                    found.state() == State.REGISTERED
                            ? "The source is registered; repair the registration, or delete it first."
                            : "The registration is being removed; repeat its deletion first.");
        }
        boolean mayLeaveOrphan = !offer.api().can(Call.LIST);
        return store.write(claimed, found.renewed(wanted, mayLeaveOrphan));
    }

    /**
     * Deletes the webhook of a source at the provider, and then its secrets.
     *
     * @param forget only forgets the registration; the provider is not called
     * @return false: there is no registration
     */
    public boolean remove(String tenant, String sourceId, boolean forget) {
        Source source = secrets.source(tenant, sourceId).orElse(null);
        if (store.find(tenant, sourceId).isEmpty()) {
            return false;
        }
        if (!forget) {
            checkRemovable(source);
        }
        Claimed claimed = store.claimed(tenant, sourceId);
        if (!forget && source != null) {
            claimed = removedAtProvider(offers.of(source), claimed);
        }
        forget(source, claimed);
        return true;
    }

    /** Goes on with a deletion that failed. */
    void removeAgain(Source source, Claimed claimed) {
        checkRemovable(source);
        forget(source, removedAtProvider(offers.of(source), claimed));
    }

    private void forget(@Nullable Source source, Claimed claimed) {
        if (source != null) {
            secrets.remove(source, claimed.registration().secretIds());
        }
        store.delete(claimed);
    }

    private void checkRemovable(@Nullable Source source) {
        if (source == null) {
            throw RegistrationException.conflict(
                    "The source was deleted, and its credentials with it. Delete the webhook"
                            + " at the provider, then forget the registration with ?forget=true.");
        }
        if (!offers.of(source).api().can(Call.DELETE)) {
            throw RegistrationException.conflict(
                    "The provider documents no call that deletes a webhook. Have it deleted"
                            + " by the provider, then forget the registration with ?forget=true.");
        }
    }

    private Claimed removedAtProvider(Offer offer, Claimed claimed) {
        Registration found = claimed.registration();
        boolean isFurther = found.state() == State.REMOVING; // the state has lasted since the first attempt
        Registration begun = found.with(State.REMOVING, null);
        Claimed removing = isFurther ? store.note(claimed, begun) : store.write(claimed, begun);
        try {
            creation.deleteFound(offer, removing.registration());
            return removing;
        } catch (ProviderCallException e) {
            postpone(removing, creation.retry(removing.registration().retry(), e), e.getMessage());
            throw e;
        }
    }

    private void postpone(Claimed removing, ProviderRetry retry, @Nullable String problem) {
        Registration left = removing.registration().with(State.REMOVING, problem);
        if (retry.attempts() < MAX_REMOVALS) {
            store.release(store.note(removing, left.with(retry)), retry.at());
        } else {
            store.releaseForRequests(store.note(removing, left.with((ProviderRetry) null)));
        }
    }

    /** Changes what is wished of the webhook; what the wish leaves out stays. */
    public Registration change(Source source, Wish wish) {
        return repair.change(source, wish);
    }

    /** Mends what differs: by a change of the webhook, or by a new one where the provider has no change. */
    public Registration repair(Source source) {
        return repair.repair(source);
    }

    /**
     * Gives the webhook of a source a new secret, at the provider as well.
     *
     * @param expiresAt until when the old secret verifies calls, too
     */
    public Registration rotate(Source source, Instant expiresAt) {
        return repair.rotate(source, expiresAt);
    }

    /** What the provider lists for the credentials of a source. */
    public List<ProviderWebhook> atProvider(Source source) {
        Offer offer = offers.of(source);
        if (!offer.api().can(Call.LIST)) {
            throw RegistrationException.conflict("The provider documents no call that lists webhooks.");
        }
        return offer.api().list(offer.access());
    }

    /** An id for a secret. */
    public static String newSecretId() {
        return SourceSecrets.newId();
    }

    public Optional<Registration> find(String tenant, String sourceId) {
        return store.find(tenant, sourceId);
    }

    /** A page of a tenant's registrations by source; {@code after} is the last one of the page before, or null. */
    public List<Registration> find(String tenant, @Nullable String after, int limit) {
        return store.find(tenant, after, limit);
    }

    /** A page of the registrations of all tenants by source; {@code after} is the last one of the page before, or null. */
    public List<Registration> all(@Nullable String after, int limit) {
        return store.all(after, limit);
    }

    /** All that differs from what is wanted, as far as it is known now. */
    public List<String> differences(Registration registration) {
        Source source =
                secrets.source(registration.tenant(), registration.sourceId()).orElse(null);
        return differences(registration, source);
    }

    /** @param source null where it was deleted or cannot be read */
    public List<String> differences(Registration registration, @Nullable Source source) {
        List<String> differences = comparison.local(source, registration);
        differences.addAll(registration.seen().differences());
        return differences;
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
