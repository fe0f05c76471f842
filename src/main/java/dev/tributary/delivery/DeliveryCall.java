package dev.tributary.delivery;

import dev.tributary.delivery.store.Delivery;
import dev.tributary.delivery.store.Delivery.Send;
import dev.tributary.delivery.store.DeliveryOutcome;
import dev.tributary.egress.schedule.OutgoingCall;
import dev.tributary.subscription.Subscription;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One delivery that waits for its place, and is then made. */
final class DeliveryCall implements OutgoingCall {

    private static final Logger log = LoggerFactory.getLogger(DeliveryCall.class);
    /** The total deadline of a call, and some time to record its outcome. */
    private static final long MAX_CALL = TimeUnit.SECONDS.toNanos(25);
    /** Of one delivery in memory, beside its body. */
    private static final int OVERHEAD = 512;

    private final Delivery delivery;
    private final DeliverySender sender;

    DeliveryCall(Delivery delivery, DeliverySender sender) {
        this.delivery = delivery;
        this.sender = sender;
    }

    @Override
    public Result run() {
        try {
            if (!sender.mayStart(delivery, MAX_CALL)) {
                sender.withdraw(delivery);
                return Result.NOT_MADE;
            }
            Optional<Subscription> subscription = sender.subscription(delivery);
            if (subscription.isEmpty() && sender.waitsForRepair(delivery)) {
                sender.withdraw(delivery);
                return Result.NOT_MADE;
            }
            if (subscription.isEmpty()) {
                sender.record(new Delivery.Result(delivery, null, new DeliveryOutcome.Cancelled()));
                return Result.NOT_MADE;
            }
            // not ready: pointed elsewhere while this waited, or its route or handler is not here
            Delivery.Result result = sender.isReady(subscription.get())
                    ? sender.send(new Send(delivery, subscription.get(), sender.now(), System.nanoTime()))
                    : null;
            if (result == null) {
                sender.withdraw(delivery);
                return Result.NOT_MADE;
            }
            return result.attempt() == null ? Result.NOT_MADE : judged(result.outcome());
        } catch (RuntimeException | Error e) { // after any failure, the delivery must not stay in memory
            log.warn("Delivery {} goes back to the queue without an attempt: {}", delivery.id(), e.toString());
            sender.withdraw(delivery);
            return Result.NOT_MADE;
        }
    }

    private Result judged(DeliveryOutcome outcome) {
        if (outcome instanceof DeliveryOutcome.RetryAt retry && retry.rest() != null) {
            sender.rest(delivery, retry.rest());
        }
        if (outcome instanceof DeliveryOutcome.Delivered) {
            return Result.SUCCEEDED;
        }
        return outcome.endpointFailed() ? Result.FAILED : Result.ANSWERED;
    }

    @Override
    public void withdrawn() {
        sender.withdraw(delivery);
    }

    @Override
    public boolean late() {
        return !delivery.attempts().isEmpty() || delivery.replayId() != null; // replays do not delay new events
    }

    @Override
    public int bytes() {
        return delivery.body().length + OVERHEAD;
    }
}
