package dev.tributary.delivery;

import com.mongodb.MongoException;
import dev.tributary.delivery.Delivery.Outcome;
import dev.tributary.delivery.Delivery.Result;
import dev.tributary.delivery.DeliveryListing.State;
import dev.tributary.subscription.SubscriptionStore;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down how attempts ended, several by one command: while one write is on its way, the next batch gathers. What
 * the store refuses is kept and tried again.
 */
final class DeliveryRecorder {

    private static final Logger log = LoggerFactory.getLogger(DeliveryRecorder.class);
    private static final int BATCH = 256;
    private static final long SHORTEST_PAUSE_MILLIS = 100;
    private static final long LONGEST_PAUSE_MILLIS = 5_000;

    private final DeliveryQueue queue;
    private final DeliveryHistory history;
    private final DeliveryClaims claims;
    private final SubscriptionStore subscriptions;
    private final MeterRegistry metrics;
    private final Clock clock;
    private final BlockingQueue<Result> waiting = new LinkedBlockingQueue<>();
    private volatile boolean closing;
    private final Thread writer;

    DeliveryRecorder(
            DeliveryQueue queue,
            DeliveryHistory history,
            DeliveryClaims claims,
            SubscriptionStore subscriptions,
            MeterRegistry metrics,
            Clock clock) {
        this.queue = queue;
        this.history = history;
        this.claims = claims;
        this.subscriptions = subscriptions;
        this.metrics = metrics;
        this.clock = clock;
        this.writer = new Thread(this::write, "delivery-records");
        writer.setDaemon(true);
        writer.start();
    }

    /** Takes note; the last step of {@code routes/delivery.camel.yaml}. Never waits for the store. */
    public void record(Result result) {
        waiting.add(result);
    }

    /** Ends when what is waiting is written, or the time is over. */
    void close(Duration patience) throws InterruptedException {
        closing = true;
        writer.join(patience.toMillis());
        writer.interrupt();
    }

    private void write() {
        List<Result> batch = new ArrayList<>();
        long pause = SHORTEST_PAUSE_MILLIS;
        try {
            while (!closing || !batch.isEmpty() || !waiting.isEmpty()) {
                if (batch.isEmpty()) {
                    Result first = waiting.poll(200, TimeUnit.MILLISECONDS);
                    if (first == null) {
                        continue;
                    }
                    batch.add(first);
                    waiting.drainTo(batch, BATCH - 1);
                }
                try {
                    write(batch);
                    pause = SHORTEST_PAUSE_MILLIS;
                } catch (MongoException e) {
                    log.warn("{} results of deliveries wait for the store: {}", batch.size(), e.getMessage());
                    TimeUnit.MILLISECONDS.sleep(pause);
                    pause = Math.min(pause * 2, LONGEST_PAUSE_MILLIS);
                } catch (RuntimeException e) {
                    log.error("{} results of deliveries cannot be written; their leases run out", batch.size(), e);
                    batch.forEach(result -> claims.forget(result.delivery()));
                    batch.clear();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Takes out of the batch what is written; what an error leaves in it can be written again. */
    private void write(List<Result> batch) {
        List<Result> delivered = batch.stream()
                .filter(result -> result.outcome() instanceof Outcome.Delivered)
                .toList();
        List<Result> atOnce = delivered.stream()
                .filter(result -> result.delivery().made() == 0)
                .toList();
        if (!delivered.isEmpty()) {
            boolean inserted = insert(atOnce);
            delivered.stream()
                    .filter(result -> !inserted || result.delivery().made() > 0)
                    .forEach(result -> history.add(result, State.DELIVERED));
            queue.finish(delivered.stream().map(Result::delivery).toList());
            batch.removeAll(delivered);
            delivered.forEach(this::done);
        }
        for (Iterator<Result> rest = batch.iterator(); rest.hasNext(); ) {
            Result result = rest.next();
            settle(result);
            rest.remove();
            done(result);
        }
    }

    /** False: some are known from an earlier attempt, or the outcome is unknown, so that each must be looked at. */
    private boolean insert(List<Result> firstAttempts) {
        if (firstAttempts.isEmpty()) {
            return true;
        }
        try {
            history.insert(firstAttempts);
            return true;
        } catch (MongoException e) {
            return false;
        }
    }

    private void settle(Result result) {
        Delivery delivery = result.delivery();
        if (result.outcome() instanceof Outcome.RetryAt retry) {
            history.add(result, queue.retry(delivery, retry.at()) ? State.PENDING : null);
            claims.expect(retry.at());
            return;
        }
        if (!queue.holds(delivery)) {
            history.add(result, null);
            return;
        }
        boolean cancelled = result.outcome() instanceof Outcome.Cancelled;
        history.add(result, cancelled ? State.CANCELLED : State.FAILED);
        if (result.outcome() instanceof Outcome.Gone gone) {
            // before the delivery is out of the queue, so that a failure between the two forgets neither
            subscriptions.disable(
                    delivery.subscriptionId(), gone.baseUri(), "the endpoint answered 410 Gone", clock.instant());
        }
        queue.finish(List.of(delivery));
    }

    private void done(Result result) {
        String outcome = result.outcome().getClass().getSimpleName();
        String name =
                switch (outcome) {
                    case "Delivered" -> "delivered";
                    case "RetryAt" -> "retried";
                    case "Cancelled" -> "cancelled";
                    default -> "failed";
                };
        metrics.counter("tributary.deliveries", "outcome", name).increment();
        if (name.equals("failed")) {
            log.warn("Delivery {} failed for good: {}", result.delivery().id(), outcome);
        }
        claims.forget(result.delivery());
    }
}
