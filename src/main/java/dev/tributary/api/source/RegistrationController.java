package dev.tributary.api.source;

import dev.tributary.api.contract.Caller;
import dev.tributary.api.contract.ContractAnswer;
import dev.tributary.api.contract.ListRequest;
import dev.tributary.api.contract.RequestFields;
import dev.tributary.api.contract.Revision;
import dev.tributary.problem.Problem;
import dev.tributary.problem.ProblemException;
import dev.tributary.security.audit.AuditLog;
import dev.tributary.source.Source;
import dev.tributary.source.SourceStore;
import dev.tributary.source.registration.Registration;
import dev.tributary.source.registration.Registrations;
import dev.tributary.source.registration.Registrations.Wish;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.http.ResponseEntity;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The webhooks of sources at their providers, by the conventions of the web hooks' contract. */
@RestController
@RequestMapping(path = RegistrationController.PATH, produces = ContractAnswer.JSON)
class RegistrationController {

    static final String PATH = "/api/v1/configuration";

    private static final String OF_SOURCE = "/sources/{id}/registration";
    private static final String FORGET = "forget";

    private final Registrations registrations;
    private final SourceStore sources;
    private final ProviderAnswers providers;
    private final AuditLog audit;

    RegistrationController(
            Registrations registrations, SourceStore sources, ProviderAnswers providers, AuditLog audit) {
        this.registrations = registrations;
        this.sources = sources;
        this.providers = providers;
        this.audit = audit;
    }

    @GetMapping("/registrations")
    void list(HttpServletRequest request, HttpServletResponse response, JwtAuthenticationToken token)
            throws IOException {
        Caller caller = Caller.of(token);
        ContractAnswer.list(
                response,
                new ListRequest(request, caller, Set.of()),
                (after, limit) -> registrations.find(caller.tenant(), after, limit),
                Registration::sourceId,
                this::shown);
    }

    @PostMapping(OF_SOURCE)
    ResponseEntity<byte[]> create(
            @PathVariable("id") String id,
            RequestFields sent,
            HttpServletRequest request,
            JwtAuthenticationToken token) {
        Caller caller = Caller.of(token);
        checkQuery(request, Set.of());
        Source source = UsableSource.of(sources, caller, id);
        Wish wish = RegistrationForm.read(sent);
        audit.add(caller.tenant(), caller.name(), "registration.create", id);
        Registration made = providers.answered(() -> registrations.register(source, wish));
        return ContractAnswer.created(PATH + "/sources/" + id, "registration", made.revision());
    }

    @GetMapping(OF_SOURCE)
    ResponseEntity<byte[]> read(
            @PathVariable("id") String id, HttpServletRequest request, JwtAuthenticationToken token) {
        checkQuery(request, Set.of());
        Registration found = registration(Caller.of(token), id);
        return ContractAnswer.found(shown(found), found.revision());
    }

    @PatchMapping(OF_SOURCE)
    ResponseEntity<byte[]> change(
            @PathVariable("id") String id,
            RequestFields sent,
            HttpServletRequest request,
            JwtAuthenticationToken token) {
        Caller caller = Caller.of(token);
        checkQuery(request, Set.of());
        Revision.check(request, registration(caller, id).revision());
        Source source = UsableSource.of(sources, caller, id);
        Wish wish = RegistrationForm.read(sent);
        audit.add(caller.tenant(), caller.name(), "registration.change", id);
        return ContractAnswer.changed(
                providers.answered(() -> registrations.change(source, wish)).revision());
    }

    @DeleteMapping(OF_SOURCE)
    ResponseEntity<byte[]> delete(
            @PathVariable("id") String id, HttpServletRequest request, JwtAuthenticationToken token) {
        Caller caller = Caller.of(token);
        checkQuery(request, Set.of(FORGET));
        Revision.check(request, registration(caller, id).revision());
        boolean forget = ListRequest.flag(request, FORGET);
        audit.add(caller.tenant(), caller.name(), forget ? "registration.forget" : "registration.delete", id);
        if (!providers.answered(() -> registrations.remove(caller.tenant(), id, forget))) {
            throw ProblemException.notFound();
        }
        return ContractAnswer.deleted();
    }

    @PostMapping(OF_SOURCE + "/repair")
    ResponseEntity<byte[]> repair(
            @PathVariable("id") String id, HttpServletRequest request, JwtAuthenticationToken token) {
        Caller caller = Caller.of(token);
        checkQuery(request, Set.of());
        Revision.check(request, registration(caller, id).revision());
        Source source = UsableSource.of(sources, caller, id);
        audit.add(caller.tenant(), caller.name(), "registration.repair", id);
        Registration mended = providers.answered(() -> registrations.repair(source));
        return ContractAnswer.found(shown(mended), mended.revision());
    }

    /** What the provider lists. */
    @GetMapping(OF_SOURCE + "s")
    Map<String, Object> atProvider(
            @PathVariable("id") String id, HttpServletRequest request, JwtAuthenticationToken token) {
        Caller caller = Caller.of(token);
        checkQuery(request, Set.of());
        Source source = UsableSource.of(sources, caller, id);
        String own = registrations
                .find(caller.tenant(), id)
                .map(Registration::webhookId)
                .orElse(null);
        return Map.of(
                "result",
                providers.answered(() -> registrations.atProvider(source)).stream()
                        .map(webhook -> RegistrationForm.shown(webhook, own))
                        .toList());
    }

    private Map<String, Object> shown(Registration registration) {
        return RegistrationForm.shown(registration, registrations.differences(registration));
    }

    private Registration registration(Caller caller, String id) {
        return registrations.find(caller.tenant(), id).orElseThrow(ProblemException::notFound);
    }

    static void checkQuery(HttpServletRequest request, Set<String> known) {
        List<Problem.Fault> unknown = request.getParameterMap().keySet().stream()
                .filter(name -> !known.contains(name))
                .map(name -> new Problem.Fault(name, "is unknown"))
                .toList();
        if (!unknown.isEmpty()) {
            throw new ProblemException(Problem.invalid(unknown));
        }
    }
}
