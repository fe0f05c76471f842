package dev.tributary.console.statistics;

import dev.tributary.console.statistics.BarChart.Figures;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What goes out: how long deliveries took, what waits, and which endpoints make trouble.
 *
 * @param median milliseconds of the latest interval with deliveries; empty without any
 * @param backlog how many deliveries wait
 * @param oldest how long ago the event of the first of them was recorded; null if none waits
 * @param endpoints those with failed deliveries, that keep deliveries waiting after an attempt, or get nothing at all
 */
record Outgoing(
        BarChart latency,
        String median,
        String p95,
        String backlog,
        @Nullable String oldest,
        List<Endpoint> endpoints) {

    /** So many of the deliveries that wait are read, of the oldest and of the newest. */
    static final int WAITING = 100;
    /** The states of web hooks that get no deliveries. */
    private static final Set<String> WITHOUT_DELIVERIES = Set.of("unverified", "disabled");

    /** @param retried deliveries that wait for a further attempt */
    record Endpoint(String webHook, long failed, long retried, String outcome) {}

    /**
     * @param latencies rows of the API, by interval
     * @param hooks rows of the API, by web hook
     * @param waiting the first deliveries that wait, the oldest event first
     * @param newest the last ones that wait; deliveries may be in both
     * @param webHooks as they are configured; empty for a person who may not see them
     */
    static Outgoing of(
            TimeSlots slots,
            List<Map<String, Object>> latencies,
            List<Map<String, Object>> hooks,
            List<Map<String, Object>> waiting,
            List<Map<String, Object>> newest,
            List<Map<String, Object>> webHooks) {
        var figures = Map.<String, Map<Instant, Double>>of("p95", new HashMap<>(), "p50", new HashMap<>());
        Map<?, ?> latest = Map.of();
        for (Map<String, Object> row : latencies) {
            if (row.get("latencyMillis") instanceof Map<?, ?> latency) {
                latest = latency;
                figures.forEach((name, byTime) ->
                        byTime.put(Instant.parse(String.valueOf(row.get("at"))), number(latency.get(name))));
            }
        }
        return new Outgoing(
                BarChart.layered(slots, List.of("p95", "p50"), new Figures(figures)),
                Objects.toString(latest.get("p50"), ""),
                Objects.toString(latest.get("p95"), ""),
                waiting.size() < WAITING ? String.valueOf(waiting.size()) : WAITING + " or more",
                waiting.isEmpty() ? null : age(waiting.get(0), slots.now()),
                endpoints(
                        hooks, Stream.concat(waiting.stream(), newest.stream()).collect(Collectors.toSet()), webHooks));
    }

    /** The id of an event begins with the time of its record. */
    private static String age(Map<String, Object> delivery, Instant now) {
        long recorded = UUID.fromString(String.valueOf(delivery.get("eventId"))).getMostSignificantBits() >>> 16;
        Duration age = Duration.between(Instant.ofEpochMilli(recorded), now);
        if (age.toMinutes() < 2) {
            return Math.max(0, age.toSeconds()) + " s";
        }
        return age.toHours() < 2
                ? age.toMinutes() + " min"
                : age.toDays() < 2 ? age.toHours() + " h" : age.toDays() + " days";
    }

    private static List<Endpoint> endpoints(
            List<Map<String, Object>> hooks, Set<Map<String, Object>> waiting, List<Map<String, Object>> webHooks) {
        var found = new TreeMap<String, Endpoint>();
        for (Map<String, Object> row : hooks) {
            long failed = (long) number(row.get("failed"));
            if (failed > 0) {
                String id = String.valueOf(row.get("webHookId"));
                found.put(id, new Endpoint(id, failed, 0, ""));
            }
        }
        for (Map<String, Object> delivery : waiting) {
            if (delivery.get("attempts") instanceof List<?> attempts && !attempts.isEmpty()) {
                String id = String.valueOf(delivery.get("webHookId"));
                Endpoint known = found.getOrDefault(id, new Endpoint(id, 0, 0, ""));
                found.put(id, new Endpoint(id, known.failed(), known.retried() + 1, outcome(attempts)));
            }
        }
        for (Map<String, Object> webHook : webHooks) {
            String status = Objects.toString(webHook.get("status"), "");
            if (WITHOUT_DELIVERIES.contains(status)) {
                String id = String.valueOf(webHook.get("id"));
                Endpoint known = found.getOrDefault(id, new Endpoint(id, 0, 0, ""));
                found.put(id, new Endpoint(id, known.failed(), known.retried(), status));
            }
        }
        return List.copyOf(found.values());
    }

    private static String outcome(List<?> attempts) {
        return attempts.get(attempts.size() - 1) instanceof Map<?, ?> last
                ? Objects.toString(last.get("outcome"), "")
                : "";
    }

    private static double number(@Nullable Object value) {
        return value instanceof Number number ? number.doubleValue() : 0;
    }
}
