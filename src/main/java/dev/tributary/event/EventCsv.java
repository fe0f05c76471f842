package dev.tributary.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tributary.event.Event.Attribute;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Events as rows of a table: one column for each attribute but some that tell a reader little, the data as JSON in the last. A cell that a spreadsheet
 * would take for a formula begins with an apostrophe.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc4180">RFC 4180, CSV</a>
 */
public final class EventCsv {

    private static final Set<Attribute> COLUMNS = EnumSet.complementOf(
            EnumSet.of(Attribute.SPECVERSION, Attribute.DATASCHEMA, Attribute.DATACONTENTTYPE, Attribute.PARTITIONKEY));

    /** The first line. */
    public static final String HEAD =
            COLUMNS.stream().map(Attribute::wireName).collect(Collectors.joining(",", "", ",data\r\n"));

    private static final String LINE_ENDS = "\n\u000b\f\r\u001c\u001d\u001e\u0085\u2028\u2029";

    private EventCsv() {}

    /**
     * One line, with its end.
     *
     * @param body the bytes that the event was written as
     */
    public static String row(Event event, byte[] body) {
        var row = new StringBuilder();
        COLUMNS.forEach(column -> row.append(cell(column.of(event))).append(','));
        String data = EventLine.escaped(new String(CloudEventFormat.data(body), UTF_8));
        return row.append(cell(data)).append("\r\n").toString();
    }

    /** A cell of such a table. What some readers take for the end of a line stands in quotes, as the end of a line does. */
    public static String cell(@Nullable String value) {
        if (value == null || value.isEmpty()) {
            return "";
        }
        String safe = "=+-@\t\r".indexOf(value.charAt(0)) >= 0 ? "'" + value : value;
        boolean plain = safe.chars().noneMatch(c -> c == '"' || c == ',' || LINE_ENDS.indexOf(c) >= 0);
        return plain ? safe : '"' + safe.replace("\"", "\"\"") + '"';
    }
}
