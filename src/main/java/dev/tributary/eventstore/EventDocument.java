package dev.tributary.eventstore;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.or;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.set;
import static com.mongodb.client.model.Updates.unset;

import dev.tributary.event.CloudEventFormat;
import dev.tributary.event.Event;
import dev.tributary.event.Proof;
import dev.tributary.event.Timestamp;
import dev.tributary.eventstore.StoredEvent.Pending;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.bson.BsonBinary;
import org.bson.BsonBinaryWriter;
import org.bson.BsonWriter;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.bson.conversions.Bson;
import org.bson.io.BasicOutputBuffer;
import org.bson.types.Binary;
import org.bson.types.Decimal128;
import org.jspecify.annotations.Nullable;

/**
 * An event as a document: attributes by their CloudEvents names, {@code data} as analysts query it, and {@code datajson}, its
 * bytes as they go out. Where the two could differ (numbers beyond 34 digits, keys with a dot, a dollar or a NUL), the bytes
 * are right and the document is readable. The bytes before the data are written again from the attributes.
 */
final class EventDocument {

    /** What an event waits for; absent from nearly all. */
    static final String PENDING = "pending";

    static final String DEDUP_KEY = "dedupKey";
    /** The window of the call, where its dedup key holds for one. The stored key has no window, unless an older event has that key. */
    static final String DEDUP_WINDOW = "dedupWindow";

    private static final String DATA_JSON = "datajson";
    /** All bytes that go out, as releases before version 3 of the schema stored them. */
    private static final String BODY = "body";

    private EventDocument() {}

    /** The document's bytes, written without a tree in between. */
    static RawBsonDocument of(DedupCandidate candidate, String dedupKey, String writer) {
        StoredEvent stored = candidate.stored();
        Event event = stored.event();
        var out = new BasicOutputBuffer(2 * stored.body().length);
        try (var bson = new BsonBinaryWriter(out)) {
            bson.writeStartDocument();
            bson.writeString("_id", event.id());
            bson.writeString("tenant", event.tenant());
            bson.writeString("sourceId", event.sourceId());
            bson.writeString(DEDUP_KEY, dedupKey);
            if (candidate.window() != null) {
                bson.writeInt64(DEDUP_WINDOW, candidate.window());
            }
            writeAttributes(bson, event);
            bson.writeString("writer", writer);
            writeOptional(bson, PENDING, stored.pending() == Pending.NOTHING ? null : mark(stored.pending()));
            bson.writeName("data");
            write(bson, event.data());
            bson.writeBinaryData(DATA_JSON, new BsonBinary(CloudEventFormat.data(stored.body())));
            bson.writeEndDocument();
        }
        return new RawBsonDocument(out.getInternalBuffer(), 0, out.getPosition());
    }

    private static void writeAttributes(BsonWriter bson, Event event) {
        bson.writeString("source", event.source());
        bson.writeString("type", event.type());
        writeOptional(bson, "subject", event.subject());
        bson.writeString("time", event.time());
        bson.writeDateTime("timeAt", Timestamp.parse(event.time()).toEpochMilli());
        bson.writeString("timebasis", event.timeReceived() ? "received" : "provider");
        bson.writeString("dataschema", event.dataSchema());
        writeOptional(bson, "partitionkey", event.partitionKey());
        bson.writeDateTime("recordedtime", event.recordedTime().toEpochMilli());
        writeOptional(bson, "correlationid", event.correlationId());
        bson.writeString("provider", event.provider());
        bson.writeString("providertype", event.providerType());
        bson.writeString("proof", event.proof().attribute());
        bson.writeString("mappingversion", event.mappingVersion());
        writeOptional(bson, "receiptid", event.receiptId());
    }

    static StoredEvent read(Document document) {
        byte[] body = body(document);
        Event event = event(document, CloudEventFormat.readData(CloudEventFormat.data(body)));
        return new StoredEvent(event, body, pending(document.getString(PENDING)));
    }

