package dev.tributary.api.source;

import dev.tributary.api.contract.Caller;
import dev.tributary.problem.ProblemException;
import dev.tributary.source.SourceStore;
import dev.tributary.source.health.SourceHealth;
import dev.tributary.source.health.SourceHealthStore;
import jakarta.servlet.http.HttpServletRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Whether calls of a source can be expected, and come. */
@RestController
@RequestMapping(RegistrationController.PATH + "/sources/{id}/health")
class SourceHealthController {

    private final SourceStore sources;
    private final SourceHealthStore health;

    SourceHealthController(SourceStore sources, SourceHealthStore health) {
        this.sources = sources;
        this.health = health;
    }

    @GetMapping
    Map<String, Object> read(@PathVariable("id") String id, HttpServletRequest request, JwtAuthenticationToken token) {
        Caller caller = Caller.of(token);
        RegistrationController.checkQuery(request, Set.of());
        if (sources.find(caller.tenant(), id).isEmpty()) {
            throw ProblemException.notFound();
        }
        // a source that was just created has not been looked at yet
        return health.find(caller.tenant(), id)
                .map(SourceHealthController::shown)
                .orElseGet(() -> Map.of("status", "ok", "reasons", List.of()));
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
