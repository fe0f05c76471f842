package dev.tributary.api.query;

import dev.tributary.api.contract.Caller;
import dev.tributary.api.contract.ListRequest;
import dev.tributary.banking.store.BankingQuery;
import dev.tributary.banking.store.BankingStore;
import dev.tributary.banking.store.DocumentStore;
import dev.tributary.mongo.page.IdPage;
import dev.tributary.problem.Problem;
import dev.tributary.problem.ProblemException;
import dev.tributary.security.audit.AuditLog;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What follow-ups fetched; what is personal in it is masked for callers that may not see it. */
@RestController
@RequestMapping("/api/v1")
class BankingController {

    private static final Set<String> FILTERS = Set.of("sourceId", "connectionId", "accountId");

    private final BankingStore banking;
    private final DocumentStore documents;
    private final AuditLog audit;

    BankingController(BankingStore banking, DocumentStore documents, AuditLog audit) {
        this.banking = banking;
        this.documents = documents;
        this.audit = audit;
    }

    @GetMapping("/connections")
    Map<String, Object> connections(HttpServletRequest request, JwtAuthenticationToken token) {
        return list(request, token, "connection.unmask", null, banking::findConnections);
    }

    @GetMapping("/accounts")
    Map<String, Object> accounts(HttpServletRequest request, JwtAuthenticationToken token) {
        return list(request, token, "account.unmask", banking::findAccounts, banking.masked()::findAccounts);
    }

    @GetMapping("/transactions")
    Map<String, Object> transactions(HttpServletRequest request, JwtAuthenticationToken token) {
        return list(
                request, token, "transaction.unmask", banking::findTransactions, banking.masked()::findTransactions);
    }

    @GetMapping("/documents")
    Map<String, Object> documents(HttpServletRequest request, JwtAuthenticationToken token) {
        return list(request, token, "document.unmask", documents::find, documents.masked()::find);
    }

    /** Each look at a provider's file is written down before it is allowed. */
    @GetMapping("/documents/{id}/body")
    ResponseEntity<byte[]> body(@PathVariable("id") String id, JwtAuthenticationToken token) {
        Caller caller = Caller.of(token);
        if (documents.find(caller.tenant(), id).isEmpty()) {
            throw ProblemException.notFound();
        }
        byte[] body = documents
                .body(caller.tenant(), id)
                .orElseThrow(() -> new ProblemException(
                        Problem.of(HttpStatus.GONE, "The user of this file was erased; the file will be removed.")));
        audit.add(caller.tenant(), caller.name(), "document.body.read", id);
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_OCTET_STREAM)
                .body(body);
    }

    /** @param shown what callers get who may see personal data; null where nothing in the list is personal */
    private <T> Map<String, Object> list(
            HttpServletRequest request,
            JwtAuthenticationToken token,
            String action,
            @Nullable Function<BankingQuery, IdPage<T>> shown,
            Function<BankingQuery, IdPage<T>> masked) {
        Caller caller = Caller.of(token);
        var list = new ListRequest(request, caller, FILTERS);
        var unmasking = new Unmasking(caller, audit);
        Function<BankingQuery, IdPage<T>> visible = shown != null && unmasking.isAllowed() ? shown : masked;
        IdPage<T> found = visible.apply(new BankingQuery(
                caller.tenant(),
                list.filter("sourceId"),
                list.filter("connectionId"),
                list.filter("accountId"),
                list.after(),
                list.limit()));
        if (visible != masked && !found.found().isEmpty()) {
            unmasking.note(action, found.found().size() + " records");
        }
        return list.page(found, Function.identity());
    }
}
