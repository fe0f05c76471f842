package dev.tributary.console.traffic;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Failed deliveries of a web hook whose last attempts ended alike.
 *
 * @param latest the newest of them
 */
record Failures(String webHook, String outcome, String status, int count, Map<String, Object> latest) {

    private record Group(String webHook, String outcome, String status) {}

    /** @param failed deliveries, the newest first */
    static List<Failures> of(List<Map<String, Object>> failed) {
        var groups = new LinkedHashMap<Group, Failures>();
        for (Map<String, Object> delivery : failed) {
            Map<?, ?> last = lastAttempt(delivery);
            var group = new Group(
                    String.valueOf(delivery.get("webHookId")),
                    Objects.toString(last.get("outcome"), ""),
                    Objects.toString(last.get("status"), ""));
            groups.merge(
                    group,
                    new Failures(group.webHook(), group.outcome(), group.status(), 1, delivery),
                    (known, one) ->
                            new Failures(known.webHook, known.outcome, known.status, known.count + 1, known.latest));
        }
        return List.copyOf(groups.values());
    }

    /** Nothing where there was none. */
    private static Map<?, ?> lastAttempt(Map<String, Object> delivery) {
        return delivery.get("attempts") instanceof List<?> attempts
                        && !attempts.isEmpty()
                        && attempts.get(attempts.size() - 1) instanceof Map<?, ?> last
                ? last
                : Map.of();
    }
}