    /** The bytes that go out. */
    static byte[] body(Document document) {
        Binary body = document.get(BODY, Binary.class);
        return body == null
                ? CloudEventFormat.write(
                        event(document, Map.of()),
                        document.get(DATA_JSON, Binary.class).getData())
                : body.getData();
    }

    /** Fits the document as long as it holds the data of these bytes. */
    static Bson holds(byte[] body) {
        return or(eq(DATA_JSON, new Binary(CloudEventFormat.data(body))), eq(BODY, new Binary(body)));
    }

    /** What changes in a document when the data of its event does. */
    static Bson changed(StoredEvent stored, String writer) {
        RawBsonDocument whole = of(DedupCandidate.of(stored), stored.event().dedupKey(), writer);
        List<Bson> changes = new ArrayList<>();
        for (String member : List.of("writer", "data", DATA_JSON)) {
            changes.add(set(member, whole.get(member)));
        }
        changes.add(stored.pending() == Pending.NOTHING ? unset(PENDING) : set(PENDING, mark(stored.pending())));
        changes.add(unset(BODY));
        return combine(changes);
    }

    private static Event event(Document document, Map<String, Object> data) {
        return new Event(
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
                dedupKey(document),
                data);
    }

    private static String dedupKey(Document document) {
        String key = document.getString(DEDUP_KEY);
        Long window = document.getLong(DEDUP_WINDOW);
        return window == null || key.endsWith("." + window) ? key : Event.windowKey(key, window);
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

    private static void writeOptional(BsonWriter bson, String name, @Nullable String value) {
        if (value != null) {
            bson.writeString(name, value);
        }
    }

    private static void write(BsonWriter bson, @Nullable Object value) {
        if (value instanceof String text) {
            bson.writeString(text);
        } else if (value instanceof Map<?, ?> map) {
            bson.writeStartDocument();
            safeKeys(map).forEach((key, member) -> {
                bson.writeName(String.valueOf(key));
                write(bson, member);
            });
            bson.writeEndDocument();
        } else if (value instanceof List<?> list) {
            bson.writeStartArray();
            list.forEach(element -> write(bson, element));
            bson.writeEndArray();
        } else if (value instanceof Boolean flag) {
            bson.writeBoolean(flag);
        } else if (value instanceof Number number) {
            writeNumber(bson, number);
        } else if (value == null) {
            bson.writeNull();
        } else {
            throw new IllegalArgumentException("data must not hold a " + value.getClass());
        }
    }

    private static void writeNumber(BsonWriter bson, Number number) {
        if (number instanceof Integer) {
            bson.writeInt32(number.intValue());
        } else if (number instanceof Long) {
            bson.writeInt64(number.longValue());
        } else if (number instanceof BigDecimal decimal) {
            writeDecimal(bson, decimal);
        } else if (number instanceof BigInteger integer) {
            writeDecimal(bson, new BigDecimal(integer));
        } else {
            bson.writeDouble(number.doubleValue());
        }
    }

    private static void writeDecimal(BsonWriter bson, BigDecimal decimal) {
        if (decimal.precision() <= 34 && Math.abs((long) decimal.scale()) <= 6000) {
            bson.writeDecimal128(new Decimal128(decimal));
        } else {
            bson.writeString(decimal.toString());
        }
    }

    /** Servers take a dot or a leading dollar in a key for a path or an operator; BSON ends a key at NUL. */
    private static Map<?, ?> safeKeys(Map<?, ?> map) {
        for (Object key : map.keySet()) {
            if (!isSafe(String.valueOf(key))) {
                // two keys may become one, and no document holds a key twice
                Map<String, @Nullable Object> safe = new LinkedHashMap<>();
                map.forEach((each, member) -> safe.put(safeKey(String.valueOf(each)), member));
                return safe;
            }
        }
        return map;
    }

    private static boolean isSafe(String key) {
        return key.indexOf('.') < 0 && key.indexOf('$') < 0 && key.indexOf('\0') < 0;
    }

    private static String safeKey(String key) {
        return key.replace('.', '\uFF0E').replace('$', '\uFF04').replace('\0', '\uFFFD');
    }
}
