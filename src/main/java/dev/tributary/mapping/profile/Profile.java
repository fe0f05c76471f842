package dev.tributary.mapping.profile;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.mapping.expression.Value.FirstOf;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One compiled mapping file.
 *
 * @param split names that lead to the list whose elements are events of their own; null for one event a call
 * @param personal dotted targets of the data that any rule marks as personal
 * @param rawOnly paths whose content stays in the raw bytes on purpose: the file's {@code ignore} and {@code redact}
 */
public record Profile(
        String provider,
        String name,
        String version,
        @Nullable List<String> split,
        FirstOf discriminator,
        DedupKey dedup,
        List<Rule> rules,
        Set<String> personal,
        Set<String> rawOnly) {

    /** The file, without the folder of this machine that it may be in: answers of the API say so much. */
    public String file() {
        return "mappings/" + provider + "/" + name + ".yaml";
    }

    /** The attribute's value. */
    public String mappingVersion() {
        return name + "@" + version;
    }

    /** The first rule that fits. */
    public Optional<Rule> rule(String event, JsonNode payload) {
        for (Rule rule : rules) {
            if (rule.fits(event, payload)) {
                return Optional.of(rule);
            }
        }
        return Optional.empty();
    }
}
