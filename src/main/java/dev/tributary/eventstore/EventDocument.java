package dev.tributary.eventstore;

import dev.tributary.event.Event;
import dev.tributary.event.Proof;
import dev.tributary.eventstore.StoredEvent.Pending;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.bson.Document;
import org.bson.types.Binary;
import org.bson.types.Decimal128;
import org.jspecify.annotations.Nullable;

/**
 * An event as a document: attributes by their CloudEvents names, {@code data} as analysts query it, and {@code body},
 * the bytes that go out. Where the two could differ (numbers beyond 34 digits, keys with a dot, a dollar or a NUL), the bytes
 * are right and the document is readable.
 */
final class EventDocument {

    /** What an event waits for; absent from nearly all. */
    static final String PENDING = "pending";

    private EventDocument() {}

    static Document of(StoredEvent stored, String writer) {
        Event event = stored.event();
        var document = new Document("_id", event.id())
                .append("tenant", event.tenant())
                .append("sourceId", event.sourceId())
                .append("dedupKey", event.dedupKey())
                .append("source", event.source())
                .append("type", event.type());
        appendOptional(document, "subject", event.subject());
        document.append("time", event.time())
                .append("timeAt", Date.from(OffsetDateTime.parse(event.time()).toInstant()))
                .append("timebasis", event.timeReceived() ? "received" : "provider")
                .append("dataschema", event.dataSchema());
        appendOptional(document, "partitionkey", event.partitionKey());
        document.append("recordedtime", Date.from(event.recordedTime()));
        appendOptional(document, "correlationid", event.correlationId());
        document.append("provider", event.provider())
                .append("providertype", event.providerType())
                .append("proof", event.proof().attribute())
                .append("mappingversion", event.mappingVersion());
        appendOptional(document, "receiptid", event.receiptId());
        document.append("writer", writer);
        if (stored.pending() != Pending.NOTHING) {
            document.append(PENDING, mark(stored.pending()));
        }
        return document.append("data", bson(event.data())).append("body", new Binary(stored.body()));
    }

    static StoredEvent read(Document document) {
        byte[] body = document.get("body", Binary.class).getData();
        var event = new Event(
                document.getString("_id"),
                document.getString("source"),
                document.getString("type"),
                document.getString("subject"),
                document.getString("time"),
                "received".equals(document.getString("timebasis")),
                document.getString("dataschema"),
                document.getString("partitionkey"),
                instant(document, "recordedtime"),
                document.getString("correlationid"),
                document.getString("provider"),
                document.getString("providertype"),
                Proof.valueOf(document.getString("proof").toUpperCase(Locale.ROOT)),
                document.getString("mappingversion"),
                document.getString("tenant"),
                document.getString("receiptid"),
                document.getString("sourceId"),
                document.getString("dedupKey"),
                CloudEventFormat.readData(body));
        return new StoredEvent(event, body, pending(document.getString(PENDING)));
    }

    static String mark(Pending pending) {
        return pending.name().toLowerCase(Locale.ROOT);
    }

    private static Pending pending(@Nullable String mark) {
        return mark == null ? Pending.NOTHING : Pending.valueOf(mark.toUpperCase(Locale.ROOT));
    }

    private static Instant instant(Document document, String name) {
        return document.getDate(name).toInstant();
    }

    private static void appendOptional(Document document, String name, @Nullable String value) {
        if (value != null) {
            document.append(name, value);
        }
    }

    private static @Nullable Object bson(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            var document = new Document();
            map.forEach((key, member) -> document.append(safeKey(String.valueOf(key)), bson(member)));
            return document;
        }
        if (value instanceof List<?> list) {
            return list.stream().map(EventDocument::bson).toList();
        }
        if (value instanceof BigDecimal decimal) {
            return decimal128(decimal);
        }
        return value instanceof BigInteger integer ? decimal128(new BigDecimal(integer)) : value;
    }

    private static Object decimal128(BigDecimal decimal) {
        boolean fits = decimal.precision() <= 34 && Math.abs((long) decimal.scale()) <= 6000;
        return fits ? new Decimal128(decimal) : decimal.toString();
    }

    /** Servers take a dot or a leading dollar in a key for a path or an operator; BSON ends a key at NUL. */
    private static String safeKey(String key) {
        return key.replace('.', '\uFF0E').replace('$', '\uFF04').replace('\0', '\uFFFD');
    }
}
