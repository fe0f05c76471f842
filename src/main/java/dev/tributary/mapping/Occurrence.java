package dev.tributary.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.event.Event;
import dev.tributary.event.EventType;
import dev.tributary.event.GatewayUri;
import dev.tributary.event.TimeOrderedId;
import dev.tributary.event.Timestamp;
import dev.tributary.mapping.profile.DedupKey;
import dev.tributary.mapping.profile.Profile;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A call, or one element of a split call, on its way to an event.
 *
 * @param profile null where the payload has none
 * @param payload what the profile's paths are read from
 * @param digest SHA-256 of the bytes as received, of the element's where the call was split
 */
record Occurrence(
        MappingInput call, @Nullable Profile profile, JsonNode payload, Supplier<byte[]> digest, String eventId) {

    static final String NO_NAME = "unknown";
    private static final String NO_VERSION = "none@0.0.0";
    private static final int MAX_NAME = 256;

    /**
     * What the mapping file decides of an event.
     *
     * @param time null for the receive time
     */
    record Mapped(
            String type,
            @Nullable String subject,
            @Nullable String partitionKey,
            @Nullable String time,
            @Nullable String correlationId,
            Map<String, Object> data) {}

    Event event(Mapped mapped, String providerType, GatewayUri gateway) {
        Profile known = profile;
        String key =
                known == null ? DedupKey.ofBytes(digest.get()) : known.dedup().of(payload, digest, call.receivedAt());
        return event(mapped, providerType, key, gateway);
    }

    /** The event of a call that no rule can read. */
    Event unmapped(String providerType, String reason, List<String> missing, GatewayUri gateway) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("reason", reason);
        data.put("missing", missing);
        Profile known = profile;
        String key = known == null
                ? DedupKey.ofBytes(digest.get())
                : known.dedup().ofUnmapped(payload, digest, call.receivedAt());
        return event(new Mapped(EventType.UNMAPPED, null, null, null, null, data), providerType, key, gateway);
    }

    private Event event(Mapped mapped, String providerType, String dedupKey, GatewayUri gateway) {
        return new Event(
                eventId,
                gateway.source(call.provider(), call.sourceId()),
                mapped.type(),
                attribute(mapped.subject()),
                mapped.time() == null ? received() : mapped.time(),
                mapped.time() == null,
                gateway.schema(mapped.type()),
                attribute(mapped.partitionKey()),
                TimeOrderedId.instantOf(eventId),
                attribute(mapped.correlationId()),
                call.provider(),
                name(providerType),
                call.proof(),
                profile == null ? NO_VERSION : profile.mappingVersion(),
                call.tenant(),
                call.receiptId(),
                call.sourceId(),
                dedupKey,
                mapped.data());
    }

    /** In milliseconds, as the receipt keeps it, so that mapping again gives the same. */
    private String received() {
        return Timestamp.text(call.receivedAt().truncatedTo(ChronoUnit.MILLIS));
    }

    /**
     * Attributes take no control characters and no noncharacters; what has some stays in the data only.
     *
     * @see <a href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md#type-system">CloudEvents 1.0,
     *     type String</a>
     */
    private static @Nullable String attribute(@Nullable String value) {
        return value == null || firstNotAllowed(value) == value.length() ? value : null;
    }

    /** The provider's word for the event, made fit for an attribute, because every event has one. */
    private static String name(String providerType) {
        if (providerType.length() <= MAX_NAME && firstNotAllowed(providerType) == providerType.length()) {
            return providerType;
        }
        var name = new StringBuilder();
        providerType
                .codePoints()
                .limit(MAX_NAME)
                .map(character -> allowed(character) ? character : '\uFFFD')
                .forEach(name::appendCodePoint);
        return name.toString();
    }

    private static int firstNotAllowed(String text) {
        int at = 0;
        while (at < text.length() && allowed(text.codePointAt(at))) {
            at += Character.charCount(text.codePointAt(at));
        }
        return at;
    }

    private static boolean allowed(int character) {
        boolean nonCharacter = (character & 0xFFFE) == 0xFFFE || (character >= 0xFDD0 && character <= 0xFDEF);
        boolean surrogate = character <= 0xFFFF && Character.isSurrogate((char) character);
        return !Character.isISOControl(character) && !nonCharacter && !surrogate;
    }
}
