package dev.tributary.event;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes an event as structured-mode JSON, attributes before data, always in the same order.
 *
 * @see <a href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md">CloudEvents 1.0,
 *     JSON event format</a>
 */
public final class CloudEventFormat {

    /** The content type of a delivery. In lower case: the CloudEvents SDK of JavaScript refuses {@code UTF-8}. */
    public static final String CONTENT_TYPE = "application/cloudevents+json; charset=utf-8";

    /** Of a number in data that was stored; written, one of 1,000 characters may be a little longer. */
    private static final int MAX_NUMBER = 2_000;

    private static final Event.Attribute[] ATTRIBUTES = Event.Attribute.values();
    private static final byte[] DATA = ",\"data\":".getBytes(US_ASCII);
    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNumberLength(MAX_NUMBER)
                            .build())
                    // a virtual thread serves one call: buffers kept by the thread would be made for each
                    .recyclerPool(JsonRecyclerPools.sharedConcurrentDequePool())
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private CloudEventFormat() {}

    /** RFC 3339 in UTC with exactly milliseconds. */
    public static String timestamp(Instant moment) {
        return Timestamp.text(moment.truncatedTo(ChronoUnit.MILLIS));
    }

    /**
     * The bytes of an event; the same for the same event. Stored events are written again from their attributes, so what comes
     * out for a given event must not change.
     */
    public static byte[] write(Event event) {
        return write(event, json -> write(json, event.data()));
    }

    /**
     * The bytes of an event whose data was written before.
     *
     * @param data as {@link #data(byte[])} gave it; that of the event is not looked at
     */
    public static byte[] write(Event event, byte[] data) {
        return write(event, json -> json.writeRawValue(new String(data, UTF_8)));
    }

    /** The receipt that the bytes of an event name; null for an event of the gateway itself. */
    public static @Nullable String receiptId(byte[] event) {
        String receipt = null;
        try (JsonParser json = JSON.createParser(event)) {
            json.nextToken();
            for (String name = json.nextFieldName();
                    name != null && !name.equals("data");
                    name = json.nextFieldName()) {
                String value = json.nextTextValue();
                if (name.equals(Event.Attribute.RECEIPTID.wireName())) {
                    receipt = value;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return receipt;
    }

    private interface DataWriter {
        void write(JsonGenerator json) throws IOException;
    }

    private static byte[] write(Event event, DataWriter data) {
        var out = new ByteArrayOutputStream(2048);
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            for (Event.Attribute attribute : ATTRIBUTES) {
                String value = attribute.of(event);
                if (value != null) {
                    json.writeStringField(attribute.wireName(), value);
                }
            }
            json.writeFieldName("data");
            data.write(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("an event cannot be written: " + event.id(), e);
        }
        return out.toByteArray();
    }

    /** The types that an event's data is made of, without asking for a serializer for each value. */
    private static void write(JsonGenerator json, @Nullable Object value) throws IOException {
        if (value instanceof Map<?, ?> map) {
            json.writeStartObject();
            for (Map.Entry<?, ?> member : map.entrySet()) {
                json.writeFieldName(String.valueOf(member.getKey()));
                write(json, member.getValue());
            }
            json.writeEndObject();
        } else if (value instanceof List<?> list) {
            json.writeStartArray();
            for (Object element : list) {
                write(json, element);
            }
            json.writeEndArray();
        } else if (value instanceof String text) {
            json.writeString(text);
        } else if (value instanceof Integer number) {
            json.writeNumber(number);
        } else if (value instanceof Long number) {
            json.writeNumber(number);
        } else if (value instanceof Boolean flag) {
            json.writeBoolean(flag);
        } else {
            json.writePOJO(value);
        }
    }

    /** The attributes of written bytes: every member but {@code data}, in the order of the wire. */
    public static Map<String, String> attributes(byte[] body) {
        Map<String, String> attributes = new LinkedHashMap<>();
        try (JsonParser json = JSON.createParser(body)) {
            json.nextToken();
            for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
                json.nextToken();
                if (name.equals("data")) {
                    json.skipChildren();
                } else {
                    attributes.put(name, json.getText());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("stored bytes are not an event", e);
        }
        return attributes;
    }

    /** The part of written bytes that is the value of {@code data}. */
    public static byte[] data(byte[] body) {
        return Arrays.copyOfRange(body, dataAt(body), body.length - 1);
    }

    /** Data as {@link #data(byte[])} gave it, as a tree. */
    public static Map<String, Object> readData(byte[] data) {
        Map<String, Object> tree;
        try {
            tree = JSON.readValue(data, new TypeReference<>() {});
        } catch (IOException e) {
            throw new UncheckedIOException("stored bytes are not the data of an event", e);
        }
        if (tree == null) {
            throw new IllegalArgumentException("stored bytes are not the data of an event, but null");
        }
        return tree;
    }

    /** Inside a string a quote is escaped, so that these bytes are nowhere in the attributes. */
    private static int dataAt(byte[] body) {
        int last = body.length - DATA.length;
        for (int at = 0; at <= last; at++) {
            if (Arrays.equals(body, at, at + DATA.length, DATA, 0, DATA.length)) {
                return at + DATA.length;
            }
        }
        throw new IllegalArgumentException("stored bytes are not an event");
    }
}
