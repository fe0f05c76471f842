package dev.tributary.api.operation;

import dev.tributary.api.contract.Caller;
import dev.tributary.api.contract.RequestReader;
import dev.tributary.api.limit.TenantLimits;
import dev.tributary.erasure.Erasure;
import dev.tributary.erasure.Erasures;
import dev.tributary.problem.ProblemException;
import dev.tributary.provider.ProviderCatalog;
import dev.tributary.security.audit.AuditLog;
import dev.tributary.security.privacy.EndUser;
import jakarta.servlet.http.HttpServletRequest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.http.ResponseEntity;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The erasure of an end user: counted with {@code dry_run=true}, else carried out. */
@RestController
@RequestMapping(path = "/api/v1/users/{provider}/{id}/erasure", produces = "application/json")
class ErasureController {

    private final Erasures erasures;
    private final ProviderCatalog providers;
    private final TenantLimits limits;
    private final AuditLog audit;

    ErasureController(Erasures erasures, ProviderCatalog providers, TenantLimits limits, AuditLog audit) {
        this.erasures = erasures;
        this.providers = providers;
        this.limits = limits;
        this.audit = audit;
    }

    /** The key is destroyed when this answers. While an erasure goes on, another request gets the same id. */
    @PostMapping
    ResponseEntity<Map<String, Object>> erase(
            @PathVariable("provider") String provider,
            @PathVariable("id") String id,
            HttpServletRequest request,
            JwtAuthenticationToken token) {
        Caller caller = Caller.of(token);
        boolean dryRun = RequestReader.isDryRun(request);
        EndUser user = user(caller, provider, id);
        if (dryRun) {
            audit.add(caller.tenant(), caller.name(), "user.erasure.count", user.digest());
            return ResponseEntity.ok(counted(user));
        }
        String erasure = erasures.idFor(user);
        audit.add(caller.tenant(), caller.name(), "user.erasure.start", erasure);
        erasures.start(erasure, user);
        return ResponseEntity.accepted()
                .header("Location", request.getRequestURI())
                .body(Map.of("id", erasure));
    }

    /** Reads all events and receipts of the tenant, as an export does, and is limited with the exports. */
    private Map<String, Object> counted(EndUser user) {
        TenantLimits.Started running = limits.startExport(user.tenant());
        try {
            return new LinkedHashMap<>(new TreeMap<>(erasures.count(user)));
        } finally {
            running.close();
        }
    }

    /** The latest erasure of a user. */
    @GetMapping
    Map<String, Object> read(
            @PathVariable("provider") String provider, @PathVariable("id") String id, JwtAuthenticationToken token) {
        EndUser user = user(Caller.of(token), provider, id);
        return erasures.find(user).map(ErasureController::shown).orElseThrow(ProblemException::notFound);
    }

    private EndUser user(Caller caller, String provider, String id) {
        if (providers.find(provider).isEmpty()) {
            throw ProblemException.notFound();
        }
        return new EndUser(caller.tenant(), provider, id);
    }

    private static Map<String, Object> shown(Erasure erasure) {
        var shown = new LinkedHashMap<String, Object>();
        shown.put("id", erasure.id());
        shown.put("state", erasure.endedAt() == null ? "running" : "done");
        shown.put("keyDestroyed", erasure.step() != Erasure.Step.KEY);
        shown.put("removed", new TreeMap<>(erasure.removed()));
        shown.put("requestedAt", erasure.requestedAt().toString());
        if (erasure.endedAt() != null) {
            shown.put("endedAt", erasure.endedAt().toString());
        }
        return shown;
    }
}
