package dev.tributary.followup.api;

import dev.tributary.followup.api.ReadRows.Skipped;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an answer held.
 *
 * @param count of rows or files
 * @param skipped rows that could not be read
 * @param answer the document that holds the answer's bytes; null where no row was skipped
 * @param page of rows, of which a next page may hold more, a digest of their ids; else null
 */
public record ReadAnswer(
        int count,
        List<Skipped> skipped,
        @Nullable String answer,
        @Nullable String page) {

    /** So many files, or rows of which there are no pages. */
    public static ReadAnswer of(int count) {
        return new ReadAnswer(count, List.of(), null, null);
    }

    /** How many rows the answer had, if there may be a next page. */
    public int rows() {
        return page == null ? 0 : count + skipped.size();
    }
}
