package dev.tributary.quarantine;

import dev.tributary.event.Event;
import dev.tributary.event.EventType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What follow-ups have added to the data of a refresh. An event that is mapped again keeps it: what its URLs point at was fetched
 * once, and may be other data by now.
 */
final class FetchedResources {

    private static final String RESOURCES = "resources";
    private static final String STATE = "state";

    private FetchedResources() {}

    /** The newly mapped event with what follow-ups have added to the stored one; URLs that are new are not fetched. */
    static Event keptFrom(Event stored, Event mapped) {
        if (!mapped.type().equals(EventType.CONNECTION_REFRESHED)) {
            return mapped;
        }
        List<Map<String, Object>> fetched = resources(stored);
        boolean hasEnded = fetched.stream().anyMatch(resource -> resource.containsKey(STATE));
        Map<String, Object> data = new LinkedHashMap<>(mapped.data());
        if (data.containsKey(RESOURCES)) {
            List<Object> merged = new ArrayList<>();
            for (Map<String, Object> resource : resources(mapped)) {
                resource.remove(STATE);
                Map<String, Object> same = hasEnded ? find(fetched, resource) : null;
                merged.add(same == null ? resource : same);
            }
            data.put(RESOURCES, merged);
        }
        if (hasEnded) {
            stored.data().forEach(data::putIfAbsent);
        }
        return mapped.with(data);
    }

    private static @Nullable Map<String, Object> find(List<Map<String, Object>> fetched, Map<String, Object> resource) {
        return fetched.stream()
                .filter(other -> Objects.equals(other.get("kind"), resource.get("kind"))
                        && Objects.equals(other.get("href"), resource.get("href")))
                .findFirst()
                .orElse(null);
    }

    private static List<Map<String, Object>> resources(Event event) {
        List<Map<String, Object>> resources = new ArrayList<>();
        if (event.data().get(RESOURCES) instanceof List<?> list) {
            for (Object resource : list) {
                var copy = new LinkedHashMap<String, Object>();
                ((Map<?, ?>) resource).forEach((name, value) -> copy.put(String.valueOf(name), value));
                resources.add(copy);
            }
        }
        return resources;
    }
}
