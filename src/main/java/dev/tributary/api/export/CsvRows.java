package dev.tributary.api.export;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tributary.event.CsvCell;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Rows of CSV under a line with the names of the columns. A number stands as it is, also a negative one. */
final class CsvRows<T> implements Rows<T> {

    private final Table<T> table;
    private final OutputStream out;

    CsvRows(Table<T> table, OutputStream out) throws IOException {
        this.table = table;
        this.out = out;
        line(table.columns().stream().map(Column::name).collect(Collectors.joining(",")));
    }

    @Override
    public void write(T row) throws IOException {
        line(table.columns().stream()
                .map(column -> cell(column.kind(), column.value().apply(row)))
                .collect(Collectors.joining(",")));
    }

    private static String cell(Column.Kind kind, @Nullable Object value) {
        if (value == null) {
            return "";
        }
        return switch (kind) {
            case DECIMAL -> ((BigDecimal) value).toPlainString();
            case ID -> value.toString();
            default -> CsvCell.of(value.toString());
        };
    }

    private void line(String cells) throws IOException {
        out.write((cells + "\r\n").getBytes(UTF_8));
    }

    @Override
    public void end() {
        // the last line has its end
    }
}
