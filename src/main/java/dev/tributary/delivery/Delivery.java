package dev.tributary.delivery;

import dev.tributary.event.TimeOrderedId;
import dev.tributary.subscription.Subscription;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One event on its way to one subscription, claimed by this gateway.
 *
 * @param body the event's bytes, the same on every attempt
 * @param token of the claim, carried by every later write
 * @param made attempts so far
 */
@SuppressWarnings("ArrayRecordComponent") // one holder, never compared
record Delivery(String tenant, String eventId, String subscriptionId, byte[] body, String token, int made) {

    /** One try of a delivery: what the route gets. */
    record Attempt(Delivery delivery, Subscription subscription, Instant at, long startNanos) {}

    /**
     * How a claimed delivery goes on: what the route gives.
     *
     * @param tried the attempt that was made, or null where none was
     */
    record Result(Delivery delivery, DeliveryListing.@Nullable Try tried, Outcome outcome) {}

    /** What an attempt means for its delivery. */
    sealed interface Outcome {

        /** The subscriber has it. */
        record Delivered() implements Outcome {}

        /**
         * Another attempt follows.
         *
         * @param endpointTroubled whether the endpoint as a whole is in trouble, and not just this request refused
         */
        record RetryAt(Instant at, boolean endpointTroubled) implements Outcome {}

        /** The schedule is used up. */
        record Exhausted(boolean endpointTroubled) implements Outcome {}

        /**
         * The endpoint says that it will never be back: its subscription ends with this delivery.
         *
         * @param baseUri of the subscription when it was asked
         */
        record Gone(String baseUri) implements Outcome {}

        /** There is no enabled subscription any more, or no event. */
        record Cancelled() implements Outcome {}

        /** Whether fewer calls at a time should go to the endpoint. */
        default boolean troubled() {
            return (this instanceof RetryAt retry && retry.endpointTroubled())
                    || (this instanceof Exhausted exhausted && exhausted.endpointTroubled());
        }

        /** Whether more work for the delivery remains. */
        default boolean pending() {
            return this instanceof RetryAt;
        }
    }

    /** Whether it was made for this one, and not for another that had the id before. */
    boolean isFor(Subscription found) {
        return found.id().equals(subscriptionId)
                && found.tenant().equals(tenant)
                && !found.moments().created().isAfter(TimeOrderedId.instantOf(eventId));
    }

    String id() {
        return id(eventId, subscriptionId);
    }

    /** The same for the same event and subscription, whoever makes it. */
    static String id(String eventId, String subscriptionId) {
        return eventId + ':' + subscriptionId;
    }
}
