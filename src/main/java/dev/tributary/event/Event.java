package dev.tributary.event;

import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One canonical event: a CloudEvent's attributes and data, and what the gateway needs to keep beside them.
 *
 * @param id UUIDv7, minted when the event is first stored; the same for every subscriber and every attempt
 * @param source URI of the source that received the call; stable, without secrets
 * @param time the provider's occurrence time, RFC 3339 in UTC, as fine as it was received; else the receive time
 * @param timeReceived whether {@code time} is the receive time because the provider sent none
 * @param recordedTime when the gateway minted the id, in milliseconds
 * @param receiptId the receipt of the call that this event came from; null for an event of the gateway itself
 * @param sourceId not an attribute: scope of the dedup key
 * @param dedupKey not an attribute: equal for two calls that report one occurrence; one that holds for a window of time ends
 *     in a dot and the number of that window. That of a call that was mapped again has {@code @} and the version of the mapping
 *     behind it
 * @param data a tree of String, Boolean, Integer, Long, BigDecimal, List and Map in the order of the wire
 * @see <a href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md#context-attributes">CloudEvents
 *     1.0, context attributes</a>
 */
public record Event(
        String id,
        String source,
        String type,
        @Nullable String subject,
        String time,
        boolean timeReceived,
        String dataSchema,
        @Nullable String partitionKey,
        Instant recordedTime,
        @Nullable String correlationId,
        String provider,
        String providerType,
        Proof proof,
        String mappingVersion,
        String tenant,
        @Nullable String receiptId,
        String sourceId,
        String dedupKey,
        Map<String, Object> data) {

    /** The attributes, in the order of the wire. */
    public enum Attribute {
        SPECVERSION(event -> "1.0"),
        ID(Event::id),
        SOURCE(Event::source),
        TYPE(Event::type),
        SUBJECT(Event::subject),
        TIME(Event::time),
        DATASCHEMA(Event::dataSchema),
        DATACONTENTTYPE(event -> "application/json"),
        PARTITIONKEY(Event::partitionKey),
        RECORDEDTIME(event -> CloudEventFormat.timestamp(event.recordedTime())),
        CORRELATIONID(Event::correlationId),
        PROVIDER(Event::provider),
        PROVIDERTYPE(Event::providerType),
        TIMEBASIS(event -> event.timeReceived() ? "received" : "provider"),
        PROOF(event -> event.proof().attribute()),
        MAPPINGVERSION(Event::mappingVersion),
        TENANTID(Event::tenant),
        RECEIPTID(Event::receiptId);

        private static final Map<String, Attribute> BY_NAME =
                Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(Attribute::wireName, Function.identity()));

        private final String wireName = name().toLowerCase(Locale.ROOT);

        @SuppressWarnings("ImmutableEnumChecker") // a method without state
        private final Function<Event, @Nullable String> value;

        Attribute(Function<Event, @Nullable String> value) {
            this.value = value;
        }

        /** The attribute of a name; empty where there is none. */
        public static Optional<Attribute> named(String name) {
            return Optional.ofNullable(BY_NAME.get(name));
        }

        /** The name on the wire. */
        public String wireName() {
            return wireName;
        }

        /** The value in an event; null where the event has no such attribute. */
        public @Nullable String of(Event event) {
            return value.apply(event);
        }
    }

    /** Between the dedup key of an occurrence and the version of the mapping by which its call was mapped again. */
    private static final char MAPPED_AGAIN = '@';

    private static final String DERIVED = "derived:";

    /** Of a SHA-256 in base64url. A key with a window is a digest, a dot and its number of up to 18 digits. */
    private static final int DIGEST_LENGTH = 43;

    /** The dedup key without its window. */
    public String dedupDigest() {
        return dedupWindow() == null ? dedupKey : dedupKey.substring(0, dedupKey.indexOf('.'));
    }

    /** The number of the window that the dedup key holds for; null where it holds for all time. */
    public @Nullable Long dedupWindow() {
        // no regular expression: this runs several times for each event, and an expression took 5 % of the CPU of
        // storing it
        int digits = dedupKey.length() - DIGEST_LENGTH - 1;
        if (digits < 1 || digits > 18 || dedupKey.charAt(DIGEST_LENGTH) != '.') {
            return null;
        }
        boolean hasForm = isEach(dedupKey, 0, DIGEST_LENGTH, Event::isBase64Url)
                && isEach(dedupKey, DIGEST_LENGTH + 1, dedupKey.length(), Event::isDigit);
        return hasForm ? Long.valueOf(dedupKey.substring(DIGEST_LENGTH + 1)) : null;
    }

    private static boolean isEach(String text, int from, int to, IntPredicate test) {
        for (int i = from; i < to; i++) {
            if (!test.test(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isDigit(int character) {
        return character >= '0' && character <= '9';
    }

    private static boolean isBase64Url(int character) {
        return isDigit(character)
                || (character >= 'a' && character <= 'z')
                || (character >= 'A' && character <= 'Z')
                || character == '-'
                || character == '_';
    }

    /** A dedup key that holds for a window of time only. */
    public static String windowKey(String digest, long window) {
        return digest + '.' + window;
    }

    /** What the dedup keys of all events begin with that later mappings give for the occurrence of a key. */
    public static String mappedAgainPrefix(String key) {
        return key + MAPPED_AGAIN;
    }

    /** The dedup key of the occurrence, whatever the mapping. */
    public String occurrenceKey() {
        int end = dedupKey.indexOf(MAPPED_AGAIN);
        return end < 0 ? dedupKey : dedupKey.substring(0, end);
    }

    /** The same event as one beside that of an earlier mapping: another one for each version of the mapping. */
    public Event mappedAgain() {
        return copy(id, recordedTime, proof, mappedAgainPrefix(occurrenceKey()) + mappingVersion, data);
    }

    /** The dedup key of an event that the gateway makes of another one. */
    public static String derivedKey(String what) {
        return DERIVED + what;
    }

    /** Whether the gateway made it of another event, and no call says so. */
    public boolean isDerived() {
        return dedupKey.startsWith(DERIVED);
    }

    /** The id of what the data names, such as its connection; null where it names none. */
    public @Nullable String idOf(String named) {
        return data.get(named) instanceof Map<?, ?> members && members.get("id") instanceof String id ? id : null;
    }

    /** The same event with other data. */
    public Event with(Map<String, Object> newData) {
        return copy(id, recordedTime, proof, dedupKey, newData);
    }

    /** The same event at another verification level. */
    public Event with(Proof newProof) {
        return copy(id, recordedTime, newProof, dedupKey, data);
    }

    /** The same occurrence as an event of its own. */
    public Event again(String newId, String newKey, Map<String, Object> newData) {
        return copy(newId, TimeOrderedId.instantOf(newId), proof, newKey, newData);
    }

    private Event copy(String newId, Instant recorded, Proof newProof, String newKey, Map<String, Object> newData) {
        return new Event(
                newId,
                source,
                type,
                subject,
                time,
                timeReceived,
                dataSchema,
                partitionKey,
                recorded,
                correlationId,
                provider,
                providerType,
                newProof,
                mappingVersion,
                tenant,
                receiptId,
                sourceId,
                newKey,
                newData);
    }
}
