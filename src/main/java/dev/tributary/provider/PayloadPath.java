package dev.tributary.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.jayway.jsonpath.Configuration;
import com.jayway.jsonpath.JsonPath;
import com.jayway.jsonpath.Option;
import com.jayway.jsonpath.PathNotFoundException;
import com.jayway.jsonpath.spi.json.JacksonJsonNodeJsonProvider;
import com.jayway.jsonpath.spi.mapper.JacksonMappingProvider;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A compiled path to one value of a payload, in the singular-query subset of JSONPath.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9535#section-2.3.5">RFC 9535, singular queries</a>
 */
public final class PayloadPath {

    private static final Pattern SUBSET =
            Pattern.compile("\\$(\\.[A-Za-z_][A-Za-z0-9_]*|\\['[^'\\\\\\x00-\\x1f]+'\\]|\\[(0|[1-9][0-9]{0,5})\\])+");
    private static final Configuration TREE = Configuration.builder()
            .jsonProvider(new JacksonJsonNodeJsonProvider())
            .mappingProvider(new JacksonMappingProvider())
            .options(Option.SUPPRESS_EXCEPTIONS)
            .build();

    private final String text;
    private final JsonPath compiled;

    private PayloadPath(String text) {
        this.text = text;
        this.compiled = JsonPath.compile(text);
    }

    /** @throws IllegalArgumentException if the text is outside the subset */
    public static PayloadPath of(String text) {
        if (!SUBSET.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no path to one value, such as $.content.id or $['a b'][0]");
        }
        return new PayloadPath(text);
    }

    /** The value, JSON null included; null where there is none. */
    public @Nullable JsonNode read(JsonNode root) {
        try {
            return compiled.read((Object) root, TREE);
        } catch (PathNotFoundException e) {
            return null;
        }
    }

    /** The path as it was written. */
    @Override
    public String toString() {
        return text;
    }
}
