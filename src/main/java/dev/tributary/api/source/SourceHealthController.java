package dev.tributary.api.source;

import dev.tributary.api.contract.Caller;
import dev.tributary.problem.ProblemException;
import dev.tributary.source.SourceStore;
import jakarta.servlet.http.HttpServletRequest;
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
    private final HealthForm health;

    SourceHealthController(SourceStore sources, HealthForm health) {
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
        return health.shown(caller.tenant(), id);
    }
}
