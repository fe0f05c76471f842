package dev.tributary.api.query;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tributary.api.contract.Caller;
import dev.tributary.api.contract.ListForm;
import dev.tributary.api.contract.ListRequest;
import dev.tributary.api.export.EventTable;
import dev.tributary.api.export.Exports;
import dev.tributary.event.CloudEventFormat;
import dev.tributary.eventstore.EventReader;
import dev.tributary.eventstore.StoredEvent;
import dev.tributary.mongo.page.IdPage;
import dev.tributary.problem.ProblemException;
import dev.tributary.security.audit.AuditLog;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.springframework.http.HttpHeaders;
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

    private final EventReader events;
    private final EventFilters filters;
    private final Exports exports;
    private final AuditLog audit;

    EventController(EventReader events, EventFilters filters, Exports exports, AuditLog audit) {
        this.events = events;
        this.filters = filters;
        this.exports = exports;
        this.audit = audit;
    }

    /** A page in JSON, or all of it as an export where the client accepts only one of its forms. */
    @GetMapping
    void list(HttpServletRequest request, HttpServletResponse response, JwtAuthenticationToken token)
            throws IOException {
        MediaType form = ListForm.ofTable(request);
        Caller caller = Caller.of(token);
        var list = new ListRequest(request, caller, EventFilters.OF_LISTS);
        response.setContentType(form.toString());
        if (form.equals(MediaType.APPLICATION_JSON)) {
            response.getOutputStream().write(page(caller, list, Unmasking.asked(request, caller, audit)));
        } else {
            var unmasking = Unmasking.asked(request, caller, audit);
            EventReader visible = unmasking.of(events);
            exports.send(
                    caller,
                    list,
                    filters.namesNoUser(caller),
                    form,
                    EventTable.EVENTS,
                    (after, limit) -> {
                        IdPage<StoredEvent> found = visible.find(filters.query(caller, list, after, limit));
                        unmasking.showing(found.found());
                        return found;
                    },
                    response);
        }
    }

    @GetMapping("/{id}")
    ResponseEntity<byte[]> read(
            @PathVariable("id") String id, HttpServletRequest request, JwtAuthenticationToken token) {
        Caller caller = Caller.of(token);
        StoredEvent event =
                Unmasking.asked(request, caller, audit).find(events, id).orElseThrow(ProblemException::notFound);
        Unmasking.requireReadable(event);
        return ResponseEntity.ok()
                .header(HttpHeaders.CONTENT_TYPE, CloudEventFormat.CONTENT_TYPE)
                .body(event.body());
    }

    private byte[] page(Caller caller, ListRequest list, Unmasking unmasking) throws IOException {
        IdPage<StoredEvent> found = unmasking.of(events).find(filters.query(caller, list, list.after(), list.limit()));
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
}
