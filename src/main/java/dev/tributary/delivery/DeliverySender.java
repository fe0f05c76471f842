package dev.tributary.delivery;

import dev.tributary.delivery.store.Delivery;
import dev.tributary.delivery.store.Delivery.Claimed;
import dev.tributary.delivery.store.Delivery.Result;
import dev.tributary.delivery.store.Delivery.Send;
import dev.tributary.egress.schedule.Endpoint;
import dev.tributary.egress.schedule.EndpointScheduler;
import dev.tributary.event.CloudEventFormat;
import dev.tributary.platform.membership.Membership;
import dev.tributary.subscription.Subscription;
import dev.tributary.subscription.SubscriptionDirectory;
import dev.tributary.tracing.Traces;
import dev.tributary.tracing.Traces.Origin;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Sends what is in memory, each delivery when its endpoint's turn comes. */
final class DeliverySender {

    private final EndpointScheduler scheduler;
    private final DeliveriesInMemory memory;
    private final SubscriptionDirectory subscriptions;
    private final Membership membership;
    private final OutcomeWriter outcomes;
    private final Function<Send, Result> route;
    private final InProcessDelivery inProcess;
    private final Clock clock;
    private final BlockingQueue<Delivery> withdrawn = new LinkedBlockingQueue<>();
    private final AtomicInteger inFlight = new AtomicInteger();

    DeliverySender(
            EndpointScheduler scheduler,
            DeliveriesInMemory memory,
            SubscriptionDirectory subscriptions,
            Membership membership,
            OutcomeWriter outcomes,
            Function<Send, Result> route,
            InProcessDelivery inProcess,
            Traces traces,
            Clock clock) {
        this.scheduler = scheduler;
        this.memory = memory;
        this.subscriptions = subscriptions;
        this.membership = membership;
        this.outcomes = outcomes;
        this.route = traces.each("delivery", route, DeliverySender::origin, DeliverySender::outcome);
        this.inProcess = inProcess;
        this.clock = clock;
    }

    /** Takes a delivery into memory. False: the endpoint is at its limit, or the delivery is there already. */
    boolean offer(Delivery delivery, Subscription subscription) {
        if (!memory.add(delivery)) {
            return false;
        }
        if (scheduler.offer(endpoint(subscription), new DeliveryCall(delivery, this))) {
            return true;
        }
        memory.remove(delivery);
        return false;
    }

    /** How many more deliveries an endpoint could take into memory now. */
    int capacity(Subscription subscription) {
        return isReady(subscription) ? scheduler.capacity(endpoint(subscription)) : 0;
    }

    /** How many deliveries wait in memory for an endpoint. */
    int waiting(Subscription subscription) {
        return scheduler.waiting(endpointId(subscription.id()));
    }

    /** Whether this gateway can make deliveries to a subscription now; until one can, they wait in the queue. */
    boolean isReady(Subscription subscription) {
        return subscription.enabled()
                && subscription.moments().verified() != null
                && (!subscription.type().isInProcess() || inProcess.canMake(subscription));
    }

    /** What was taken back from memory, to be put into the queue or released. */
    List<Delivery> takeWithdrawn() {
        List<Delivery> all = new ArrayList<>();
        withdrawn.drainTo(all);
        return all;
    }

    /** Withdraws everything that waits, and starts nothing more. */
    void close() {
        scheduler.close();
    }

    /** Waits for what is in flight. */
    void awaitIdle(Duration max) throws InterruptedException {
        scheduler.awaitIdle(max);
    }

    /** Forgets an endpoint, and withdraws what waits for it. */
    void forget(String subscriptionId) {
        scheduler.forget(endpointId(subscriptionId));
    }

    /** Whether this gateway may make a call now, for as long as it may take. */
    boolean mayStart(Delivery delivery, long maxCallNanos) {
        if (delivery.ownership() instanceof Claimed claimed) {
            return claimed.until() - System.nanoTime() > maxCallNanos;
        }
        return isOwn(delivery) && membership.holdsLease();
    }

    /** Whether a delivery that stands only in memory was added under the name that this gateway still has. */
    boolean isOwn(Delivery delivery) {
        return delivery.isInMemoryOf(membership.writer());
    }

    /** The subscription as it is now; empty if deliveries to it are to be cancelled. */
    Optional<Subscription> subscription(Delivery delivery) {
        return subscriptions.find(delivery.subscriptionId()).filter(found -> found.enabled() && delivery.isFor(found));
    }

    /** Whether its subscription cannot be read now: it waits until the subscription is repaired. */
    boolean waitsForRepair(Delivery delivery) {
        return subscriptions.isUnreadable(delivery.subscriptionId());
    }

    /** Makes an attempt and records it. Null: none could be made here. */
    @Nullable
    Result send(Send send) {
        inFlight.incrementAndGet();
        try {
            return send.subscription().type().isInProcess() ? inProcess.send(send) : route.apply(send);
        } finally {
            inFlight.decrementAndGet();
        }
    }

    /** Deliveries in flight now. */
    int inFlight() {
        return inFlight.get();
    }

    void record(Result result) {
        outcomes.record(result);
    }

    void rest(Delivery delivery, Duration rest) {
        scheduler.rest(endpointId(delivery.subscriptionId()), rest);
    }

    void withdraw(Delivery delivery) {
        withdrawn.add(delivery);
    }

    Instant now() {
        return clock.instant();
    }

    private static Origin origin(Send send) {
        Delivery delivery = send.delivery();
        return new Origin(
                CloudEventFormat.receiptId(delivery.body()),
                Map.of(
                        "cloudevents.event_id", delivery.eventId(),
                        "webhook.subscription_id", delivery.subscriptionId()));
    }

    private static String outcome(Result result) {
        return result.attempt() == null ? "not_made" : result.attempt().outcome();
    }

    private static String endpointId(String subscriptionId) {
        return "subscription/" + subscriptionId;
    }

    /** A rate holds for all gateways together, so that each takes its share. */
    private Endpoint endpoint(Subscription subscription) {
        Double rate = subscription.rate();
        return new Endpoint(
                subscription.tenant(), endpointId(subscription.id()), rate == null ? 0 : rate / membership.living());
    }
}
