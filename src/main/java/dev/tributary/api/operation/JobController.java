package dev.tributary.api.operation;

import dev.tributary.api.contract.Caller;
import dev.tributary.api.contract.RequestFields;
import dev.tributary.api.limit.TenantLimits;
import dev.tributary.api.query.Unmasking;
import dev.tributary.event.TimeOrderedId;
import dev.tributary.problem.ProblemException;
import dev.tributary.quarantine.job.Job.Filter;
import dev.tributary.quarantine.job.Job.Kind;
import dev.tributary.quarantine.job.Jobs;
import dev.tributary.security.audit.AuditLog;
import jakarta.servlet.http.HttpServletRequest;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.http.ResponseEntity;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Releases and re-maps of many calls: counted with {@code dryRun}, else carried out in the background. Sending a request twice
 * changes nothing more, so that no {@code Idempotency-Key} is needed.
 */
@RestController
@RequestMapping(path = "/api/v1", produces = "application/json")
class JobController {

    private static final String RELEASES = "/quarantine/releases";
    private static final String REMAPS = "/remaps";

    private final Jobs jobs;
    private final JobForm form;
    private final ChangeForm changes;
    private final TimeOrderedId ids;
    private final TenantLimits limits;
    private final AuditLog audit;

    JobController(Jobs jobs, JobForm form, ChangeForm changes, TimeOrderedId ids, TenantLimits limits, AuditLog audit) {
        this.jobs = jobs;
        this.form = form;
        this.changes = changes;
        this.ids = ids;
        this.limits = limits;
        this.audit = audit;
    }

    /** Releases all calls of a kind. */
    @PostMapping(path = RELEASES, consumes = "application/json")
    ResponseEntity<Map<String, Object>> release(
            RequestFields sent, HttpServletRequest request, JwtAuthenticationToken token) {
        return run(request, Caller.of(token), JobForm.kind(sent), sent);
    }

    /** Maps the calls of stored events again, and stores a further event for each that differs. */
    @PostMapping(path = REMAPS, consumes = "application/json")
    ResponseEntity<Map<String, Object>> remap(
            RequestFields sent, HttpServletRequest request, JwtAuthenticationToken token) {
        return run(request, Caller.of(token), Kind.REMAP, sent);
    }

    @GetMapping(RELEASES + "/{id}")
    Map<String, Object> release(@PathVariable("id") String id, JwtAuthenticationToken token) {
        return find(id, token, false);
    }

    @GetMapping(REMAPS + "/{id}")
    Map<String, Object> remap(@PathVariable("id") String id, JwtAuthenticationToken token) {
        return find(id, token, true);
    }

    private Map<String, Object> find(String id, JwtAuthenticationToken token, boolean remap) {
        return jobs.find(Caller.of(token).tenant(), id)
                .filter(job -> (job.kind() == Kind.REMAP) == remap)
                .map(JobForm::shown)
                .orElseThrow(ProblemException::notFound);
    }

    private ResponseEntity<Map<String, Object>> run(
            HttpServletRequest request, Caller caller, Kind kind, RequestFields sent) {
        boolean dryRun = sent.flag("dryRun", false);
        Filter filter = form.filter(caller.tenant(), sent);
        if (dryRun) {
            caller.needs("events:read");
            Jobs.DryRun found = limits.dryRun(caller.tenant(), deadline -> jobs.dryRun(kind, filter, deadline));
            return ResponseEntity.ok(counted(caller, found));
        }
        String id = ids.next();
        limits.startJob(caller.tenant(), () -> jobs.running(caller.tenant()), () -> {
            String action = kind == Kind.REMAP ? "remap.start" : "quarantine.release.start";
            audit.add(caller.tenant(), caller.name(), action, id);
            jobs.start(id, kind, filter);
        });
        return ResponseEntity.accepted()
                .header("Location", request.getRequestURI() + '/' + id)
                .body(Map.of("id", id));
    }

    private Map<String, Object> counted(Caller caller, Jobs.DryRun dryRun) {
        var unmasking = new Unmasking(caller, audit);
        var shown = new LinkedHashMap<String, Object>();
        shown.put("counts", dryRun.counts());
        shown.put("complete", dryRun.complete());
        shown.put(
                "changes",
                dryRun.changes().stream()
                        .map(one -> changes.shown(one, unmasking))
                        .toList());
        return shown;
    }
}
