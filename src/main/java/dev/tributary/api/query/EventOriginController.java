package dev.tributary.api.query;

import dev.tributary.api.contract.Caller;
import dev.tributary.eventstore.EventReader;
import dev.tributary.eventstore.StoredEvent;
import dev.tributary.mapping.EventOrigin;
import dev.tributary.mapping.EventOrigin.Field;
import dev.tributary.problem.ProblemException;
import dev.tributary.quarantine.MappingOrigins;
import dev.tributary.quarantine.MappingOrigins.Found;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Which rule of a mapping file gives which field of an event: paths and names, no values. */
@RestController
class EventOriginController {

    private final EventReader events;
    private final MappingOrigins origins;

    EventOriginController(EventReader events, MappingOrigins origins) {
        this.events = events;
        this.origins = origins;
    }

    @GetMapping("/api/v1/events/{id}/mapping")
    Map<String, Object> read(@PathVariable("id") String id, JwtAuthenticationToken token) {
        StoredEvent event = events.find(Caller.of(token).tenant(), id).orElseThrow(ProblemException::notFound);
        Unmasking.requireNotErased(event);
        return shown(event, origins.of(event));
    }

    private static Map<String, Object> shown(StoredEvent event, Found found) {
        var shown = new LinkedHashMap<String, Object>();
        shown.put("eventId", event.id());
        shown.put("mappedBy", event.event().mappingVersion());
        if (found.obstacle() != null) {
            shown.put("obstacle", found.obstacle().wireName());
        }
        if (found.outcome() != null) {
            shown.put("outcome", found.outcome().wireName());
        }
        EventOrigin origin = found.origin();
        if (origin != null) {
            shown.put("mapping", origin.version());
            shown.put("file", origin.file());
            shown.put("rule", origin.rule());
            shown.put("events", origin.events());
            shown.put("conditions", origin.conditions());
            if (origin.list() != null) {
                shown.put("list", origin.list());
                shown.put("element", origin.element());
            }
            shown.put("changes", found.changes());
            shown.put(
                    "fields",
                    origin.fields().stream().map(EventOriginController::shown).toList());
        }
        return shown;
    }

    private static Map<String, Object> shown(Field field) {
        var shown = new LinkedHashMap<String, Object>();
        shown.put("field", field.pointer());
        shown.put("by", field.by());
        shown.put("paths", field.paths());
        if (field.conversion() != null) {
            shown.put("conversion", field.conversion());
        }
        if (field.template() != null) {
            shown.put("template", field.template());
        }
        shown.put("normalized", field.normalized());
        return shown;
    }
}
