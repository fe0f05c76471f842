package dev.tributary.subscription.handler;

import dev.tributary.subscription.Subscription;
import dev.tributary.subscription.handler.EventRoutes.RouteGoneException;
import dev.tributary.subscription.handler.InProcessOutcome.Kind;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hc.core5.concurrent.DefaultThreadFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls routes and handlers, each call on a thread of its own, so that the deadline holds also for code that ignores an
 * interruption. A route or handler whose calls do not return gets no more than a few of them.
 */
public final class InProcessCalls {

    private static final Logger log = LoggerFactory.getLogger(InProcessCalls.class);
    private static final int MAX_OVERDUE = 4;

    private final EventHandlers handlers;
    private final EventRoutes routes;
    private final Duration deadline;
    private final ExecutorService threads =
            Executors.newCachedThreadPool(new DefaultThreadFactory("in-process-call", true));
    /** Calls that go on after their deadline, by subscription. */
    private final Map<String, Integer> overdue = new ConcurrentHashMap<>();

    /** @param deadline after it the thread is interrupted, and the attempt has failed */
    InProcessCalls(EventHandlers handlers, EventRoutes routes, Duration deadline) {
        this.handlers = handlers;
        this.routes = routes;
        this.deadline = deadline;
    }

    /** Whether this gateway has the route or handler of a subscription, and its earlier calls return. */
    public boolean canCall(Subscription subscription) {
        return target(subscription) != null && overdue.getOrDefault(subscription.id(), 0) < MAX_OVERDUE;
    }

    /**
     * Hands over an event and waits until it is taken.
     *
     * @throws InterruptedException if the waiting thread is interrupted; the call is, too
     */
    public InProcessOutcome call(Subscription subscription, ReceivedEvent event) throws InterruptedException {
        EventHandler target = target(subscription);
        if (target == null) {
            return InProcessOutcome.of(Kind.NOT_CALLED);
        }
        var decided = new AtomicBoolean();
        Future<InProcessOutcome> call = threads.submit(() -> run(subscription.id(), target, event, decided));
        try {
            return call.get(deadline.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            Throwable problem = e.getCause() == null ? e : e.getCause();
            if (problem instanceof RouteGoneException) {
                return InProcessOutcome.of(Kind.NOT_CALLED);
            }
            log.warn(
                    "Event {} was not taken by {}",
                    event.id(),
                    subscription.endpoint().baseUri(),
                    problem);
            return InProcessOutcome.failed(problem);
        } catch (TimeoutException e) {
            return InProcessOutcome.of(Kind.TIMED_OUT);
        } finally {
            if (decided.compareAndSet(false, true)) {
                overdue.merge(subscription.id(), 1, Integer::sum);
            }
            call.cancel(true); // interrupts it, unless it has returned
        }
    }

    /** What is decided by whichever is first: that it has returned, or that it is overdue. */
    private InProcessOutcome run(String id, EventHandler target, ReceivedEvent event, AtomicBoolean decided)
            throws Exception {
        try {
            target.handle(event);
            return InProcessOutcome.of(Kind.HANDLED);
        } finally {
            if (!decided.compareAndSet(false, true)) {
                overdue.merge(id, -1, Integer::sum);
            }
        }
    }

    private @Nullable EventHandler target(Subscription subscription) {
        return switch (subscription.type()) {
            case HANDLER ->
                handlers.find(Registration.name(subscription.id()))
                        .map(Registration::handler)
                        .orElse(null);
            case ROUTE -> {
                String uri = subscription.endpoint().baseUri();
                yield routes.isStarted(uri) ? event -> routes.call(uri, event) : null;
            }
            default -> null;
        };
    }
}
