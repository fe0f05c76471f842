package dev.tributary.mongo.page;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A page of a list that is ordered by ids. It may be short, and even empty, although more follows.
 *
 * @param next the position behind which the next page begins; null where the list ends
 */
public record IdPage<T>(List<T> found, @Nullable String next) {

    public static <T> IdPage<T> empty() {
        return new IdPage<>(List.of(), null);
    }

    public <R> IdPage<R> map(Function<T, R> change) {
        return new IdPage<>(found.stream().map(change).toList(), next);
    }
}
