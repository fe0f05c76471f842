package dev.tributary.api.operation;

import dev.tributary.api.contract.Caller;
import dev.tributary.api.contract.ListRequest;
import dev.tributary.api.contract.RequestBody;
import dev.tributary.api.contract.RequestFields;
import dev.tributary.event.TimeOrderedId;
import dev.tributary.problem.Problem;
import dev.tributary.problem.ProblemException;
import dev.tributary.security.audit.AuditLog;
import dev.tributary.view.SavedView;
import dev.tributary.view.SavedViewStore;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The filters of lists that the caller has saved under a name; nobody else sees them. */
@RestController
@RequestMapping(path = SavedViewController.PATH, produces = "application/json")
class SavedViewController {

    static final String PATH = "/api/v1/views";

    private static final String LIST = "list";
    private static final List<String> LISTS = List.of("events", "receipts", "deliveries");
    private static final int MAX_NAME = 80;
    private static final int MAX_FILTERS = 20;
    private static final int MAX_VALUE = 1_000;
    private static final String FILTER = "[A-Za-z]{1,40}(\\[[a-z]{1,10}\\])?";

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

    /** All of them: there are few. */
    @GetMapping
    Map<String, Object> list(HttpServletRequest request, JwtAuthenticationToken token) {
        Caller caller = Caller.of(token);
        var asked = new ListRequest(request, caller, Set.of(LIST));
        asked.refuse("limit", "cursor");
        return Map.of(
                "result",
                views.list(caller.tenant(), caller.person(), asked.filter(LIST)).stream()
                        .map(SavedViewController::shown)
                        .toList());
    }

    @PostMapping(consumes = "application/json")
    ResponseEntity<Map<String, Object>> create(HttpServletRequest request, JwtAuthenticationToken token)
            throws IOException {
        Caller caller = Caller.of(token);
        SavedView view = created(caller, RequestBody.read(request));
        if (views.count(caller.tenant(), caller.person()) >= SavedViewStore.MAX) {
            throw conflict("You have " + SavedViewStore.MAX + " saved views; delete one first.");
        }
        audit.add(caller.tenant(), caller.name(), "view.create", view.id());
        if (!views.insert(view)) {
            throw conflict("You have a view of this name.");
        }
        return ResponseEntity.created(URI.create(PATH + '/' + view.id())).body(shown(view));
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
        String list = sent.requiredText(LIST);
        if (!list.isEmpty() && !LISTS.contains(list)) {
            sent.fault(LIST, "must be one of " + String.join(", ", LISTS));
        }
        String name = sent.requiredText("name");
        if (name.codePointCount(0, name.length()) > MAX_NAME || hasControls(name)) {
            sent.fault("name", "must have at most " + MAX_NAME + " characters, none of them a control character");
        }
        Map<String, String> filters = sent.textsByName("filters");
        filters.forEach((filter, value) -> check(filter, value, sent));
        if (filters.size() > MAX_FILTERS) {
            sent.fault("filters", "must be at most " + MAX_FILTERS);
        }
        sent.finish();
        var now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        return new SavedView(ids.next(), caller.tenant(), caller.person(), list, name, filters, now);
    }

    private static void check(String filter, String value, RequestFields sent) {
        if (!filter.matches(FILTER)) {
            sent.fault("filters", "must be named as parameters of lists are");
        }
        if (value.codePointCount(0, value.length()) > MAX_VALUE || hasControls(value)) {
            sent.fault(
                    "filters", "must have at most " + MAX_VALUE + " characters each, none of them a control character");
        }
    }

    private static boolean hasControls(String text) {
        return text.chars().anyMatch(Character::isISOControl);
    }

    private static ProblemException conflict(String why) {
        return new ProblemException(Problem.of(HttpStatus.CONFLICT, why));
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
