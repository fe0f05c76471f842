package dev.tributary.platform;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/** Writes at most one line a minute about each of a bounded number of subjects: of what callers can cause as often as they like. */
public final class LimitedLog {

    private static final long EVERY = TimeUnit.MINUTES.toNanos(1);

    /** @param since when the last line was written */
    private record Last(long since, long leftOut) {}

    private final Map<String, Last> lines = new ConcurrentHashMap<>();

    /**
     * Writes a line, or counts it.
     *
     * @param write is given how many lines about the subject were left out since the last one
     */
    public void add(String subject, LongConsumer write) {
        long now = System.nanoTime();
        lines.compute(subject, (key, last) -> {
            if (last != null && now - last.since() < EVERY) {
                return new Last(last.since(), last.leftOut() + 1);
            }
            write.accept(last == null ? 0 : last.leftOut());
            return new Last(now, 0);
        });
    }
}
