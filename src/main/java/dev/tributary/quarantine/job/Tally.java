package dev.tributary.quarantine.job;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** How many calls or events of a page ended in which way. */
final class Tally {

    private final Map<String, Long> counts = new TreeMap<>();

    void add(String name, long count) {
        counts.merge(name, count, Long::sum);
    }

    /** @param name in words that underscores separate, as the names of constants are */
    void add(Enum<?> name) {
        StringBuilder camel = new StringBuilder();
        for (String word : name.name().toLowerCase(Locale.ROOT).split("_", -1)) {
            camel.append(camel.isEmpty() ? word : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1));
        }
        add(camel.toString(), 1);
    }

    Map<String, Long> counts() {
        return counts;
    }
}
