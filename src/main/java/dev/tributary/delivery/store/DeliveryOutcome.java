package dev.tributary.delivery.store;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What an attempt means for its delivery, as the send steps decide it. */
public sealed interface DeliveryOutcome {

    /** The subscriber has it. */
    record Delivered() implements DeliveryOutcome {}

    /**
     * Another attempt follows.
     *
     * @param endpointFailed whether the endpoint as a whole fails, and not only this request
     * @param rest for which the endpoint asks, or null
     */
    record RetryAt(
            Instant at, boolean endpointFailed, @Nullable Duration rest) implements DeliveryOutcome {}

    /** The schedule is used up; the delivery stays visible as failed. */
    record Exhausted(boolean endpointFailed) implements DeliveryOutcome {}

    /**
     * The endpoint answered 410 Gone: its subscription is disabled.
     *
     * @param baseUri of the subscription when it was asked
     */
    record Gone(String baseUri) implements DeliveryOutcome {}

    /** There is no enabled subscription any more, or no event. */
    record Cancelled() implements DeliveryOutcome {}

    /** Whether fewer calls at a time should go to the endpoint. */
    default boolean endpointFailed() {
        return (this instanceof RetryAt retry && retry.endpointFailed())
                || (this instanceof Exhausted exhausted && exhausted.endpointFailed());
    }

    /** The state of the delivery afterwards. */
    default DeliveryListing.State state() {
        if (this instanceof Delivered) {
            return DeliveryListing.State.DELIVERED;
        }
        if (this instanceof RetryAt) {
            return DeliveryListing.State.PENDING;
        }
        return this instanceof Cancelled ? DeliveryListing.State.CANCELLED : DeliveryListing.State.FAILED;
    }
}
