package dev.tributary.api;

import dev.tributary.audit.AuditLog;
import dev.tributary.event.GatewayUri;
import dev.tributary.problem.Problem;
import dev.tributary.problem.ProblemException;
import dev.tributary.secret.SecretCipher;
import dev.tributary.source.InvalidSourceException;
import dev.tributary.source.Source;
import dev.tributary.source.SourceRules;
import dev.tributary.source.SourceStore;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Set;
import org.springframework.http.HttpStatus;
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
@RequestMapping(path = SourceController.PATH, produces = "application/json;charset=UTF-8")
class SourceController {

    static final String PATH = "/api/v1/configuration/sources";

    /** Writers that meet without having read the same revision; each round, one of them gets through. */
    private static final int ROUNDS = 20;

    private final SourceStore sources;
    private final SourceRules rules;
    private final SourceForm form;
    private final SecretCipher cipher;
    private final AuditLog audit;
    private final GatewayUri gateway;
    private final Clock clock;

    SourceController(
            SourceStore sources,
            SourceRules rules,
            SourceForm form,
            SecretCipher cipher,
            AuditLog audit,
            GatewayUri gateway,
            Clock clock) {
        this.sources = sources;
        this.rules = rules;
        this.form = form;
        this.cipher = cipher;
        this.audit = audit;
        this.gateway = gateway;
        this.clock = clock;
    }

    @GetMapping
    Map<String, Object> list(HttpServletRequest request, JwtAuthenticationToken token) {
        Caller caller = Caller.of(token);
        var list = new ListRequest(request, caller, cipher, Set.of());
        return list.page(sources.find(caller.tenant(), list.after(), list.limitAndOne()), Source::id, form::shown);
    }

    @PostMapping(consumes = "application/json")
    ResponseEntity<Void> create(HttpServletRequest request, JwtAuthenticationToken token) throws IOException {
        Caller caller = Caller.of(token);
        Source source = form.created(caller.tenant(), RequestFields.read(request), now());
        check(source);
        audit.add(caller.tenant(), caller.name(), "source.create", source.id());
        if (!sources.insert(source)) {
            throw new ProblemException(Problem.of(HttpStatus.CONFLICT, "This id is taken."));
        }
        return ResponseEntity.created(URI.create(gateway.base() + PATH + "/" + source.id()))
                .eTag(Revision.tag(source.revision()))
                .build();
    }

    @GetMapping("/{id}")
    ResponseEntity<Map<String, Object>> read(@PathVariable("id") String id, JwtAuthenticationToken token) {
        Source source = find(Caller.of(token), id);
        return ResponseEntity.ok().eTag(Revision.tag(source.revision())).body(form.shown(source));
    }

    @PatchMapping(
            path = "/{id}",
            consumes = {"application/json", "application/merge-patch+json"})
    ResponseEntity<Void> change(@PathVariable("id") String id, HttpServletRequest request, JwtAuthenticationToken token)
            throws IOException {
        Caller caller = Caller.of(token);
        RequestFields sent = RequestFields.read(request);
        for (int round = 0; round < ROUNDS; round++) {
            Source old = find(caller, id);
            Revision.check(request, old.revision());
            Source changed = form.changed(old, sent, now());
            check(changed);
            if (round == 0) {
                audit.add(caller.tenant(), caller.name(), "source.change", id);
            }
            if (sources.replace(changed)) {
                return ResponseEntity.noContent()
                        .eTag(Revision.tag(changed.revision()))
                        .build();
            }
        }
        throw Revision.stale();
    }

    @DeleteMapping("/{id}")
    ResponseEntity<Void> delete(
            @PathVariable("id") String id, HttpServletRequest request, JwtAuthenticationToken token) {
        Caller caller = Caller.of(token);
        for (int round = 0; round < ROUNDS; round++) {
            Source old = find(caller, id);
            Revision.check(request, old.revision());
            if (round == 0) {
                audit.add(caller.tenant(), caller.name(), "source.delete", id);
            }
            if (sources.delete(old)) {
                return ResponseEntity.noContent().build();
            }
        }
        throw Revision.stale();
    }

    private Source find(Caller caller, String id) {
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
