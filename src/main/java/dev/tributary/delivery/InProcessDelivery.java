package dev.tributary.delivery;

import dev.tributary.delivery.store.Delivery.Result;
import dev.tributary.delivery.store.Delivery.Send;
import dev.tributary.subscription.Subscription;
import dev.tributary.subscription.handler.InProcessCalls;
import dev.tributary.subscription.handler.InProcessOutcome;
import dev.tributary.subscription.handler.InProcessOutcome.Kind;
import dev.tributary.subscription.handler.ReceivedEvent;
import org.jspecify.annotations.Nullable;

/** Makes deliveries to routes and handlers of this gateway. */
final class InProcessDelivery {

    private final InProcessCalls calls;
    private final DeliverySteps steps;
    private final OutcomeWriter outcomes;

    InProcessDelivery(InProcessCalls calls, DeliverySteps steps, OutcomeWriter outcomes) {
        this.calls = calls;
        this.steps = steps;
        this.outcomes = outcomes;
    }

    /** Whether this gateway has the route or handler, and may call it now. */
    boolean canMake(Subscription subscription) {
        return calls.canCall(subscription);
    }

    /** Makes an attempt and records it. Null: none was made, because the route or handler has gone or the gateway stops. */
    @Nullable
    Result send(Send send) {
        try {
            InProcessOutcome end = calls.call(
                    send.subscription(), ReceivedEvent.of(send.delivery().body()));
            if (end.kind() == Kind.NOT_CALLED) {
                return null;
            }
            Result result = steps.judged(send, end);
            outcomes.record(result);
            return result;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }
}
