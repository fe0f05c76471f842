package dev.tributary.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tributary.audit.AuditLog;
import dev.tributary.eventstore.CloudEventFormat;
import dev.tributary.eventstore.EventCsv;
import dev.tributary.eventstore.EventQuery;
import dev.tributary.eventstore.EventQuery.Position;
import dev.tributary.eventstore.EventStore;
import dev.tributary.eventstore.StoredEvent;
import dev.tributary.problem.Problem;
import dev.tributary.problem.ProblemException;
import dev.tributary.secret.SecretCipher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.util.MimeTypeUtils;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Stored events, in the bytes that subscribers get. */
@RestController
@RequestMapping("/api/v1/events")
class EventController {

    private static final MediaType NDJSON = MediaType.parseMediaType("application/x-ndjson");
    private static final MediaType CSV = MediaType.parseMediaType("text/csv;charset=UTF-8");
    private static final Set<String> FILTERS = Set.of(
            "type",
            "type[prefix]",
            "provider",
            "subject",
            "tenantid",
            "time[gte]",
            "time[lt]",
            "recordedtime[gte]",
            "recordedtime[lt]",
            "correlationid");
    private static final int EXPORT_PAGE = 200;

    private final EventStore events;
    private final SecretCipher cipher;
    private final AuditLog audit;

    EventController(EventStore events, SecretCipher cipher, AuditLog audit) {
        this.events = events;
        this.cipher = cipher;
        this.audit = audit;
    }

    /** A page in JSON, or all of it as an export where the client accepts only one of its forms. */
    @GetMapping
    void list(HttpServletRequest request, HttpServletResponse response, JwtAuthenticationToken token)
            throws IOException {
        MediaType form = form(request);
        Caller caller = Caller.of(token);
        var list = new ListRequest(request, caller, cipher, FILTERS);
        response.setContentType(form.toString());
        if (form.equals(MediaType.APPLICATION_JSON)) {
            response.getOutputStream().write(page(caller, list));
        } else {
            caller.needs("events:export");
            list.refuse("limit", "cursor");
            audit.add(caller.tenant(), caller.name(), "events.export", String.valueOf(request.getQueryString()));
            export(caller, list, form.equals(CSV), response);
        }
    }

    @GetMapping("/{id}")
    ResponseEntity<byte[]> read(@PathVariable("id") String id, JwtAuthenticationToken token) {
        StoredEvent event = events.find(Caller.of(token).tenant(), id).orElseThrow(ProblemException::notFound);
        return ResponseEntity.ok()
                .header(HttpHeaders.CONTENT_TYPE, CloudEventFormat.CONTENT_TYPE)
                .body(event.body());
    }

    private byte[] page(Caller caller, ListRequest list) throws IOException {
        List<StoredEvent> found = find(caller, list, position(list.after()), list.limitAndOne());
        var page = new ByteArrayOutputStream();
        page.writeBytes("{\"result\":[".getBytes(UTF_8));
        for (int i = 0; i < Math.min(found.size(), list.limit()); i++) {
            if (i > 0) {
                page.write(',');
            }
            page.writeBytes(found.get(i).body());
        }
        page.write(']');
        if (found.size() > list.limit()) {
            Position last = positionOf(found.get(list.limit() - 1));
            String cursor = list.cursor(last.recordedTime().toEpochMilli() + " " + last.id());
            page.writeBytes((",\"nextCursor\":\"" + cursor + '"').getBytes(UTF_8));
        }
        page.write('}');
        return page.toByteArray();
    }

    private void export(Caller caller, ListRequest list, boolean csv, HttpServletResponse response) throws IOException {
        OutputStream out = new BufferedOutputStream(response.getOutputStream());
        if (csv) {
            out.write(EventCsv.HEAD.getBytes(UTF_8));
        }
        List<StoredEvent> found = find(caller, list, null, EXPORT_PAGE);
        while (!found.isEmpty()) {
            for (StoredEvent event : found) {
                if (csv) {
                    out.write(EventCsv.row(event).getBytes(UTF_8));
                } else {
                    out.write(event.body());
                    out.write('\n');
                }
            }
            boolean last = found.size() < EXPORT_PAGE;
            found = last ? List.of() : find(caller, list, positionOf(found.get(EXPORT_PAGE - 1)), EXPORT_PAGE);
        }
        out.flush();
    }

    private List<StoredEvent> find(Caller caller, ListRequest list, @Nullable Position after, int limit) {
        String tenant = list.filter("tenantid");
        if (tenant != null && !tenant.equals(caller.tenant())) {
            return List.of();
        }
        return events.find(new EventQuery(
                caller.tenant(),
                list.filter("type"),
                list.filter("type[prefix]"),
                list.filter("provider"),
                list.filter("subject"),
                list.filter("correlationid"),
                list.moment("time[gte]"),
                list.moment("time[lt]"),
                list.moment("recordedtime[gte]"),
                list.moment("recordedtime[lt]"),
                after,
                limit));
    }

    private static Position positionOf(StoredEvent event) {
        return new Position(event.event().recordedTime(), event.event().id());
    }

    private static @Nullable Position position(@Nullable String text) {
        if (text == null) {
            return null;
        }
        int space = text.indexOf(' ');
        return new Position(Instant.ofEpochMilli(Long.parseLong(text.substring(0, space))), text.substring(space + 1));
    }

    private static MediaType form(HttpServletRequest request) {
        String accept = request.getHeader(HttpHeaders.ACCEPT);
        if (accept == null || accept.isBlank()) {
            return MediaType.APPLICATION_JSON;
        }
        try {
            List<MediaType> accepted = MediaType.parseMediaTypes(accept);
            MimeTypeUtils.sortBySpecificity(accepted);
            for (MediaType one : accepted) {
                for (MediaType form : List.of(MediaType.APPLICATION_JSON, NDJSON, CSV)) {
                    if (one.includes(form)) {
                        return form;
                    }
                }
            }
        } catch (InvalidMediaTypeException e) {
            throw new ProblemException(Problem.of(HttpStatus.BAD_REQUEST, "The Accept header cannot be read."));
        }
        throw new ProblemException(Problem.of(HttpStatus.NOT_ACCEPTABLE));
    }
}
