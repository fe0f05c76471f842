package dev.tributary.api.export;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tributary.event.CloudEventFormat;
import dev.tributary.event.Event.Attribute;
import dev.tributary.event.EventLine;
import dev.tributary.eventstore.StoredEvent;
import java.math.BigDecimal;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Events as rows: one column for each attribute but some that tell a reader little; amount, currency and status of what the
 * event is about, where it has them; the data as JSON.
 */
public final class EventTable {

    private static final Set<Attribute> LEFT_OUT =
            EnumSet.of(Attribute.SPECVERSION, Attribute.DATASCHEMA, Attribute.DATACONTENTTYPE, Attribute.PARTITIONKEY);

    private static final Set<Attribute> MOMENTS = EnumSet.of(Attribute.TIME, Attribute.RECORDEDTIME);

    private static final Pattern DECIMAL = Pattern.compile("[0-9]{1,33}(\\.[0-9]{1,5})?");

    public static final Table<StoredEvent> EVENTS = table();

    private EventTable() {}

    private static Table<StoredEvent> table() {
        var columns = new Table.Columns<StoredEvent>();
        for (Attribute attribute : Attribute.values()) {
            if (!LEFT_OUT.contains(attribute)) {
                Column.Kind kind = MOMENTS.contains(attribute) ? Column.Kind.MOMENT : Column.Kind.TEXT;
                columns.add(attribute.wireName(), kind, stored -> attribute.of(stored.event()));
            }
        }
        columns.add("amount", Column.Kind.DECIMAL, stored -> amount(money(stored, "amount")))
                .text("currency", stored -> money(stored, "currency"))
                .text("status", stored -> member(stored, about -> text(about.get("status"))))
                .text("data", stored -> EventLine.escaped(new String(CloudEventFormat.data(stored.body()), UTF_8)));
        return new Table<>("events", columns.toList(), StoredEvent::body);
    }

    private static @Nullable String money(StoredEvent stored, String member) {
        return member(stored, about -> about.get("amount") instanceof Map<?, ?> money ? text(money.get(member)) : null);
    }

    /** The data has one member for each thing that the event is about, such as {@code payment}: of the first that has it. */
    private static @Nullable String member(StoredEvent stored, Function<Map<?, ?>, @Nullable String> read) {
        for (Object about : stored.event().data().values()) {
            String found = about instanceof Map<?, ?> map ? read.apply(map) : null;
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private static @Nullable String text(@Nullable Object value) {
        return value instanceof String text ? text : null;
    }

    private static @Nullable BigDecimal amount(@Nullable String text) {
        return text != null && DECIMAL.matcher(text).matches() ? new BigDecimal(text) : null;
    }
}
