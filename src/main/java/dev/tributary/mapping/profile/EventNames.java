package dev.tributary.mapping.profile;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The provider's events that a rule is for.
 *
 * @param exact whole names
 * @param prefixes how names may begin
 */
record EventNames(Set<String> exact, List<String> prefixes) {

    /** @param when {@code {equals: ...}} or {@code {prefix: ...}}, each one text or several */
    static EventNames of(JsonNode when) {
        return new EventNames(new HashSet<>(texts(when.path("equals"))), texts(when.path("prefix")));
    }

    boolean hold(String name) {
        if (exact.contains(name)) {
            return true;
        }
        for (String prefix : prefixes) {
            if (name.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }

    List<String> texts() {
        return Stream.concat(exact.stream().sorted(), prefixes.stream().map(prefix -> prefix + "*"))
                .toList();
    }

    private static List<String> texts(JsonNode spec) {
        List<String> texts = new ArrayList<>();
        if (spec.isTextual()) {
            texts.add(spec.textValue());
        } else {
            spec.forEach(text -> texts.add(text.textValue()));
        }
        return texts;
    }
}
