package dev.tributary.api.operation;

import dev.tributary.api.contract.Caller;
import dev.tributary.api.contract.ListRequest;
import dev.tributary.api.contract.RequestFields;
import dev.tributary.api.query.Unmasking;
import dev.tributary.mongo.page.IdPage;
import dev.tributary.problem.Problem;
import dev.tributary.problem.ProblemException;
import dev.tributary.quarantine.Quarantine;
import dev.tributary.quarantine.QuarantinedCall;
import dev.tributary.quarantine.QuarantinedCall.Kind;
import dev.tributary.quarantine.Releases;
import dev.tributary.quarantine.UnreleasableException;
import dev.tributary.receipt.Receipt;
import dev.tributary.security.audit.AuditLog;
import jakarta.servlet.http.HttpServletRequest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Calls in quarantine, each named by its receipt. */
@RestController
@RequestMapping(path = "/api/v1/quarantine", produces = "application/json")
class QuarantineController {

    private static final Set<String> FILTERS =
            Set.of("sourceId", "kind", "receivedtime[gte]", "receivedtime[lt]", ListRequest.ORDER);

    private final Quarantine quarantine;
    private final Releases releases;
    private final ChangeForm changes;
    private final AuditLog audit;

    QuarantineController(Quarantine quarantine, Releases releases, ChangeForm changes, AuditLog audit) {
        this.quarantine = quarantine;
        this.releases = releases;
        this.changes = changes;
        this.audit = audit;
    }

    @GetMapping
    Map<String, Object> list(HttpServletRequest request, JwtAuthenticationToken token) {
        Caller caller = Caller.of(token);
        var list = new ListRequest(request, caller, FILTERS);
        var query = new Quarantine.Query(
                caller.tenant(),
                kind(list.filter("kind")),
                list.filter("sourceId"),
                list.moment("receivedtime[gte]"),
                list.moment("receivedtime[lt]"),
                list.order());
        return list.page(find(query, list), QuarantineController::shown);
    }

    private IdPage<QuarantinedCall> find(Quarantine.Query query, ListRequest list) {
        try {
            return quarantine.list(query, list.after(), list.limit());
        } catch (IllegalArgumentException e) {
            throw ProblemException.invalid("cursor", "belongs to no page of this list");
        }
    }

    /** Each look at one call is written down. Its bytes are those of its receipt. */
    @GetMapping("/{id}")
    Map<String, Object> read(@PathVariable("id") String id, JwtAuthenticationToken token) {
        Caller caller = Caller.of(token);
        QuarantinedCall call = quarantine.find(caller.tenant(), id).orElseThrow(ProblemException::notFound);
        audit.add(caller.tenant(), caller.name(), "quarantine.read", id);
        return shown(call);
    }

    /** Releases one call, or with {@code dryRun} says what that would give. */
    @PostMapping(path = "/{id}/release", consumes = "application/json")
    Map<String, Object> release(@PathVariable("id") String id, RequestFields sent, JwtAuthenticationToken token) {
        Caller caller = Caller.of(token);
        boolean dryRun = sent.flag("dryRun", false);
        sent.finish();
        if (quarantine.find(caller.tenant(), id).isEmpty()) {
            throw ProblemException.notFound();
        }
        try {
            return dryRun ? preview(caller, id) : release(caller, id);
        } catch (UnreleasableException e) {
            throw new ProblemException(problem(e), headers(e));
        }
    }

    private Map<String, Object> preview(Caller caller, String id) {
        caller.needs("events:read");
        var unmasking = new Unmasking(caller, audit);
        Releases.Preview preview = releases.preview(caller.tenant(), id);
        var shown = new LinkedHashMap<String, Object>();
        shown.put("id", id);
        shown.put("proof", preview.proof().attribute());
        shown.put(
                "events",
                preview.events().stream()
                        .map(one -> changes.whole(one, unmasking))
                        .toList());
        return shown;
    }

    private Map<String, Object> release(Caller caller, String id) {
        audit.add(caller.tenant(), caller.name(), "quarantine.release", id);
        Receipt released = releases.release(caller.tenant(), id);
        var shown = new LinkedHashMap<String, Object>();
        shown.put("id", id);
        shown.put("verdict", released.verdict().wireName());
        shown.put("eventIds", released.eventIds());
        shown.put("duplicateOf", released.duplicateOf());
        shown.values().removeIf(Objects::isNull);
        return shown;
    }

    private static Problem problem(UnreleasableException e) {
        return switch (e.reason()) {
            case NOT_KEPT -> Problem.of(HttpStatus.CONFLICT, "The call cannot be released: " + e.getMessage() + ".");
            case NO_SOURCE -> Problem.of(HttpStatus.CONFLICT, "The source of the call is deleted, or cannot be read.");
            case ERASED -> Problem.of(HttpStatus.GONE, "The user of this call was erased; it will be removed.");
            case NOT_VERIFIED ->
                Problem.of(
                        HttpStatus.UNPROCESSABLE_ENTITY,
                        "The secrets of the source do not verify the call: " + e.getMessage() + ".");
            case INVALID -> Problem.of(HttpStatus.UNPROCESSABLE_ENTITY, "The body of the call is not a JSON object.");
            case STILL_UNMAPPED ->
                Problem.of(
                        HttpStatus.UNPROCESSABLE_ENTITY,
                        "The mapping files still give no event for the call: " + e.getMessage() + ".");
            case NOT_STORED ->
                Problem.of(HttpStatus.SERVICE_UNAVAILABLE, "The events are not known to be stored; try again.");
        };
    }

    private static Map<String, String> headers(UnreleasableException e) {
        return e.reason() == UnreleasableException.Cause.NOT_STORED ? Map.of("Retry-After", "5") : Map.of();
    }

    private static Map<String, Object> shown(QuarantinedCall call) {
        var shown = new LinkedHashMap<String, Object>();
        shown.put("id", call.receiptId());
        shown.put("provider", call.provider());
        shown.put("sourceId", call.sourceId());
        shown.put("kind", call.kind().wireName());
        shown.put("reason", call.reason());
        shown.put("eventId", call.eventId());
        shown.put("receivedAt", call.receivedAt().toString());
        shown.put("size", call.size());
        shown.put("releasable", call.obstacle() == null);
        shown.put("obstacle", call.obstacle() == null ? null : call.obstacle().wireName());
        shown.put("released", call.released());
        shown.put("eventIds", call.eventIds());
        shown.values().removeIf(Objects::isNull);
        return shown;
    }

    static @Nullable Kind kind(@Nullable String name) {
        return name == null
                ? null
                : Kind.find(name)
                        .orElseThrow(() -> ProblemException.invalid(
                                "kind", "must be one of rejected, invalid, unmapped, unconfirmed"));
    }
}
