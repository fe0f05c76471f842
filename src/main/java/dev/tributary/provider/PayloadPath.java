package dev.tributary.provider;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A compiled path to one value of a payload, in the singular-query subset of JSONPath.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9535#section-2.3.5">RFC 9535, singular queries</a>
 */
public final class PayloadPath {

    private static final String SEGMENT =
            "\\.([A-Za-z_][A-Za-z0-9_]*)|\\['([^'\\\\\\x00-\\x1f]+)'\\]|\\[(0|[1-9][0-9]{0,5})\\]";
    private static final Pattern SEGMENTS = Pattern.compile(SEGMENT);
    private static final Pattern SUBSET = Pattern.compile("\\$(" + SEGMENT + ")+");

    /** A member's name, or an element's index where there is no name. */
    private record Segment(@Nullable String name, int index) {}

    private final String text;
    private final List<Segment> segments = new ArrayList<>();

    private PayloadPath(String text) {
        this.text = text;
        Matcher segment = SEGMENTS.matcher(text);
        while (segment.find()) {
            String name = segment.group(1) == null ? segment.group(2) : segment.group(1);
            segments.add(new Segment(name, name == null ? Integer.parseInt(segment.group(3)) : -1));
        }
    }

    /** @throws IllegalArgumentException if the text is outside the subset */
    public static PayloadPath of(String text) {
        if (!SUBSET.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a path to one value, such as $.content.id or $['a b'][0]");
        }
        return new PayloadPath(text);
    }

    /** The value, JSON null included; null where there is none. */
    public @Nullable JsonNode read(JsonNode root) {
        JsonNode node = root;
        for (int i = 0; i < segments.size() && node != null; i++) {
            Segment segment = segments.get(i);
            node = segment.name() == null ? node.get(segment.index()) : node.get(segment.name());
        }
        return node;
    }

    /** The same place for a reader of tokens; it does not tell an element from a member whose name is a number. */
    public JsonPointer pointer() {
        JsonPointer pointer = JsonPointer.empty();
        for (Segment segment : segments) {
            pointer = segment.name() == null
                    ? pointer.appendIndex(segment.index())
                    : pointer.appendProperty(segment.name());
        }
        return pointer;
    }

    /** The last name on the path, without the indexes behind it; empty where there is none. */
    public String lastName() {
        String last = "";
        for (Segment segment : segments) {
            last = segment.name() == null ? last : segment.name();
        }
        return last;
    }

    /** The path as it was written. */
    @Override
    public String toString() {
        return text;
    }
}
