package dev.tributary.provider;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A body that was read as JSON, strictly: one object, nothing behind it, decimals kept exactly.
 *
 * @param root the object; shared by all who read it, so that no reader may change it
 * @param duplicateKeys whether an object in it has a key twice, so that two readers may see two messages
 */
public record Payload(ObjectNode root, boolean duplicateKeys) {

    private static final StreamReadConstraints LIMITS = StreamReadConstraints.builder()
            .maxNestingDepth(64)
            .maxStringLength(1_000_000)
            .maxNameLength(1_000)
            .maxNumberLength(1_000)
            .maxTokenCount(100_000)
            .build();
    private static final JsonMapper LENIENT_ON_KEYS = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(LIMITS)
                    // the names of an unverified body would be entered into a table of the JVM, most of the cost of the
                    // body
                    .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                    // a virtual thread serves one call: buffers kept by the thread would be made for each
                    .recyclerPool(JsonRecyclerPools.sharedConcurrentDequePool())
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS, DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();
    private static final JsonMapper STRICT = LENIENT_ON_KEYS
            .rebuild()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .build();

    /** @throws InvalidPayloadException if the bytes are not a JSON object, or beyond the limits */
    public static Payload parse(byte[] body) {
        try {
            return new Payload(object(STRICT.readTree(body)), false);
        } catch (IOException | NumberFormatException strict) { // the latter: exponents beyond an int
            try {
                return new Payload(object(LENIENT_ON_KEYS.readTree(body)), true);
            } catch (IOException | NumberFormatException e) {
                throw new InvalidPayloadException("the body is not JSON");
            }
        }
    }

    /** Whether a value says nothing: absent, null, a blank text, or an object or array without members. */
    public static boolean isBlank(@Nullable JsonNode value) {
        return value == null
                || value.isNull()
                || (value.isTextual() && isBlank(value.textValue()))
                || (value.isContainerNode() && value.isEmpty());
    }

    /** Whether a text has no visible character; providers send such texts for "none". */
    public static boolean isBlank(String text) {
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            boolean invisible = Character.isWhitespace(character)
                    || Character.isSpaceChar(character)
                    || Character.isISOControl(character)
                    || Character.getType(character) == Character.FORMAT;
            if (!invisible) {
                return false;
            }
        }
        return true;
    }

    private static ObjectNode object(JsonNode root) {
        if (root instanceof ObjectNode object) {
            return object;
        }
        throw new InvalidPayloadException("the body is not a JSON object");
    }
}
