package dev.tributary.api.export;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What an export has of each row.
 *
 * @param name of the list
 * @param line a row as JSON
 */
public record Table<T>(String name, List<Column<T>> columns, Function<T, byte[]> line) {

    /** Columns in their order. */
    public static final class Columns<T> {

        private final List<Column<T>> columns = new ArrayList<>();

        public Columns<T> add(String name, Column.Kind kind, Function<T, @Nullable Object> value) {
            columns.add(new Column<>(name, kind, value));
            return this;
        }

        public Columns<T> text(String name, Function<T, @Nullable Object> value) {
            return add(name, Column.Kind.TEXT, value);
        }

        Columns<T> id(String name, Function<T, @Nullable Object> value) {
            return add(name, Column.Kind.ID, value);
        }

        public List<Column<T>> toList() {
            return List.copyOf(columns);
        }
    }
}
