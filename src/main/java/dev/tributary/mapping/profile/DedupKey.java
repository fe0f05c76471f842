package dev.tributary.mapping.profile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.tributary.event.Event;
import dev.tributary.mapping.expression.Place;
import dev.tributary.mapping.expression.ValueCompiler;
import dev.tributary.provider.Payload;
import dev.tributary.provider.PayloadPath;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.commons.codec.digest.DigestUtils;
import org.jspecify.annotations.Nullable;

/**
 * How a profile tells one occurrence from another. A key is the digest of its parts, each with kind and length in
 * front, so that ("ab","c") is not ("a","bc") and absent is not empty. Where a part is missing or blank the bytes decide. The number of a
 * window of time stands behind the digest, so that the key of the window before can be told from it.
 */
public final class DedupKey {

    private enum Kind {
        ABSENT('A'),
        TEXT('T'),
        JSON('J'),
        DIGEST('D');

        private final char mark;

        Kind(char mark) {
            this.mark = mark;
        }
    }

    /** One part: {@code path} alone, {@code path} whose sorted content is digested, or the body in a time window. */
    private record Part(
            @Nullable PayloadPath path,
            boolean sorted,
            @Nullable Duration window) {}

    private static final long NO_WINDOW = -1;

    private final String profile;
    private final List<Part> parts;

    private DedupKey(String profile, List<Part> parts) {
        this.profile = profile;
        this.parts = parts;
    }

    /** @throws dev.tributary.platform.UnusableConfigurationException naming the part that is wrong */
    static DedupKey compile(String profile, JsonNode specs, Place place) {
        List<Part> parts = new ArrayList<>();
        for (JsonNode spec : specs) {
            Place at = place.at(parts.size());
            if (spec.has("body")) {
                parts.add(new Part(null, false, window(spec, at.in("window"))));
            } else {
                boolean sorted = spec.has("sha256");
                String path = sorted ? spec.get("sha256").textValue() : spec.textValue();
                parts.add(new Part(ValueCompiler.path(path, at), sorted, null));
            }
        }
        return new DedupKey(profile, parts);
    }

    /** @param digest SHA-256 of the bytes as received, of the element's where the call was split */
    public String of(JsonNode payload, Supplier<byte[]> digest, Instant receivedAt) {
        return of(payload, digest, receivedAt, false);
    }

    /** The profile's key if it is complete, else the bytes'. */
    public String ofUnmapped(JsonNode payload, Supplier<byte[]> digest, Instant receivedAt) {
        return of(payload, digest, receivedAt, true);
    }

    /** The key of a call of which nothing but its bytes can be relied on. */
    public static String ofBytes(byte[] digest) {
        var out = new ByteArrayOutputStream();
        write(out, Kind.DIGEST, digest);
        return digested(out);
    }

    private String of(JsonNode payload, Supplier<byte[]> digest, Instant receivedAt, boolean onlyComplete) {
        var out = new ByteArrayOutputStream(256);
        write(out, Kind.TEXT, profile.getBytes(StandardCharsets.UTF_8));
        boolean complete = true;
        long window = NO_WINDOW;
        for (Part part : parts) {
            if (part.window() != null) {
                write(out, Kind.DIGEST, digest.get());
                window = receivedAt.toEpochMilli() / part.window().toMillis();
                continue;
            }
            JsonNode value = part.path() == null ? null : part.path().read(payload);
            complete &= !Payload.isBlank(value);
            writeValue(out, value, part.sorted());
        }
        if (complete) {
            return inWindow(digested(out), window);
        }
        if (onlyComplete) {
            return ofBytes(digest.get());
        }
        write(out, Kind.DIGEST, digest.get());
        return inWindow(digested(out), window);
    }

    private static String inWindow(String digest, long window) {
        return window == NO_WINDOW ? digest : Event.windowKey(digest, window);
    }

    private static void writeValue(ByteArrayOutputStream out, @Nullable JsonNode value, boolean sorted) {
        if (value == null || value.isNull()) {
            write(out, Kind.ABSENT, new byte[0]);
        } else if (sorted) {
            write(out, Kind.DIGEST, DigestUtils.sha256(sorted(value)));
        } else if (value.isTextual()) {
            // UTF-16 keeps apart what is not text, too
            write(out, Kind.TEXT, value.textValue().getBytes(StandardCharsets.UTF_16BE));
        } else {
            write(out, Kind.JSON, value.toString().getBytes(StandardCharsets.UTF_8));
        }
    }

    /** JSON with members and elements in one order, whatever order they were sent in. */
    private static String sorted(JsonNode node) {
        if (node.isObject()) {
            List<String> members = new ArrayList<>();
            node.properties()
                    .forEach(
                            member -> members.add(TextNode.valueOf(member.getKey()) + ":" + sorted(member.getValue())));
            return members.stream().sorted().collect(Collectors.joining(",", "{", "}"));
        }
        if (node.isArray()) {
            List<String> elements = new ArrayList<>();
            node.forEach(element -> elements.add(sorted(element)));
            return elements.stream().sorted().collect(Collectors.joining(",", "[", "]"));
        }
        return node.toString();
    }

    private static Duration window(JsonNode spec, Place place) {
        try {
            Duration window = Duration.parse(spec.path("window").asText());
            if (window.toMillis() > 0) {
                return window;
            }
        } catch (DateTimeParseException e) {
            // said below, as for a length of nothing
        }
        throw place.unusable("must be a duration such as PT1H");
    }

    private static void write(ByteArrayOutputStream out, Kind kind, byte[] bytes) {
        out.write(kind.mark);
        out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
        out.writeBytes(bytes);
    }

    private static String digested(ByteArrayOutputStream out) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(DigestUtils.sha256(out.toByteArray()));
    }
}
