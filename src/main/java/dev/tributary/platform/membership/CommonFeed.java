package dev.tributary.platform.membership;

import java.util.Comparator;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Up to where the feed of all gateways is complete. Each gateway shows its own horizon, below which it stores nothing any more.
 *
 * <p>A gateway shows its horizon before it reads those of the others, and one that joins writes its document before it reads what
 * is shown, see {@link Membership#onJoin}. So either this one sees the other, or that one stores nothing below what this one
 * reads; no clocks are compared.
 */
public final class CommonFeed {

    private final GatewayStore store;
    private final Membership membership;
    private final boolean alone;

    /** @param alone whether no other process can use the store */
    public CommonFeed(GatewayStore store, Membership membership, boolean alone) {
        this.store = store;
        this.membership = membership;
        this.alone = alone;
    }

    /** Shows this gateway's horizon to others, if there are some. */
    public void show(Supplier<String> own) {
        if (membership.living() > 1) {
            store.showFeed(membership.writer(), own.get());
        }
    }

    /**
     * The lowest horizon of all gateways.
     *
     * @param own this gateway's horizon
     * @return empty while it is not known
     */
    public Optional<String> horizon(String own) {
        if (alone) {
            return Optional.of(own);
        }
        String name = membership.writer();
        return store.showFeed(name, own)
                ? Stream.concat(Stream.of(own), store.feeds(name).stream()).min(Comparator.naturalOrder())
                : Optional.empty();
    }
}
