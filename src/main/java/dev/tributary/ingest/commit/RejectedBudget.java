package dev.tributary.ingest.commit;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The bytes that one source may keep of its rejected calls; they come back evenly over the day. Not thread-safe. */
final class RejectedBudget {

    /** What a receipt takes in the store beside its body, roughly. */
    private static final int OVERHEAD = 512;

    private static final long MAX_AT_ONCE = 256 << 10;
    private static final double NANOS_A_DAY = TimeUnit.DAYS.toNanos(1);
    private static final long NEWEST_EVERY = TimeUnit.SECONDS.toNanos(1);

    private final double perNano;
    private final double max;
    private final LongSupplier nanoTime;
    private double left;
    private long countedAt;
    private @Nullable RejectedCall newest;
    private long newestAt;

    RejectedBudget(long bytesPerDay, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.countedAt = nanoTime.getAsLong();
        this.perNano = bytesPerDay / NANOS_A_DAY;
        this.max = Math.min(MAX_AT_ONCE, bytesPerDay);
        this.left = max;
    }

    /** Spends what a receipt with so many bytes of body and proof takes; false if there is not so much left. */
    boolean spend(int kept) {
        long now = nanoTime.getAsLong();
        left = Math.min(max, left + (now - countedAt) * perNano);
        countedAt = now;
        int bytes = OVERHEAD + kept;
        if (newest != null || left < bytes) {
            return false;
        }
        left -= bytes;
        return true;
    }

    /** Lets the newest call wait for bytes, in place of the one before it; at most one a second. False: it is dropped. */
    boolean offer(Supplier<RejectedCall> call) {
        long now = nanoTime.getAsLong();
        if (newest != null && now - newestAt < NEWEST_EVERY) {
            return false;
        }
        boolean replaces = newest != null;
        newest = call.get();
        newestAt = now;
        return !replaces;
    }

    /** The waiting one, if there are bytes for it now. */
    Optional<RejectedCall> takeNewest() {
        RejectedCall waiting = newest;
        if (waiting == null) {
            return Optional.empty();
        }
        newest = null;
        if (spend(waiting.bytes())) {
            return Optional.of(waiting);
        }
        newest = waiting;
        return Optional.empty();
    }

    /** Whether forgetting it changes nothing. */
    boolean isUnused() {
        return newest == null && left + (nanoTime.getAsLong() - countedAt) * perNano >= max;
    }
}
