package dev.tributary.api.caller;

import dev.tributary.api.contract.Caller;
import dev.tributary.api.contract.ListRequest;
import dev.tributary.api.contract.RequestFields;
import dev.tributary.event.TimeOrderedId;
import dev.tributary.problem.ProblemException;
import dev.tributary.security.audit.AuditLog;
import dev.tributary.view.SavedView;
import dev.tributary.view.SavedViewStore;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
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

/** The saved views of the caller: filters of a list under a name. */
@RestController
@RequestMapping(path = SavedViewController.PATH, produces = "application/json")
class SavedViewController {

    static final String PATH = "/api/v1/views";

    private static final String LIST = "list";
    private static final List<String> LISTS = List.of("events", "receipts", "deliveries");

    private final SavedViewStore views;
    private final AuditLog audit;
    private final TimeOrderedId ids;
    private final Clock clock;

    SavedViewController(SavedViewStore views, AuditLog audit, TimeOrderedId ids, Clock clock) {
        this.views = views;
        this.audit = audit;
        this.ids = ids;
        this.clock = clock;
    }

    /** All of them, because there are at most {@link SavedViewStore#MAX}. */
    @GetMapping
    Map<String, Object> list(HttpServletRequest request, JwtAuthenticationToken token) {
        Caller caller = Caller.of(token);
        var asked = new ListRequest(request, caller, Set.of(LIST));
        asked.refuse("limit", "cursor");
        String list = asked.filter(LIST);
        if (list != null && !LISTS.contains(list)) {
            throw ProblemException.invalid(LIST, "must be one of " + String.join(", ", LISTS));
        }
        return Map.of(
                "result",
                views.list(caller.tenant(), caller.person(), list).stream()
                        .map(SavedViewController::shown)
                        .toList());
    }

    @PostMapping(consumes = "application/json")
    ResponseEntity<Map<String, Object>> create(RequestFields sent, JwtAuthenticationToken token) {
        Caller caller = Caller.of(token);
        SavedView view = created(caller, sent);
        audit.add(caller.tenant(), caller.name(), "view.create", view.id());
        return switch (views.insert(view)) {
            case STORED ->
                ResponseEntity.created(URI.create(PATH + '/' + view.id())).body(shown(view));
            case SAME_NAME -> throw ProblemException.conflict("You have a view of this name.");
            case TOO_MANY ->
                throw ProblemException.conflict("You have " + SavedViewStore.MAX + " saved views; delete one first.");
        };
    }

    @DeleteMapping("/{id}")
    ResponseEntity<Void> delete(@PathVariable("id") String id, JwtAuthenticationToken token) {
        Caller caller = Caller.of(token);
        if (views.list(caller.tenant(), caller.person(), null).stream()
                .noneMatch(view -> view.id().equals(id))) {
            throw ProblemException.notFound();
        }
        audit.add(caller.tenant(), caller.name(), "view.delete", id);
        if (!views.delete(caller.tenant(), caller.person(), id)) {
            throw ProblemException.notFound();
        }
        return ResponseEntity.noContent().build();
    }

    private SavedView created(Caller caller, RequestFields sent) {
        sent.finish();
        return new SavedView(
                ids.next(),
                caller.tenant(),
                caller.person(),
                sent.text(LIST, ""),
                sent.text("name", ""),
                sent.textsByName("filters"),
                clock.instant().truncatedTo(ChronoUnit.MILLIS));
    }

    private static Map<String, Object> shown(SavedView view) {
        var shown = new LinkedHashMap<String, Object>();
        shown.put("id", view.id());
        shown.put(LIST, view.list());
        shown.put("name", view.name());
        shown.put("filters", view.filters());
        shown.put("createdAt", view.createdAt().toString());
        return shown;
    }
}
