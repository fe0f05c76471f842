package dev.tributary.subscription;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A state of a subscription; the moments tell a handler from another that had the id before it. */
record SubscriptionVersion(
        String id,
        long revision,
        Instant createdAt,
        Instant modifiedAt,
        @Nullable Instant checkedAt,
        @Nullable Instant failingSince) {

    static SubscriptionVersion of(Subscription subscription) {
        EndpointCheck.Ended last = subscription.check().last();
        return new SubscriptionVersion(
                subscription.id(),
                subscription.revision(),
                subscription.moments().created(),
                subscription.moments().modified(),
                last == null ? null : last.at(),
                subscription.moments().failingSince());
    }
}
