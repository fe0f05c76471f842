package dev.tributary.eventstore;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.or;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.set;
import static com.mongodb.client.model.Updates.unset;

import dev.tributary.event.CloudEventFormat;
import dev.tributary.event.Event;
import dev.tributary.event.Event.Attribute;
import dev.tributary.event.Proof;
import dev.tributary.event.Timestamp;
import dev.tributary.eventstore.StoredEvent.Pending;
import dev.tributary.mongo.BsonTree;
import dev.tributary.security.privacy.Opener;
import dev.tributary.security.privacy.Opener.Opened;
import dev.tributary.security.privacy.PersonalData;
import dev.tributary.security.privacy.SealedData;
import dev.tributary.security.privacy.Visibility;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
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
import org.jspecify.annotations.Nullable;

/**
 * An event as a document: attributes by their CloudEvents names, {@code data} as analysts query it, and {@code datajson}, its
 * bytes as they go out. Where the two could differ (numbers beyond 34 digits, keys with a dot, a dollar or a NUL), the bytes
 * are right and the document is readable. The bytes before the data are written again from the attributes. In place of
 * personal values the bytes hold the mask and the document hashes; the values stand in {@code sealed}, encrypted with the key
 * that {@code userkey} names.
 */
final class EventDocument {

    /** What an event waits for; absent from nearly all. */
    static final String PENDING = "pending";

    /** Its place in the feed; absent where that is its id. */
    static final String FEED_ID = "feedid";

    static final String DEDUP_KEY = "dedupKey";
    /** The window of the call, where its dedup key holds for one. The stored key has no window, unless an older event has that key. */
    static final String DEDUP_WINDOW = "dedupWindow";

    /** The name of the key that opens what is sealed; absent where nothing is personal. */
    static final String USER_KEY = "userkey";

    private static final String SEALED = "sealed";
    private static final String DATA_JSON = "datajson";
    /** All bytes that go out, as releases before version 3 of the schema stored them. */
    private static final String BODY = "body";

    /** Those that every event has alike are not stored; the others have a form of their own. */
    private static final Attribute[] TEXTS = EnumSet.complementOf(EnumSet.of(
                    Attribute.SPECVERSION,
                    Attribute.DATACONTENTTYPE,
                    Attribute.ID,
                    Attribute.TENANTID,
                    Attribute.RECORDEDTIME))
            .toArray(Attribute[]::new);

    private static final Binary NO_DATA = new Binary(new byte[0]);

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
            writeOptional(bson, FEED_ID, stored.feedId());
            bson.writeName("data");
            SealedData sealed = candidate.sealed();
            BsonTree.write(bson, sealed == null ? event.data() : sealed.tree());
            bson.writeBinaryData(
                    DATA_JSON, new BsonBinary(sealed == null ? CloudEventFormat.data(stored.body()) : sealed.masked()));
            if (sealed != null) {
                bson.writeString(USER_KEY, sealed.key());
                bson.writeBinaryData(SEALED, new BsonBinary(sealed.sealed()));
            }
            bson.writeEndDocument();
        }
        return new RawBsonDocument(out.getInternalBuffer(), 0, out.getPosition());
    }

    private static void writeAttributes(BsonWriter bson, Event event) {
        for (Attribute attribute : TEXTS) {
            writeOptional(bson, attribute.wireName(), attribute.of(event));
        }
        bson.writeDateTime("timeAt", Timestamp.parse(event.time()).toEpochMilli());
        bson.writeDateTime(
                Attribute.RECORDEDTIME.wireName(), event.recordedTime().toEpochMilli());
    }

    /** Without data where what is stored as such is no JSON object. */
    static StoredEvent read(Document document, Opener opener) {
        Opened body;
        Event event;
        try {
            body = body(document, opener);
            event = event(document, CloudEventFormat.readData(CloudEventFormat.data(body.bytes())));
        } catch (UncheckedIOException | IllegalArgumentException | ClassCastException e) {
            event = event(document, Map.of());
            body = new Opened(
                    CloudEventFormat.write(event),
                    opener.unreadable("The data of event " + event.id() + " is no JSON object"));
        }
        return new StoredEvent(
                event,
                body.bytes(),
                pending(document.getString(PENDING)),
                body.visibility(),
                document.getString(FEED_ID));
    }

    /** The bytes that go out, as far as the personal members are opened. */
    private static Opened body(Document document, Opener opener) {
        Binary body = document.get(BODY, Binary.class);
        if (body != null) {
            return new Opened(body.getData(), Visibility.NOTHING_PERSONAL);
        }
        Opened data = data(document, opener);
        return new Opened(CloudEventFormat.write(event(document, Map.of()), data.bytes()), data.visibility());
    }

    private static Opened data(Document document, Opener opener) {
        byte[] data = document.get(DATA_JSON, NO_DATA).getData();
        Binary sealed = document.get(SEALED, Binary.class);
        if (sealed == null) {
            return new Opened(data, Visibility.NOTHING_PERSONAL);
        }
        String place = PersonalData.place(document.getString("tenant"), document.getString("_id"));
        return opener.data(place, document.getString(USER_KEY), data, sealed.getData());
    }

    /**
     * Fits the document as long as it holds the data of these bytes.
     *
     * @param masked their data as it is stored
     */
    static Bson holds(byte[] body, byte[] masked) {
        return or(
                eq(DATA_JSON, new Binary(masked)),
                eq(DATA_JSON, new Binary(CloudEventFormat.data(body))),
                eq(BODY, new Binary(body)));
    }

    /** What changes in a document when the data of its event does. */
    static Bson changed(DedupCandidate candidate, String writer) {
        StoredEvent stored = candidate.stored();
        RawBsonDocument whole = of(candidate, stored.event().dedupKey(), writer);
        List<Bson> changes = new ArrayList<>();
        for (String member : List.of("writer", "proof", "data", DATA_JSON)) {
            changes.add(set(member, whole.get(member)));
        }
        for (String member : List.of(USER_KEY, SEALED)) {
            changes.add(whole.containsKey(member) ? set(member, whole.get(member)) : unset(member));
        }
        changes.add(stored.pending() == Pending.NOTHING ? unset(PENDING) : set(PENDING, mark(stored.pending())));
        if (stored.feedId() != null) {
            changes.add(set(FEED_ID, stored.feedId()));
        }
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
}
