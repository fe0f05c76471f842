package dev.tributary.api.query;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tributary.api.contract.Caller;
import dev.tributary.api.contract.ListForm;
import dev.tributary.api.contract.ListRequest;
import dev.tributary.api.export.EventTable;
import dev.tributary.api.export.Exports;
import dev.tributary.event.CloudEventFormat;
import dev.tributary.event.EventCatalog;
import dev.tributary.eventstore.EventQuery;
import dev.tributary.eventstore.EventReader;
import dev.tributary.eventstore.StoredEvent;
import dev.tributary.mapping.EventMapper;
import dev.tributary.mongo.page.IdPage;
import dev.tributary.problem.Problem;
import dev.tributary.problem.ProblemException;
import dev.tributary.provider.ProviderCatalog;
import dev.tributary.security.audit.AuditLog;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Stored events, in the bytes that subscribers get; personal members are masked for callers that may not see them. */
@RestController
@RequestMapping("/api/v1/events")
class EventController {

    private static final Set<String> FILTERS = Set.of(
            "type",
            "type[prefix]",
            "provider",
            "sourceId",
            "subject",
            "tenantid",
            "time[gte]",
            "time[lt]",
            "recordedtime[gte]",
            "recordedtime[lt]",
            "correlationid",
            ListRequest.ORDER);

    private final EventReader events;
    private final ProviderCatalog providers;
    private final Exports exports;
    private final AuditLog audit;
    private final Set<String> known = new HashSet<>(EventCatalog.TYPES);

    EventController(
            EventReader events, EventMapper mapper, ProviderCatalog providers, Exports exports, AuditLog audit) {
        this.events = events;
        this.providers = providers;
        this.exports = exports;
        this.known.addAll(mapper.types());
        this.audit = audit;
    }

    /** A page in JSON, or all of it as an export where the client accepts only one of its forms. */
    @GetMapping
    void list(HttpServletRequest request, HttpServletResponse response, JwtAuthenticationToken token)
            throws IOException {
        MediaType form = ListForm.ofTable(request);
        Caller caller = Caller.of(token);
        var list = new ListRequest(request, caller, FILTERS);
        response.setContentType(form.toString());
        if (form.equals(MediaType.APPLICATION_JSON)) {
            response.getOutputStream().write(page(caller, list));
        } else {
            var unmasking = new Unmasking(caller, audit);
            EventReader visible = unmasking.of(events);
            exports.send(
                    caller,
                    list,
                    namesNoUser(caller),
                    form,
                    EventTable.EVENTS,
                    (after, limit) -> {
                        IdPage<StoredEvent> found = find(visible, caller, list, after, limit);
                        unmasking.showing(found.found());
                        return found;
                    },
                    response);
        }
    }

    private BiPredicate<String, String> namesNoUser(Caller caller) {
        return (name, value) -> switch (name) {
            case "type" -> known.contains(value);
            case "type[prefix]" -> known.stream().anyMatch(type -> type.startsWith(value));
            case "provider" -> providers.find(value).isPresent();
            case "tenantid" -> value.equals(caller.tenant());
            default -> false;
        };
    }

    @GetMapping("/{id}")
    ResponseEntity<byte[]> read(@PathVariable("id") String id, JwtAuthenticationToken token) {
        Caller caller = Caller.of(token);
        StoredEvent event = new Unmasking(caller, audit).find(events, id).orElseThrow(ProblemException::notFound);
        if (event.isErased()) {
            throw new ProblemException(Problem.of(HttpStatus.GONE, Unmasking.ERASED));
        }
        return ResponseEntity.ok()
                .header(HttpHeaders.CONTENT_TYPE, CloudEventFormat.CONTENT_TYPE)
                .body(event.body());
    }

    private byte[] page(Caller caller, ListRequest list) throws IOException {
        var unmasking = new Unmasking(caller, audit);
        IdPage<StoredEvent> found = find(unmasking.of(events), caller, list, list.after(), list.limit());
        unmasking.showing(found.found());
        var page = new ByteArrayOutputStream();
        page.writeBytes("{\"result\":[".getBytes(UTF_8));
        String separator = "";
        for (StoredEvent event : found.found()) {
            page.writeBytes(separator.getBytes(UTF_8));
            page.writeBytes(event.body());
            separator = ",";
        }
        page.write(']');
        if (found.next() != null) {
            page.writeBytes((",\"nextCursor\":\"" + list.cursor(found.next()) + '"').getBytes(UTF_8));
        }
        page.write('}');
        return page.toByteArray();
    }

    private IdPage<StoredEvent> find(
            EventReader visible, Caller caller, ListRequest list, @Nullable String after, int limit) {
        String tenant = list.filter("tenantid");
        if (tenant != null && !tenant.equals(caller.tenant())) {
            return IdPage.empty();
        }
        return visible.find(new EventQuery(
                caller.tenant(),
                types(list.filter("type"), list.filter("type[prefix]")),
                list.filter("provider"),
                list.filter("sourceId"),
                list.filter("subject"),
                list.filter("correlationid"),
                list.moment("time[gte]"),
                list.moment("time[lt]"),
                list.moment("recordedtime[gte]"),
                list.moment("recordedtime[lt]"),
                list.order(),
                after,
                limit));
    }

    /** Null for any. An index carries single types; a prefix stands for the known ones that begin so. */
    private @Nullable Set<String> types(@Nullable String type, @Nullable String prefix) {
        if (prefix == null) {
            return type == null ? null : Set.of(type);
        }
        Set<String> candidates = type == null ? known : Set.of(type);
        return candidates.stream().filter(one -> one.startsWith(prefix)).collect(Collectors.toSet());
    }
}
