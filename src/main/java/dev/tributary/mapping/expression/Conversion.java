package dev.tributary.mapping.expression;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.provider.Payload;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Turns one value of a payload into what an event carries. */
@FunctionalInterface
interface Conversion {

    /** As mapping files name them in {@code as}; money has a currency beside it and stands apart. */
    Map<String, Conversion> NAMED = Map.of(
            "string", (value, reading) -> text(value),
            "boolean", (value, reading) -> value.isBoolean() ? value.booleanValue() : null,
            "integer", (value, reading) -> integer(value),
            "relative_path", (value, reading) -> relativePath(value));

    Pattern INTEGER = Pattern.compile("-?[0-9]{1,18}");

    /** @return null if the value is not of the kind; it then counts as absent and stays in the raw bytes */
    @Nullable
    Object convert(JsonNode value, Reading reading);

    /**
     * A scalar's text, verbatim. Blank texts count as absent (providers send them for "none"), and so does text that
     * is not valid Unicode, because no store and no subscriber could keep it.
     */
    static @Nullable String text(JsonNode value) {
        if (!value.isValueNode() || value.isNull()) {
            return null;
        }
        String text = value.asText();
        return Payload.isBlank(text) || PlainTree.hasLoneSurrogate(text) ? null : text;
    }

    private static @Nullable Object integer(JsonNode value) {
        if (value.isIntegralNumber() && value.canConvertToLong()) {
            return value.canConvertToInt() ? (Object) value.intValue() : (Object) value.longValue();
        }
        return value.isTextual() && INTEGER.matcher(value.textValue()).matches()
                ? (Object) Long.valueOf(value.textValue())
                : null;
    }

    /** A path on the provider's own host: one slash first, so that no host can stand in it. */
    private static @Nullable String relativePath(JsonNode value) {
        String path = value.isTextual() ? text(value) : null;
        return path != null && path.startsWith("/") && !path.startsWith("//") ? path : null;
    }
}
