package dev.tributary.api.export;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A column of a table.
 *
 * @param value null where a row has none; of the type that the kind says
 */
public record Column<T>(String name, Kind kind, Function<T, @Nullable Object> value) {

    /** What the values are. */
    public enum Kind {
        /** A String. */
        TEXT,
        /** A String that this gateway has made, of letters, digits, hyphens and underscores: no formula that does harm. */
        ID,
        /** A BigDecimal. In Parquet DECIMAL(38, 5): no currency has more decimals. */
        DECIMAL,
        /** An Instant, or the text of one. In Parquet a timestamp in microseconds, UTC. */
        MOMENT,
        /** A LocalDate. */
        DATE,
        /** A Boolean. */
        FLAG,
        /** A Long. */
        NUMBER
    }
}
