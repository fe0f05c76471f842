package dev.tributary.api.source;

import dev.tributary.source.health.SourceHealth;
import dev.tributary.source.health.SourceHealthStore;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springframework.stereotype.Component;

/** The health of sources as the configuration API shows it. */
@Component
public final class HealthForm {

    /** Of a source that was just created, and has not been looked at yet. */
    private static final Map<String, Object> NOT_LOOKED_AT = Map.of("status", "ok", "reasons", List.of());

    private final SourceHealthStore health;

    HealthForm(SourceHealthStore health) {
        this.health = health;
    }

    Map<String, Object> shown(String tenant, String sourceId) {
        return Objects.requireNonNull(shown(tenant, List.of(sourceId)).get(sourceId));
    }

    /** The health of several sources of a tenant, by their ids. */
    public Map<String, Map<String, Object>> shown(String tenant, Collection<String> sourceIds) {
        var shown = new LinkedHashMap<String, Map<String, Object>>();
        sourceIds.forEach(id -> shown.put(id, NOT_LOOKED_AT));
        health.find(tenant, sourceIds).forEach(one -> shown.put(one.sourceId(), shown(one)));
        return shown;
    }

    private static Map<String, Object> shown(SourceHealth health) {
        var shown = new LinkedHashMap<String, Object>();
        shown.put("status", health.isHealthy() ? "ok" : "unhealthy");
        shown.put("reasons", health.reasons());
        shown.put("since", health.since().toString());
        if (health.lastCallAt() != null) {
            shown.put("last_call_at", health.lastCallAt().toString());
        }
        if (!health.usualGap().isZero()) { // between two calls
            shown.put("usual_gap", health.usualGap().toString());
        }
        return shown;
    }
}
