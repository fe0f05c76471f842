package dev.tributary.subscription;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Queue;
import java.util.concurrent.PriorityBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Subscriptions that came into this gateway's view, each for a look back at the events since its creation, which older
 * views have missed. Each comes up twice: at once, and when the events that were on their way to the store at the time
 * have arrived there. Those that were young when this gateway started come up once, for one that ended in between.
 */
public final class Arrivals implements SubscriptionDirectory.Listener {

    /** More than an event takes from its mapping to the store, where it gets there at all. */
    static final Duration ON_THE_WAY = Duration.ofSeconds(30);

    private static final Duration YOUNG = Duration.ofMinutes(10);

    private record Arrival(Subscription subscription, Instant due) {}

    private final Clock clock;
    private final Queue<Arrival> arrivals = new PriorityBlockingQueue<>(11, Comparator.comparing(Arrival::due));

    public Arrivals(SubscriptionDirectory directory, Clock clock) {
        this.clock = clock;
        directory.listen(this);
        Instant now = clock.instant();
        directory.createdSince(now.minus(YOUNG)).forEach(young -> arrivals.add(new Arrival(young, now)));
    }

    @Override
    public void appeared(Subscription subscription) {
        Instant now = clock.instant();
        arrivals.add(new Arrival(subscription, now));
        arrivals.add(new Arrival(subscription, now.plus(ON_THE_WAY)));
    }

    /** The next one to look back for, taken away; null if there is none by now. */
    public @Nullable Subscription poll() {
        Arrival next = arrivals.peek();
        if (next == null || next.due().isAfter(clock.instant()) || !arrivals.remove(next)) {
            return null;
        }
        return next.subscription();
    }
}
