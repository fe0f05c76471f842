package dev.tributary.source.registration;

import dev.tributary.source.Source;
import dev.tributary.source.access.ProviderCallException;
import dev.tributary.source.registration.Registration.Seen;
import dev.tributary.source.registration.Registration.State;
import dev.tributary.source.registration.RegistrationStore.Claimed;
import dev.tributary.source.registration.webhook.WebhookApis.Offer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.hc.core5.concurrent.DefaultThreadFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks providers on a schedule for the webhooks of registered sources, and keeps what differs; goes on with a webhook that was to be
 * made in place of another one, and was not, and with a deletion that failed. A registration is leased by one
 * gateway for that; a few providers are asked at a time, so that a slow one delays few others.
 */
final class RegistrationChecks {

    private static final Logger log = LoggerFactory.getLogger(RegistrationChecks.class);
    private static final Duration MAX_POLL = Duration.ofSeconds(10);
    private static final int AT_A_TIME = 4;
    /** Of the interval, added to spread checks that began together. */
    private static final double JITTER = 0.1;

    private final RegistrationStore store;
    private final Offers offers;
    private final SourceSecrets secrets;
    private final Registrations registrations;
    private final WebhookCreation creation;
    private final WebhookComparison comparison;
    private final Duration every;
    private final Clock clock;
    private final Set<Claimed> looks = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads =
            Executors.newFixedThreadPool(AT_A_TIME, new DefaultThreadFactory("registration-check", true));

    RegistrationChecks(
            RegistrationStore store,
            Offers offers,
            SourceSecrets secrets,
            Registrations registrations,
            WebhookCreation creation,
            WebhookComparison comparison,
            Duration every,
            Clock clock) {
        this.store = store;
        this.offers = offers;
        this.secrets = secrets;
        this.registrations = registrations;
        this.creation = creation;
        this.comparison = comparison;
        this.every = every;
        this.clock = clock;
    }

    Duration round() throws InterruptedException {
        // Each begins at once, with its whole lease, and is not interrupted between two calls of its provider.
        List<Claimed> due = store.claimDue(AT_A_TIME);
        threads.invokeAll(
                due.stream().<Callable<Object>>map(one -> () -> check(one)).toList());
        Duration poll = every.dividedBy(4);
        return due.size() == AT_A_TIME ? Duration.ZERO : poll.compareTo(MAX_POLL) < 0 ? poll : MAX_POLL;
    }

    /** What was only looked at is free for other gateways at once; an interrupted change keeps its lease. */
    void stop() {
        threads.shutdownNow();
        looks.forEach(claimed -> store.release(claimed, null));
    }

    /** Never throws: what fails here is done by a later check. */
    private Object check(Claimed claimed) {
        try {
            Registration registration = claimed.registration();
            Source source = secrets.source(registration.tenant(), registration.sourceId())
                    .orElse(null);
            if (source == null || source.api() == null) {
                store.release(claimed, next());
            } else if (registration.state() == State.REGISTERING) {
                goOn(source, claimed);
            } else if (registration.state() == State.REMOVING) {
                remove(source, claimed);
            } else {
                look(source, claimed);
            }
        } catch (RuntimeException e) {
            log.warn(
                    "The webhook of source {} could not be checked, made or deleted; a later check repeats it: {}",
                    claimed.registration().sourceId(),
                    e.toString());
        }
        return claimed;
    }

    /** Makes the webhook that an attempt before has not made; at least the former secrets end. */
    private void goOn(Source source, Claimed claimed) {
        try {
            Offer offer = offers.of(source);
            if (claimed.registration().goesOnByItself(offer.api())) {
                Registration made = creation.create(offer, claimed, true, false);
                log.info("Source {} has its new webhook {} at the provider", source.id(), made.webhookId());
                return;
            }
            secrets.expire(source, claimed.registration().formerSecrets());
            store.release(claimed, next());
        } catch (RegistrationException e) {
            store.release(claimed, next()); // its scheme is another one by now, or it was changed or deleted meanwhile
        }
    }

    private void remove(Source source, Claimed claimed) {
        try {
            registrations.removeAgain(source, claimed);
            log.info("The webhook of source {} is deleted at the provider", source.id());
        } catch (RegistrationException e) {
            store.release(claimed, next()); // as above
        }
    }

    private void look(Source source, Claimed claimed) {
        looks.add(claimed);
        try {
            Claimed looked = looked(source, claimed);
            if (!threads.isShutdown()) {
                store.release(looked, next());
            }
        } finally {
            looks.remove(claimed);
        }
    }

    private Claimed looked(Source source, Claimed claimed) {
        Registration registration = claimed.registration();
        try {
            Offer offer = offers.of(source);
            Seen seen = comparison.atProvider(offer, registration);
            if (!seen.differences().equals(registration.seen().differences())) {
                log.info(
                        "What differs in the webhook of source {} at its provider: {}",
                        source.id(),
                        seen.differences());
            }
            Registration looked = registration.with(seen, null);
            for (String former : registration.endedWebhooks(clock.instant())) {
                offer.api().delete(offer.access(), former);
                looked = looked.withoutFormer(former);
            }
            return note(claimed, looked);
        } catch (ProviderCallException e) {
            return note(claimed, registration.with(registration.seen(), e.getMessage()));
        } catch (RegistrationException e) {
            return claimed; // its scheme is another one by now, or has no registration any more
        }
    }

    /** Not of a call that a stop has ended: the provider is not to blame for it. */
    private Claimed note(Claimed claimed, Registration looked) {
        return threads.isShutdown() ? claimed : store.note(claimed, looked);
    }

    private Instant next() {
        double jitter = 1 + ThreadLocalRandom.current().nextDouble() * JITTER;
        return clock.instant().plusMillis((long) (every.toMillis() * jitter));
    }
}
