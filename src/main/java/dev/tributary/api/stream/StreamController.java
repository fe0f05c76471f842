package dev.tributary.api.stream;

import dev.tributary.api.contract.Caller;
import dev.tributary.api.contract.ListRequest;
import dev.tributary.api.limit.TenantLimits;
import dev.tributary.api.limit.TenantLimits.Started;
import dev.tributary.api.query.EventFilters;
import dev.tributary.api.query.Unmasking;
import dev.tributary.event.TimeOrderedId;
import dev.tributary.eventstore.EventQuery;
import dev.tributary.feed.Feed;
import dev.tributary.feed.FeedReader;
import dev.tributary.problem.Problem;
import dev.tributary.problem.ProblemException;
import dev.tributary.security.audit.AuditLog;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyEmitter;

/**
 * Sends a tenant's events on from a position, in the bytes that subscribers get.
 *
 * @see <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html">Server-sent events</a>
 */
@RestController
class StreamController {

    private static final String SINCE = "since";
    private static final String LAST_EVENT_ID = "Last-Event-ID";
    private static final Set<String> KNOWN =
            Stream.concat(EventFilters.OF_STREAMS.stream(), Stream.of(SINCE)).collect(Collectors.toUnmodifiableSet());
    private static final Pattern POSITION =
            Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}");
    private static final Duration MAX_BACK = Duration.ofHours(24);

    private final Feed feed;
    private final EventFilters filters;
    private final TenantLimits limits;
    private final EventStreams streams;
    private final AuditLog audit;
    private final Clock clock;

    StreamController(
            Feed feed, EventFilters filters, TenantLimits limits, EventStreams streams, AuditLog audit, Clock clock) {
        this.feed = feed;
        this.filters = filters;
        this.limits = limits;
        this.streams = streams;
        this.audit = audit;
        this.clock = clock;
    }

    /** The answer has begun when the first position is known: what is stored from then on comes. */
    @GetMapping("/api/v1/events/stream")
    ResponseEntity<ResponseBodyEmitter> stream(HttpServletRequest request, JwtAuthenticationToken token)
            throws IOException {
        Caller caller = Caller.of(token);
        var list = new ListRequest(request, caller, KNOWN);
        list.refuse("limit", "cursor");
        EventQuery query = filters.query(caller, list, null, EventStream.PAGE);
        String after = after(request.getHeader(LAST_EVENT_ID), list.moment(SINCE));
        if (!wantsStream(request.getHeader(HttpHeaders.ACCEPT))) {
            throw ProblemException.notAcceptable(List.of(MediaType.TEXT_EVENT_STREAM));
        }
        var unmasking = new Unmasking(caller, audit);
        Started place = limits.startStream(caller.tenant());
        try {
            FeedReader reader = feed.open(query, !unmasking.isAllowed(), after)
                    .orElseThrow(() -> new ProblemException(
                            Problem.of(HttpStatus.SERVICE_UNAVAILABLE, "This gateway has not joined the others yet."),
                            Map.of(HttpHeaders.RETRY_AFTER, "1")));
            var stream = new EventStream(reader, unmasking, token.getToken().getExpiresAt(), clock);
            return ResponseEntity.ok()
                    .contentType(MediaType.TEXT_EVENT_STREAM)
                    .header("X-Accel-Buffering", "no")
                    .body(streams.start(stream, place));
        } catch (IOException | RuntimeException | Error e) {
            place.close();
            throw e;
        }
    }

    /** The client is gone, or takes nothing. */
    @ExceptionHandler(IOException.class)
    void broken() {
        // no answer can be sent
    }

    /** A client that does not say so would wait for the end of the answer. */
    private static boolean wantsStream(@Nullable String accept) {
        try {
            return accept != null
                    && MediaType.parseMediaTypes(accept).stream()
                            .anyMatch(type -> type.includes(MediaType.TEXT_EVENT_STREAM));
        } catch (InvalidMediaTypeException e) {
            return false;
        }
    }

    /** The position that the client had wins, so that a client which connects again need not change its URL. */
    private @Nullable String after(@Nullable String lastEventId, @Nullable Instant since) {
        Instant first = clock.instant().minus(MAX_BACK);
        if (lastEventId != null && !lastEventId.isEmpty()) {
            if (!POSITION.matcher(lastEventId).matches()) {
                throw ProblemException.invalid(LAST_EVENT_ID, "must be the id of a message of this stream");
            }
            if (TimeOrderedId.instantOf(lastEventId).isBefore(first)) {
                throw ProblemException.invalid(
                        LAST_EVENT_ID, "is older than 24 hours; list what is missing, and begin again without it");
            }
            return lastEventId;
        }
        if (since != null && (since.isBefore(first) || since.isAfter(clock.instant()))) {
            throw ProblemException.invalid(SINCE, "must be a moment of the last 24 hours");
        }
        return since == null ? null : TimeOrderedId.lowest(since);
    }
}
