package dev.tributary.subscription;

import org.jspecify.annotations.Nullable;

/** A subscription as it stands in the store: one that can be used, or what can be read of one that cannot. */
public sealed interface SubscriptionRow {

    String id();

    long revision();

    /** The subscription, also where only its filter is unusable; null where its members cannot be read. */
    @Nullable
    Subscription readable();

    /** A subscription that can be used. */
    record Usable(Subscription subscription) implements SubscriptionRow {

        @Override
        public String id() {
            return subscription.id();
        }

        @Override
        public long revision() {
            return subscription.revision();
        }

        @Override
        public Subscription readable() {
            return subscription;
        }
    }

    /**
     * A subscription that gets no events until it is repaired: its secrets are encrypted under another master key, its
     * filter does not compile, or a member is missing. What cannot be read is null.
     *
     * @param revision 0 where it cannot be read
     */
    record Unusable(
            String id,
            long revision,
            @Nullable String type,
            @Nullable String name,
            @Nullable String baseUri,
            @Nullable Subscription readable)
            implements SubscriptionRow {}
}
