package dev.tributary.api.query;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tributary.api.contract.Caller;
import dev.tributary.api.contract.ListForm;
import dev.tributary.api.contract.ListRequest;
import dev.tributary.api.export.BankingTables;
import dev.tributary.api.export.Exports;
import dev.tributary.api.export.Table;
import dev.tributary.banking.Account;
import dev.tributary.banking.Connection;
import dev.tributary.banking.DocumentFile;
import dev.tributary.banking.Transaction;
import dev.tributary.banking.store.BankingQuery;
import dev.tributary.banking.store.BankingStore;
import dev.tributary.banking.store.DocumentStore;
import dev.tributary.mongo.page.IdPage;
import dev.tributary.mongo.page.ModifiedReader;
import dev.tributary.problem.Problem;
import dev.tributary.problem.ProblemException;
import dev.tributary.provider.ProviderCatalog;
import dev.tributary.security.audit.AuditLog;
import dev.tributary.security.privacy.Opener.Opened;
import dev.tributary.security.privacy.Visibility;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
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

    private final BankingStore banking;
    private final DocumentStore documents;
    private final ProviderCatalog providers;
    private final Exports exports;
    private final BankingTables tables;
    private final ObjectMapper json;
    private final AuditLog audit;
    private final Clock clock;

    BankingController(
            BankingStore banking,
            DocumentStore documents,
            ProviderCatalog providers,
            Exports exports,
            BankingTables tables,
            ObjectMapper json,
            AuditLog audit,
            Clock clock) {
        this.clock = clock;
        this.json = json;
        this.banking = banking;
        this.documents = documents;
        this.providers = providers;
        this.exports = exports;
        this.tables = tables;
        this.audit = audit;
    }

    @GetMapping("/connections")
    Map<String, Object> connections(HttpServletRequest request, JwtAuthenticationToken token) {
        return list(request, token, "connections", null, banking::findConnections);
    }

    @GetMapping("/accounts")
    void accounts(HttpServletRequest request, HttpServletResponse response, JwtAuthenticationToken token)
            throws IOException {
        MediaType form = ListForm.ofTable(request);
        response.setContentType(form.toString());
        if (form.equals(MediaType.APPLICATION_JSON)) {
            write(response, list(request, token, "accounts", banking::findAccounts, banking.masked()::findAccounts));
        } else {
            export(request, response, token, tables.accounts(), banking::findAccounts, banking.masked()::findAccounts);
        }
    }

    @GetMapping("/transactions")
    void transactions(HttpServletRequest request, HttpServletResponse response, JwtAuthenticationToken token)
            throws IOException {
        MediaType form = ListForm.ofTable(request);
        Function<BankingQuery, IdPage<Transaction>> masked = banking.masked()::findTransactions;
        response.setContentType(form.toString());
        if (form.equals(MediaType.APPLICATION_JSON)) {
            write(response, list(request, token, "transactions", banking::findTransactions, masked));
        } else {
            export(request, response, token, tables.transactions(), banking::findTransactions, masked);
        }
    }

    @GetMapping("/documents")
    Map<String, Object> documents(HttpServletRequest request, JwtAuthenticationToken token) {
        return list(request, token, "documents", documents::find, documents.masked()::find);
    }

    @GetMapping("/connections/{id}")
    Connection connection(@PathVariable("id") String id, HttpServletRequest request, JwtAuthenticationToken token) {
        return one(id, request, token, "connection.unmask", null, banking::findConnection);
    }

    @GetMapping("/accounts/{id}")
    Account account(@PathVariable("id") String id, HttpServletRequest request, JwtAuthenticationToken token) {
        return one(id, request, token, "account.unmask", banking::findAccount, banking.masked()::findAccount);
    }

    @GetMapping("/transactions/{id}")
    Transaction transaction(@PathVariable("id") String id, HttpServletRequest request, JwtAuthenticationToken token) {
        return one(
                id, request, token, "transaction.unmask", banking::findTransaction, banking.masked()::findTransaction);
    }

    @GetMapping("/documents/{id}")
    DocumentFile document(@PathVariable("id") String id, HttpServletRequest request, JwtAuthenticationToken token) {
        return one(id, request, token, "document.unmask", documents::find, documents.masked()::find);
    }

    /** Each look at a provider's file is written down before it is allowed. */
    @GetMapping("/documents/{id}/body")
    ResponseEntity<byte[]> body(@PathVariable("id") String id, JwtAuthenticationToken token) {
        Caller caller = Caller.of(token);
        Opened body = documents.body(caller.tenant(), id).orElseThrow(ProblemException::notFound);
        if (body.visibility() == Visibility.ERASED) {
            throw new ProblemException(
                    Problem.of(HttpStatus.GONE, "The user of this file was erased; the file will be removed."));
        }
        if (body.visibility() == Visibility.UNREADABLE) {
            throw ProblemException.conflict(
                    "The bytes of this file, or the key of its user, were changed in the store, or the master key is missing.");
        }
        audit.add(caller.tenant(), caller.name(), "document.body.read", id);
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_OCTET_STREAM)
                .body(body.bytes());
    }

    private void write(HttpServletResponse response, Map<String, Object> page) throws IOException {
        response.getOutputStream().write(json.writeValueAsBytes(page));
    }

    /** All of the list. That personal data is shown is written down once. */
    private <T> void export(
            HttpServletRequest request,
            HttpServletResponse response,
            JwtAuthenticationToken token,
            Table<T> table,
            Function<BankingQuery, IdPage<T>> shown,
            Function<BankingQuery, IdPage<T>> masked)
            throws IOException {
        Caller caller = Caller.of(token);
        var list = new ListRequest(request, caller, BankingFilters.of(table.name()));
        var unmasking = Unmasking.asked(request, caller, audit);
        Optional<BankingQuery> query =
                BankingFilters.query(list, caller, banking.masked(), providers, clock.instant(), 1);
        Exports.Pages<T> pages = (after, limit) -> {
            if (unmasking.isAllowed()) {
                unmasking.note(table.name() + ".unmask", "an export");
            }
            return query.map(first -> (unmasking.isAllowed() ? shown : masked).apply(first.page(after, limit)))
                    .orElseGet(IdPage::empty);
        };
        exports.send(
                caller,
                list,
                (name, value) -> name.equals(Unmasking.MASKED),
                ListForm.ofTable(request),
                table,
                pages,
                response);
    }

    /** As the list shows it; 404 for what belongs to another tenant. */
    private <T> T one(
            String id,
            HttpServletRequest request,
            JwtAuthenticationToken token,
            String action,
            @Nullable BiFunction<String, String, Optional<T>> shown,
            BiFunction<String, String, Optional<T>> masked) {
        Caller caller = Caller.of(token);
        var unmasking = Unmasking.asked(request, caller, audit);
        boolean isShown = shown != null && unmasking.isAllowed();
        T found = (isShown ? Objects.requireNonNull(shown) : masked)
                .apply(caller.tenant(), id)
                .orElseThrow(ProblemException::notFound);
        if (isShown) {
            unmasking.note(action, id);
        }
        return found;
    }

    /** @param shown what callers get who may see personal data; null where nothing in the list is personal */
    private <T> Map<String, Object> list(
            HttpServletRequest request,
            JwtAuthenticationToken token,
            String name,
            @Nullable Function<BankingQuery, IdPage<T>> shown,
            Function<BankingQuery, IdPage<T>> masked) {
        Caller caller = Caller.of(token);
        var list = new ListRequest(request, caller, BankingFilters.of(name));
        var unmasking = Unmasking.asked(request, caller, audit);
        Function<BankingQuery, IdPage<T>> visible = shown != null && unmasking.isAllowed() ? shown : masked;
        Optional<BankingQuery> query =
                BankingFilters.query(list, caller, banking.masked(), providers, clock.instant(), list.limit());
        IdPage<T> found = query.map(wanted -> read(visible, wanted)).orElseGet(IdPage::empty);
        if (visible != masked && !found.found().isEmpty()) {
            unmasking.note(
                    name.substring(0, name.length() - 1) + ".unmask",
                    found.found().size() + " records");
        }
        Map<String, Object> page = list.page(found, Function.identity());
        query.filter(wanted -> wanted.changes().since() != null)
                .ifPresent(wanted -> page.put(
                        "modifiedBefore",
                        ModifiedReader.before(wanted.changes().before(), list.after())
                                .toString()));
        return page;
    }

    private static <T> IdPage<T> read(Function<BankingQuery, IdPage<T>> visible, BankingQuery query) {
        try {
            return visible.apply(query);
        } catch (IllegalArgumentException e) {
            throw ProblemException.invalid("cursor", "belongs to no page of this list");
        }
    }
}
