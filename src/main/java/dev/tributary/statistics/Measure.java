package dev.tributary.statistics;

import java.time.Duration;

/**
 * What is counted of deliveries in a slot: how they ended, attempts, and how many took about how long. Durations are counted
 * in steps of a fourth root of two, so that one is known to within ten per cent.
 */
public final class Measure {

    public static final int DELIVERED = 0;
    public static final int FAILED = 1;
    public static final int ATTEMPTS = 2;

    private static final int FIRST_DURATION = 3;
    private static final int STEPS_OF_A_DOUBLING = 4;
    /** Up to 24 days. */
    private static final int DURATIONS = 31 * STEPS_OF_A_DOUBLING + 1;

    static final int COUNT = FIRST_DURATION + DURATIONS;

    private Measure() {}

    /** The measure that counts a duration. */
    public static int of(Duration duration) {
        double millis = Math.max(1, duration.toMillis());
        int step = (int) Math.round(STEPS_OF_A_DOUBLING * Math.log(millis) / Math.log(2));
        return FIRST_DURATION + Math.min(step, DURATIONS - 1);
    }

    /**
     * A percentile of the durations that were counted, in milliseconds.
     *
     * @param counts by measure
     * @param share of the durations that are not longer, such as 0.95
     * @return -1 where none were counted
     */
    public static long percentile(long[] counts, double share) {
        long total = 0;
        for (int i = FIRST_DURATION; i < COUNT; i++) {
            total += counts[i];
        }
        long wanted = Math.max(1, (long) Math.ceil(total * share));
        long seen = 0;
        for (int i = FIRST_DURATION; i < COUNT; i++) {
            seen += counts[i];
            if (seen >= wanted) {
                return Math.round(Math.pow(2, (double) (i - FIRST_DURATION) / STEPS_OF_A_DOUBLING));
            }
        }
        return -1;
    }
}
