package dev.tributary.quarantine;

import dev.tributary.event.Event;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What follow-ups have added to an event: states, counts, the confirmation and the verification level after it. An event that is
 * mapped again keeps them and fetches nothing again, because its URLs may give other data by now.
 */
final class FetchedResources {

    private static final String RESOURCES = "resources";
    private static final String STATE = "state";
    private static final String HREF = "href";
    private static final String CONFIRMATION = "confirmation";
    private static final String REFRESH = "refresh";

    private FetchedResources() {}

    /** The newly mapped event with what follow-ups have added to the stored one; URLs that are new are not fetched. */
    static Event keptFrom(Event stored, Event mapped) {
        List<Map<String, Object>> fetched = resources(stored);
        Object toConfirm = confirmedBy(mapped);
        Object confirmed = confirmedBy(stored);
        Map<String, Object> data = new LinkedHashMap<>(mapped.data());
        data.remove(CONFIRMATION);
        List<Object> merged = new ArrayList<>();
        for (Map<String, Object> resource : resources(mapped)) {
            boolean isOfMapping = resource.remove(STATE) == null || !Objects.equals(resource.get(HREF), toConfirm);
            Map<String, Object> same = find(fetched, resource);
            if (same != null || isOfMapping) {
                merged.add(same == null ? resource : same);
            }
        }
        fetched.stream()
                .filter(resource -> confirmed != null && confirmed.equals(resource.get(HREF)))
                .filter(resource -> !merged.contains(resource))
                .forEach(merged::add);
        if (data.containsKey(RESOURCES)) {
            data.put(RESOURCES, merged);
        }
        if (stored.data().containsKey(CONFIRMATION) || fetched.stream().anyMatch(one -> one.containsKey(STATE))) {
            stored.data().forEach(data::putIfAbsent);
            keepMembers(stored, data);
        }
        return mapped.with(data).with(stored.proof());
    }

    private static void keepMembers(Event stored, Map<String, Object> data) {
        if (stored.data().get(REFRESH) instanceof Map<?, ?> known && data.get(REFRESH) instanceof Map<?, ?> mapped) {
            Map<String, Object> all = new LinkedHashMap<>();
            mapped.forEach((name, value) -> all.put(String.valueOf(name), value));
            known.forEach((name, value) -> all.putIfAbsent(String.valueOf(name), value));
            data.put(REFRESH, all);
        }
    }

    /** The URL that confirms an event; null where none does. */
    private static @Nullable Object confirmedBy(Event event) {
        return event.data().get(CONFIRMATION) instanceof Map<?, ?> confirmation ? confirmation.get(HREF) : null;
    }

    private static @Nullable Map<String, Object> find(List<Map<String, Object>> fetched, Map<String, Object> resource) {
        return fetched.stream()
                .filter(other -> Objects.equals(other.get("kind"), resource.get("kind"))
                        && Objects.equals(other.get(HREF), resource.get(HREF)))
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
