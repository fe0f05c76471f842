package dev.tributary.api.delivery;

import dev.tributary.api.contract.Caller;
import dev.tributary.api.contract.RequestFields;
import dev.tributary.api.contract.RequestReader;
import dev.tributary.api.limit.TenantLimits;
import dev.tributary.delivery.replay.Range;
import dev.tributary.delivery.replay.RangeJob.Kind;
import dev.tributary.delivery.replay.Replays;
import dev.tributary.event.TimeOrderedId;
import dev.tributary.problem.ProblemException;
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

/** Replays and cancellations of ranges: counted with {@code dry_run=true}, else carried out in the background. */
@RestController
@RequestMapping(path = "/api/v1", produces = "application/json")
class RangeController {

    private static final String REPLAYS = "/replays";
    private static final String CANCELLATIONS = "/cancellations";

    private final Replays replays;
    private final RangeForm form;
    private final IdempotentCalls idempotent;
    private final TimeOrderedId ids;
    private final TenantLimits limits;
    private final AuditLog audit;

    RangeController(
            Replays replays,
            RangeForm form,
            IdempotentCalls idempotent,
            TimeOrderedId ids,
            TenantLimits limits,
            AuditLog audit) {
        this.replays = replays;
        this.form = form;
        this.idempotent = idempotent;
        this.ids = ids;
        this.limits = limits;
        this.audit = audit;
    }

    /** Adds a delivery for each event and web hook of the range, once for each {@code Idempotency-Key}. */
    @PostMapping(path = REPLAYS, consumes = "application/json")
    ResponseEntity<Map<String, Object>> replay(
            RequestFields sent, HttpServletRequest request, JwtAuthenticationToken token) {
        Caller caller = Caller.of(token);
        boolean dryRun = RequestReader.isDryRun(request);
        Range range = form.read(Kind.REPLAY, caller.tenant(), sent);
        if (dryRun) {
            return counted(caller, Kind.REPLAY, range);
        }
        String id = idempotent.once(
                request,
                caller,
                request.getRequestURI() + ' ' + RangeForm.meaning(range),
                newId -> start(caller, newId, Kind.REPLAY, range));
        return DeliveryController.accepted(request.getRequestURI(), id);
    }

    /** Cancels what is pending in the range. A second call finds nothing, so that no key is needed. */
    @PostMapping(path = CANCELLATIONS, consumes = "application/json")
    ResponseEntity<Map<String, Object>> cancel(
            RequestFields sent, HttpServletRequest request, JwtAuthenticationToken token) {
        Caller caller = Caller.of(token);
        boolean dryRun = RequestReader.isDryRun(request);
        Range range = form.read(Kind.CANCELLATION, caller.tenant(), sent);
        if (dryRun) {
            return counted(caller, Kind.CANCELLATION, range);
        }
        String id = ids.next();
        start(caller, id, Kind.CANCELLATION, range);
        return DeliveryController.accepted(request.getRequestURI(), id);
    }

    @GetMapping(REPLAYS + "/{id}")
    Map<String, Object> replay(@PathVariable("id") String id, JwtAuthenticationToken token) {
        return find(Kind.REPLAY, id, token);
    }

    @GetMapping(CANCELLATIONS + "/{id}")
    Map<String, Object> cancellation(@PathVariable("id") String id, JwtAuthenticationToken token) {
        return find(Kind.CANCELLATION, id, token);
    }

    private Map<String, Object> find(Kind kind, String id, JwtAuthenticationToken token) {
        return replays.find(Caller.of(token).tenant(), kind, id)
                .map(RangeForm::shown)
                .orElseThrow(ProblemException::notFound);
    }

    private ResponseEntity<Map<String, Object>> counted(Caller caller, Kind kind, Range range) {
        Replays.Count counted = limits.dryRun(caller.tenant(), deadline -> replays.count(kind, range, deadline));
        var shown = new LinkedHashMap<String, Object>();
        shown.put("count", counted.count());
        shown.put("complete", counted.complete());
        return ResponseEntity.ok(shown);
    }

    private void start(Caller caller, String id, Kind kind, Range range) {
        if (replays.find(caller.tenant(), kind, id).isPresent()) {
            return; // a crash came between its start and the answer; it is counted itself
        }
        limits.startJob(caller.tenant(), () -> replays.running(caller.tenant()), () -> {
            String action = kind == Kind.REPLAY ? "replay.start" : "cancellation.start";
            audit.add(caller.tenant(), caller.name(), action, id);
            replays.start(id, kind, range);
        });
    }
}
