package dev.tributary.api.configuration;

import dev.tributary.api.contract.Caller;
import dev.tributary.api.contract.ContractAnswer;
import dev.tributary.api.contract.ListRequest;
import dev.tributary.api.contract.RequestFields;
import dev.tributary.api.contract.Revision;
import dev.tributary.api.limit.TenantLimits;
import dev.tributary.api.source.HealthForm;
import dev.tributary.api.source.UsableSource;
import dev.tributary.problem.ProblemException;
import dev.tributary.security.audit.AuditLog;
import dev.tributary.source.Source;
import dev.tributary.source.SourceRow;
import dev.tributary.source.SourceStore;
import dev.tributary.source.registration.Registrations;
import dev.tributary.source.rule.InvalidSourceException;
import dev.tributary.source.rule.SourceRules;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Sources by the conventions of the web hooks' contract. */
@RestController
@RequestMapping(path = SourceController.PATH, produces = ContractAnswer.JSON)
class SourceController {

    static final String ID_TAKEN =
            "This id is taken, or was before: an id is never reused. Choose another one, or leave it out.";

    static final String PATH = "/api/v1/configuration/sources";

    private static final String HEALTH = "health";

    private final SourceStore sources;
    private final SourceRules rules;
    private final SourceForm form;
    private final HealthForm health;
    private final Registrations registrations;
    private final TenantLimits limits;
    private final AuditLog audit;
    private final Clock clock;

    SourceController(
            SourceStore sources,
            SourceRules rules,
            SourceForm form,
            HealthForm health,
            Registrations registrations,
            TenantLimits limits,
            AuditLog audit,
            Clock clock) {
        this.sources = sources;
        this.rules = rules;
        this.form = form;
        this.health = health;
        this.registrations = registrations;
        this.limits = limits;
        this.audit = audit;
        this.clock = clock;
    }

    @GetMapping
    void list(HttpServletRequest request, HttpServletResponse response, JwtAuthenticationToken token)
            throws IOException {
        Caller caller = Caller.of(token);
        var list = new ListRequest(request, caller, Set.of(HEALTH));
        boolean isWithHealth = list.flag(HEALTH);
        ContractAnswer.list(
                response,
                list,
                (after, limit) -> listed(caller.tenant(), after, limit, isWithHealth),
                listed -> listed.row().id(),
                listed -> form.shown(listed.row(), listed.health()));
    }

    /** @param health null where it was not asked for */
    private record Listed(SourceRow row, @Nullable Map<String, Object> health) {}

    private List<Listed> listed(String tenant, @Nullable String after, int limit, boolean isWithHealth) {
        List<SourceRow> rows = sources.find(tenant, after, limit);
        Map<String, Map<String, Object>> known = isWithHealth
                ? health.shown(tenant, rows.stream().map(SourceRow::id).toList())
                : Map.of();
        return rows.stream().map(row -> new Listed(row, known.get(row.id()))).toList();
    }

    @PostMapping(consumes = "application/json")
    ResponseEntity<byte[]> create(RequestFields sent, JwtAuthenticationToken token) {
        Caller caller = Caller.of(token);
        Source source = form.created(caller.tenant(), sent, now());
        check(source);
        limits.checkNewSource(caller.tenant());
        audit.add(caller.tenant(), caller.name(), "source.create", source.id());
        if (!sources.insert(source)) {
            throw ProblemException.conflict(ID_TAKEN);
        }
        return ContractAnswer.created(PATH, source.id(), source.revision());
    }

    @GetMapping("/{id}")
    ResponseEntity<byte[]> read(@PathVariable("id") String id, JwtAuthenticationToken token) {
        SourceRow row = row(Caller.of(token), id);
        return ContractAnswer.found(form.shown(row), row.revision());
    }

    @PatchMapping(
            path = "/{id}",
            consumes = {"application/json", "application/merge-patch+json"})
    ResponseEntity<byte[]> change(
            @PathVariable("id") String id,
            RequestFields sent,
            HttpServletRequest request,
            JwtAuthenticationToken token) {
        Caller caller = Caller.of(token);
        long revision = Revision.retry(round -> {
            Source old = UsableSource.of(sources, caller, id);
            Revision.check(request, old.revision());
            Source changed = form.changed(old, sent, now());
            if (changed.revision() == old.revision()) {
                return Optional.of(old.revision());
            }
            check(changed);
            if (round == 0) {
                audit.add(caller.tenant(), caller.name(), "source.change", id);
            }
            return sources.replace(changed) ? Optional.of(changed.revision()) : Optional.empty();
        });
        return ContractAnswer.changed(revision);
    }

    @DeleteMapping("/{id}")
    ResponseEntity<byte[]> delete(
            @PathVariable("id") String id, HttpServletRequest request, JwtAuthenticationToken token) {
        Caller caller = Caller.of(token);
        return Revision.retry(round -> {
            SourceRow old = row(caller, id);
            Revision.check(request, old.revision());
            if (round == 0) {
                checkNotRegistered(caller, id);
                audit.add(caller.tenant(), caller.name(), "source.delete", id);
            }
            return sources.delete(old) ? Optional.of(ContractAnswer.deleted()) : Optional.empty();
        });
    }

    /** With the source, the credentials would go that delete the webhook. */
    private void checkNotRegistered(Caller caller, String id) {
        if (registrations.find(caller.tenant(), id).isPresent()) {
            throw ProblemException.conflict(
                    "The source is registered at its provider. Delete its registration first: DELETE " + PATH + '/' + id
                            + "/registration, with ?forget=true where the provider cannot be called.");
        }
    }

    private SourceRow row(Caller caller, String id) {
        return sources.find(caller.tenant(), id).orElseThrow(ProblemException::notFound);
    }

    private void check(Source source) {
        try {
            rules.check(source);
        } catch (InvalidSourceException e) {
            throw ProblemException.invalid(e.field(), String.valueOf(e.getMessage()));
        }
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
