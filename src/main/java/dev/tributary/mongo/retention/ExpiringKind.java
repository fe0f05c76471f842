package dev.tributary.mongo.retention;

import org.jspecify.annotations.Nullable;

/**
 * One kind of document that is removed when it is past its retention.
 *
 * @param name in log lines, metrics and the collection of tasks
 */
public record ExpiringKind(String name, Retention retention, Removal removal) {

    /** Removes a batch. What is still in use stays, whatever its age. */
    public interface Removal {

        /**
         * Removes a batch.
         *
         * @param after the position that the batch before has given; null for the first
         * @param limit so many documents at most
         */
        Batch remove(Expired expired, @Nullable String after, int limit);
    }

    /**
     * What a batch has done.
     *
     * @param removed documents
     * @param next the position of the next batch; null where nothing is left
     */
    public record Batch(long removed, @Nullable String next) {}
}
