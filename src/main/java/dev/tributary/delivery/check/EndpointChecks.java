package dev.tributary.delivery.check;

import dev.tributary.egress.RetryPolicy;
import dev.tributary.egress.schedule.Endpoint;
import dev.tributary.egress.schedule.EndpointScheduler;
import dev.tributary.subscription.CheckQueue;
import dev.tributary.subscription.CheckQueue.Claimed;
import dev.tributary.subscription.EndpointCheck;
import dev.tributary.subscription.Subscription;
import dev.tributary.subscription.SubscriptionDirectory;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the endpoint checks that are due, each by one gateway at a time and when its turn comes among the outgoing calls.
 * A failed check of an unverified subscription is repeated after growing waits, at last every hour, until the endpoint
 * consents. A verified subscription that is checked on request stays verified, whatever the outcome.
 */
public final class EndpointChecks {

    private static final Logger log = LoggerFactory.getLogger(EndpointChecks.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final RetryPolicy REPEATS = new RetryPolicy(List.of(
            Duration.ZERO,
            Duration.ofSeconds(5),
            Duration.ofSeconds(30),
            Duration.ofMinutes(2),
            Duration.ofMinutes(10),
            Duration.ofMinutes(30),
            Duration.ofHours(1)));

    private final CheckQueue queue;
    private final SubscriptionDirectory subscriptions;
    private final EndpointScheduler scheduler;
    private final Handshake handshake;
    private final CheckSettings settings;
    private final Clock clock;
    /** Those of this gateway that have not ended, by subscription and revision. */
    private final Map<String, CompletableFuture<Boolean>> running = new ConcurrentHashMap<>();

    private final Queue<Claimed> withdrawn = new ConcurrentLinkedQueue<>();

    EndpointChecks(
            CheckQueue queue,
            SubscriptionDirectory subscriptions,
            EndpointScheduler scheduler,
            Handshake handshake,
            CheckSettings settings,
            Clock clock) {
        this.queue = queue;
        this.subscriptions = subscriptions;
        this.scheduler = scheduler;
        this.handshake = handshake;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * Starts the check of a subscription if it is due, and waits a while for its end.
     *
     * @return whether an outcome was recorded meanwhile
     */
    public boolean await(Subscription subscription, Duration max) {
        if (!isDue(subscription)) {
            return false;
        }
        try {
            return start(subscription).get(max.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("a check completes with a value only", e);
        }
    }

    Duration round() {
        release();
        for (Subscription subscription : subscriptions.all()) {
            if (isDue(subscription)) {
                CompletableFuture<Boolean> unused = start(subscription);
            }
        }
        return POLL;
    }

    /** Releases claimed checks that were withdrawn before their call. */
    void release() {
        for (Claimed next = withdrawn.peek(); next != null; next = withdrawn.peek()) {
            queue.release(next);
            withdrawn.remove();
        }
    }

    private boolean isDue(Subscription subscription) {
        return subscription.enabled() && subscription.check().isDue(clock.instant());
    }

    private static String key(Subscription subscription) {
        return subscription.id() + ' ' + subscription.revision();
    }

    private CompletableFuture<Boolean> start(Subscription subscription) {
        var ended = new CompletableFuture<Boolean>();
        CompletableFuture<Boolean> before = running.putIfAbsent(key(subscription), ended);
        if (before != null) {
            return before;
        }
        boolean offered = false;
        try {
            Optional<Claimed> claimed = queue.claim(subscription, clock.instant());
            offered = claimed.isPresent() && offer(claimed.get());
        } finally {
            if (!offered) {
                ended(subscription, false);
            }
        }
        return ended;
    }

    /** Says that a check ended, or was not made. */
    void ended(Subscription subscription, boolean recorded) {
        CompletableFuture<Boolean> ended = running.remove(key(subscription));
        if (ended != null) {
            ended.complete(recorded);
        }
    }

    private boolean offer(Claimed claimed) {
        Subscription subscription = claimed.subscription();
        var endpoint = new Endpoint(subscription.tenant(), endpointId(subscription), 0);
        boolean offered = scheduler.offer(endpoint, new CheckCall(claimed, this));
        if (!offered) {
            withdraw(claimed);
        }
        return offered;
    }

    /** Makes a check. False: the subscription was changed meanwhile, so that the outcome says nothing about it. */
    boolean check(Claimed claimed) {
        Subscription subscription = claimed.subscription();
        try {
            Consent consent = settings.endpointCheck()
                    ? handshake.ask(subscription)
                    : new Consent(true, "not_checked", null, null);
            Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
            boolean first = consent.given() && subscription.moments().verified() == null;
            boolean recorded = queue.end(claimed, outcome(subscription, consent, now), first ? now : null);
            if (!consent.given()) {
                log.info("The endpoint of {} did not consent: {}", subscription, consent.outcome());
            }
            return recorded;
        } finally {
            scheduler.forget(endpointId(subscription)); // a check is not a delivery, and the next one is far
        }
    }

    private static EndpointCheck outcome(Subscription subscription, Consent consent, Instant now) {
        var last = new EndpointCheck.Ended(now, consent.outcome(), consent.status());
        if (consent.given()) {
            return new EndpointCheck(null, 0, last, consent.rate());
        }
        int failures = subscription.check().failures() + 1;
        Double rate = subscription.check().allowedRate();
        if (subscription.moments().verified() != null) {
            return new EndpointCheck(null, failures, last, rate);
        }
        int made = Math.min(failures, REPEATS.waits().size() - 1);
        Instant next = REPEATS.nextAttempt(
                        made, now, null, () -> ThreadLocalRandom.current().nextDouble())
                .orElseThrow();
        return new EndpointCheck(next, failures, last, rate);
    }

    /** Takes note that a check will not be made. Never blocks. */
    void withdraw(Claimed claimed) {
        withdrawn.add(claimed);
    }

    private static String endpointId(Subscription subscription) {
        return "check/" + subscription.id();
    }
}
