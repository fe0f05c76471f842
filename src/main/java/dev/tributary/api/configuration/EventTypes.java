package dev.tributary.api.configuration;

import dev.tributary.event.EventCatalog;
import dev.tributary.mapping.EventMapper;
import dev.tributary.problem.Spelling;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.stereotype.Component;

/** The event types that a web hook can ask for: those of the catalogue, and those that added mapping files give. */
@Component
class EventTypes {

    private final Set<String> types = new TreeSet<>(EventCatalog.TYPES);
    /** What a trailing {@code *} can stand behind: {@code bank.}, {@code bank.payment.}, ... */
    private final Set<String> prefixes = new TreeSet<>();

    EventTypes(EventMapper mapper) {
        types.addAll(mapper.types());
        for (String type : types) {
            for (int dot = type.indexOf('.'); dot >= 0; dot = type.indexOf('.', dot + 1)) {
                prefixes.add(type.substring(0, dot + 1));
            }
        }
    }

    /** The nearest entry, of the same kind, that matches a type; empty if the entry itself does. */
    Optional<String> nearestIfUnknown(String entry) {
        if (!entry.endsWith("*")) {
            return types.contains(entry) ? Optional.empty() : Optional.of(nearest(entry, types));
        }
        String prefix = entry.substring(0, entry.length() - 1);
        return types.stream().anyMatch(type -> type.startsWith(prefix))
                ? Optional.empty()
                : Optional.of(nearest(prefix, prefixes) + "*");
    }

    private static String nearest(String text, Set<String> candidates) {
        return candidates.stream()
                .min(Comparator.comparingInt(candidate -> Spelling.distance(text, candidate)))
                .orElseThrow();
    }
}
