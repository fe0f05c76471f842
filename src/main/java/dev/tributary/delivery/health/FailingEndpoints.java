package dev.tributary.delivery.health;

import com.mongodb.MongoException;
import dev.tributary.delivery.store.Delivery.Result;
import dev.tributary.delivery.store.DeliveryOutcome;
import dev.tributary.subscription.Subscription;
import dev.tributary.subscription.SubscriptionDirectory;
import dev.tributary.subscription.SubscriptionStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices endpoints of which every attempt fails, and disables their subscriptions. Since when an endpoint fails is held in
 * memory, and stored once it has failed for a while; a success at any gateway clears it by one write. So an attempt
 * usually costs no write here.
 */
public final class FailingEndpoints {

    private static final Logger log = LoggerFactory.getLogger(FailingEndpoints.class);
    /** An endpoint that has failed for so long is stored as failing. */
    private static final Duration STORE_AFTER = Duration.ofMinutes(3);

    /** @param stored whether the subscription was seen as failing in the store: if it is not any more, it succeeded */
    private record Failing(String baseUri, Instant since, boolean stored) {}

    private final SubscriptionDirectory directory;
    private final SubscriptionStore store;
    private final DisabledNotices notices;
    private final Duration disableAfter;
    private final Duration storeAfter;
    private final Clock clock;
    private final Map<String, Failing> failing = new ConcurrentHashMap<>();

    /** @param disableAfter how long every attempt has to fail until a subscription is disabled */
    public FailingEndpoints(
            SubscriptionDirectory directory,
            SubscriptionStore store,
            DisabledNotices notices,
            Duration disableAfter,
            Clock clock) {
        this.directory = directory;
        this.store = store;
        this.notices = notices;
        this.disableAfter = disableAfter;
        Duration tenth = disableAfter.dividedBy(10);
        this.storeAfter = tenth.compareTo(STORE_AFTER) < 0 ? tenth : STORE_AFTER;
        this.clock = clock;
    }

    /** The endpoint has said that it will never be back. Errors of the driver pass through unchanged. */
    public void gone(String subscriptionId, DeliveryOutcome.Gone gone) {
        notices.disable(subscriptionId, gone.baseUri(), "the endpoint answered 410 Gone");
    }

    /** Takes note of how an attempt ended. What the store refuses is done at the next attempt. */
    public void observe(Result result) {
        String id = result.delivery().subscriptionId();
        Subscription subscription = directory.find(id).orElse(null);
        if (subscription == null || !subscription.enabled()) {
            failing.remove(id);
            return;
        }
        if (result.attempt() == null || !result.attempt().concernsEndpoint()) {
            return;
        }
        try {
            if (result.outcome() instanceof DeliveryOutcome.Delivered) {
                succeeded(subscription);
            } else {
                failed(subscription, result.attempt().at());
            }
        } catch (MongoException e) {
            log.warn(
                    "The failing state of subscription {} was not written; its next attempt repeats the write: {}",
                    id,
                    e.getMessage());
        }
    }

    private void succeeded(Subscription subscription) {
        failing.remove(subscription.id());
        if (subscription.moments().failingSince() != null) {
            store.succeeded(subscription.id());
        }
    }

    private void failed(Subscription subscription, Instant at) {
        String id = subscription.id();
        String baseUri = subscription.endpoint().baseUri();
        Instant stored = subscription.moments().failingSince();
        Failing known = failing.get(id);
        if (known == null || !known.baseUri().equals(baseUri) || (known.stored() && stored == null)) {
            known = new Failing(baseUri, at, false);
        }
        boolean isStored = stored != null;
        if (stored != null) {
            if (hasPassed(disableAfter, stored)) {
                notices.disable(
                        id, baseUri, "every attempt since " + stored.truncatedTo(ChronoUnit.SECONDS) + " failed");
            }
        } else if (hasPassed(storeAfter, known.since())) {
            store.failing(id, baseUri, known.since().truncatedTo(ChronoUnit.MILLIS));
            isStored = true;
        }
        failing.put(id, new Failing(baseUri, known.since(), isStored));
    }

    private boolean hasPassed(Duration span, Instant since) {
        return !clock.instant().isBefore(since.plus(span));
    }
}
