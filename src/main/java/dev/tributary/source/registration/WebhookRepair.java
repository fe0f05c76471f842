package dev.tributary.source.registration;

import dev.tributary.source.Source;
import dev.tributary.source.SourceSecret;
import dev.tributary.source.access.ProviderCallException;
import dev.tributary.source.registration.Registration.Seen;
import dev.tributary.source.registration.Registration.State;
import dev.tributary.source.registration.RegistrationStore.Claimed;
import dev.tributary.source.registration.Registrations.Wish;
import dev.tributary.source.registration.webhook.WantedWebhook;
import dev.tributary.source.registration.webhook.WebhookApi.Call;
import dev.tributary.source.registration.webhook.WebhookApis.Offer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Mends what differs, and renews secrets: by a change of the webhook, or by a new one where the provider has no change. */
final class WebhookRepair {

    private static final Logger log = LoggerFactory.getLogger(WebhookRepair.class);
    /** How long the secret of a webhook that is replaced verifies calls where the repair does not end. */
    private static final Duration REPAIR_GRACE = Duration.ofHours(1);

    private final RegistrationStore store;
    private final Offers offers;
    private final SourceSecrets secrets;
    private final WebhookCreation creation;
    private final WebhookComparison comparison;
    private final Clock clock;

    WebhookRepair(
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
        this.clock = clock;
    }

    Registration repair(Source source) {
        Offer offer = offers.of(source);
        Claimed claimed = registered(source);
        Registration found = claimed.registration();
        try {
            Seen seen = comparison.atProvider(offer, found);
            List<String> differences = comparison.local(source, found.with(seen, null));
            differences.addAll(seen.differences());
            if (differences.isEmpty()) {
                Claimed checked = store.write(claimed, found.with(seen, null));
                store.release(checked, null);
                return checked.registration();
            }
            return mended(offer, claimed, differences);
        } catch (RuntimeException e) {
            store.release(claimed, null);
            throw e;
        }
    }

    /** Changes the webhook to what is wished, where the provider documents a change. */
    Registration change(Source source, Wish wish) {
        Offer offer = offers.of(source);
        Claimed claimed = registered(source);
        try {
            String id = claimed.registration().webhookId();
            if (id == null || !offer.api().can(Call.CHANGE)) {
                throw RegistrationException.conflict(
                        "The provider documents no change of a webhook; delete the registration and create it again.");
            }
            WantedWebhook wanted =
                    offers.changed(offer, source, claimed.registration().wanted(), wish);
            return changed(offer, claimed, id, wanted);
        } catch (RuntimeException e) {
            store.release(claimed, null);
            throw e;
        }
    }

    private Registration changed(Offer offer, Claimed claimed, String id, WantedWebhook wanted) {
        Registration found = claimed.registration();
        SourceSecret secret = SourceSecrets.find(offer.access().source(), found.secretId());
        offer.api().change(offer.access(), id, wanted, secret == null ? null : secret.value());
        Registration changed = found.renewed(wanted, false).with(State.REGISTERED, null);
        Claimed written = store.write(claimed, changed.with(comparison.atProvider(offer, changed), null));
        store.release(written, null);
        return written.registration();
    }

    private Claimed registered(Source source) {
        if (store.find(source.tenant(), source.id()).isEmpty()) {
            throw RegistrationException.conflict("The source is not registered.");
        }
        Claimed claimed = store.claimed(source);
        if (claimed.registration().state() != State.REGISTERED) {
            store.release(claimed, null);
            throw RegistrationException.conflict("The registration is unfinished; repeat the request that began it.");
        }
        return claimed;
    }

    private Registration mended(Offer offer, Claimed claimed, List<String> differences) {
        Registration found = claimed.registration();
        Source source = offer.access().source();
        WantedWebhook wanted = new WantedWebhook(
                offers.url(source),
                found.wanted().events(),
                found.wanted().description(),
                found.wanted().delay());
        String id = found.webhookId();
        if (id != null && offer.api().can(Call.CHANGE) && !WebhookComparison.needNewOne(differences)) {
            return changed(offer, claimed, id, wanted);
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Claimed renewed = renewed(offer, claimed, wanted, now.plus(REPAIR_GRACE), null);
        Registration made = creation.replace(offer, renewed, true, found);
        secrets.remove(source, List.of(found.secretId()));
        return made;
    }

    /**
     * Gives a registered webhook a new secret, by a change or by a new webhook. Both secrets verify until the old one expires. Where two
     * webhooks can be there at a time, the old one is deleted after the new one is there; where a new one takes a while to deliver, by a
     * later check.
     *
     * @param expiresAt of the old secret
     */
    Registration rotate(Source source, Instant expiresAt) {
        Offer offer = offers.of(source);
        Claimed claimed = registered(source);
        Registration found = claimed.registration();
        String kept = offer.canOverlap() ? found.webhookId() : null;
        Claimed renewed = renewed(offer, claimed, found.wanted(), expiresAt, kept);
        // where two webhooks of one URL do not conflict, the old one is deleted after the new one is there
        boolean twice = !offer.api().can(Call.LIST);
        Registration made = creation.replace(offer, renewed, !twice, found);
        String old = found.webhookId();
        if (twice && old != null && offer.api().can(Call.DELETE)) {
            deleteOld(offer, old);
        }
        return made;
    }

    /** Writes down that the secret is replaced, and when it ends, before anything else is done. */
    private Claimed renewed(Offer offer, Claimed claimed, WantedWebhook wanted, Instant end, @Nullable String kept) {
        Registration found = claimed.registration();
        boolean leavesOrphan = !offer.api().can(Call.DELETE);
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Registration renewed = found.renewed(wanted, leavesOrphan);
        return store.write(claimed, renewed.withSecret(SourceSecrets.newId(), end, kept, now));
    }

    private static void deleteOld(Offer offer, String webhookId) {
        try {
            offer.api().delete(offer.access(), webhookId);
        } catch (ProviderCallException e) {
            log.warn(
                    "The old webhook {} of source {} is still at the provider, delete it there; its calls are refused once the"
                            + " old secret has expired: {}",
                    webhookId,
                    offer.access().source().id(),
                    e.getMessage());
            throw e;
        }
    }
}
