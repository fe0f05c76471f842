package dev.tributary.api.configuration;

import dev.tributary.api.contract.Caller;
import dev.tributary.api.contract.ContractAnswer;
import dev.tributary.api.contract.ListRequest;
import dev.tributary.api.contract.RequestFields;
import dev.tributary.api.contract.Revision;
import dev.tributary.problem.ProblemException;
import dev.tributary.security.audit.AuditLog;
import dev.tributary.subscription.domain.AuthorizedDomain;
import dev.tributary.subscription.domain.AuthorizedDomainStore;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.springframework.http.ResponseEntity;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The domains that a tenant's web hooks may point to, by the conventions of the web hooks' contract. */
@RestController
@RequestMapping(path = AuthorizedDomainController.PATH, produces = ContractAnswer.JSON)
class AuthorizedDomainController {

    static final String PATH = "/api/v1/configuration/authorized-domains";

    /** A domain is not changed, so it stays at its first revision. */
    private static final long REVISION = 1;

    private final AuthorizedDomainStore domains;
    private final AuditLog audit;
    private final Clock clock;

    AuthorizedDomainController(AuthorizedDomainStore domains, AuditLog audit, Clock clock) {
        this.domains = domains;
        this.audit = audit;
        this.clock = clock;
    }

    @GetMapping
    void list(HttpServletRequest request, HttpServletResponse response, JwtAuthenticationToken token)
            throws IOException {
        Caller caller = Caller.of(token);
        ContractAnswer.list(
                response,
                new ListRequest(request, caller, Set.of()),
                (after, limit) -> domains.list(caller.tenant(), after, limit),
                AuthorizedDomain::id,
                AuthorizedDomainController::shown);
    }

    @PostMapping(consumes = "application/json")
    ResponseEntity<byte[]> create(RequestFields sent, JwtAuthenticationToken token) {
        Caller caller = Caller.of(token);
        AuthorizedDomain domain = created(caller.tenant(), sent);
        audit.add(caller.tenant(), caller.name(), "authorized-domain.create", domain.id());
        if (!domains.insert(domain)) {
            throw ProblemException.conflict("This id or this domain is taken.");
        }
        return ContractAnswer.created(PATH, domain.id(), REVISION);
    }

    @GetMapping("/{id}")
    ResponseEntity<byte[]> read(@PathVariable("id") String id, JwtAuthenticationToken token) {
        return ContractAnswer.found(shown(find(Caller.of(token), id)), REVISION);
    }

    @DeleteMapping("/{id}")
    ResponseEntity<byte[]> delete(
            @PathVariable("id") String id, HttpServletRequest request, JwtAuthenticationToken token) {
        Caller caller = Caller.of(token);
        find(caller, id);
        Revision.check(request, REVISION);
        audit.add(caller.tenant(), caller.name(), "authorized-domain.delete", id);
        if (!domains.delete(caller.tenant(), id)) {
            throw ProblemException.notFound();
        }
        return ContractAnswer.deleted();
    }

    private AuthorizedDomain created(String tenant, RequestFields sent) {
        String id = SourceForm.id(sent);
        String domain = sent.text("domain", "");
        // letters beyond ASCII stay as they are and are refused: in lower case some of them are ASCII letters
        String normal = domain.matches("\\p{ASCII}*") ? domain.toLowerCase(Locale.ROOT) : domain;
        if (!AuthorizedDomain.isDomain(normal)) {
            sent.fault(
                    "domain",
                    "must be a host such as hooks.example.com, or *.example.com for its sub-domains;"
                            + " in ASCII (xn--), without a dot at its end, and no address");
        }
        sent.finish();
        return new AuthorizedDomain(id, tenant, normal, clock.instant().truncatedTo(ChronoUnit.MILLIS));
    }

    private AuthorizedDomain find(Caller caller, String id) {
        return domains.find(caller.tenant(), id).orElseThrow(ProblemException::notFound);
    }

    private static Map<String, Object> shown(AuthorizedDomain domain) {
        var shown = new LinkedHashMap<String, Object>();
        shown.put("id", domain.id());
        shown.put("domain", domain.domain());
        shown.put("created_at", domain.createdAt().toString());
        return shown;
    }
}
