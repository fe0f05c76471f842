package dev.tributary.api.operation;

import dev.tributary.api.contract.Caller;
import dev.tributary.api.query.Unmasking;
import dev.tributary.eventstore.EventReader;
import dev.tributary.eventstore.StoredEvent;
import dev.tributary.followup.Refetches;
import dev.tributary.problem.ProblemException;
import dev.tributary.security.audit.AuditLog;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import java.util.Set;
import org.springframework.http.ResponseEntity;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Fetches the failed or all resources of an event again. */
@RestController
@RequestMapping(path = "/api/v1/events", produces = "application/json")
class RefetchController {

    private static final String RESOURCES = "resources";

    private final EventReader events;
    private final Refetches refetches;
    private final AuditLog audit;

    RefetchController(EventReader events, Refetches refetches, AuditLog audit) {
        this.events = events;
        this.refetches = refetches;
        this.audit = audit;
    }

    /** Answers with the event that shows how the fetches end; the same one while they go on. */
    @PostMapping("/{id}/refetch")
    ResponseEntity<Map<String, Object>> refetch(
            @PathVariable("id") String id, HttpServletRequest request, JwtAuthenticationToken token) {
        Caller caller = Caller.of(token);
        boolean all = isAll(request);
        StoredEvent event = events.find(caller.tenant(), id).orElseThrow(ProblemException::notFound);
        Unmasking.requireReadable(event);
        audit.add(caller.tenant(), caller.name(), "event.refetch", id);
        String started = refetches
                .start(event, all)
                .orElseThrow(() -> ProblemException.conflict(
                        all
                                ? "The event has no resources that can be fetched, or they were fetched again too often."
                                : "No resource of the event has failed; resources=all fetches all of them again."));
        return ResponseEntity.accepted()
                .header("Location", "/api/v1/events/" + started)
                .body(Map.of("id", started));
    }

    private static boolean isAll(HttpServletRequest request) {
        Set<String> names = request.getParameterMap().keySet();
        String[] values = request.getParameterMap().getOrDefault(RESOURCES, new String[] {"failed"});
        if (!Set.of(RESOURCES).containsAll(names) || values.length != 1 || !values[0].matches("failed|all")) {
            throw ProblemException.invalid(RESOURCES, "must be failed or all, once, and is the only parameter");
        }
        return values[0].equals("all");
    }
}
