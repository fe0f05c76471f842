package dev.tributary.api.configuration;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.util.RawValue;
import dev.tributary.api.contract.Caller;
import dev.tributary.api.contract.ContractAnswer;
import dev.tributary.api.contract.RequestFields;
import dev.tributary.api.limit.TenantLimits;
import dev.tributary.api.query.Unmasking;
import dev.tributary.eventstore.EventQuery;
import dev.tributary.eventstore.EventReader;
import dev.tributary.eventstore.StoredEvent;
import dev.tributary.mongo.page.IdPage;
import dev.tributary.problem.ProblemException;
import dev.tributary.security.audit.AuditLog;
import dev.tributary.subscription.Subscription;
import dev.tributary.subscription.Subscription.Selection;
import dev.tributary.subscription.SubscriptionStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The dry run of a web hook, or of one that is not created yet: which stored events it would get. */
@RestController
@RequestMapping(path = WebHookController.PATH, produces = ContractAnswer.JSON)
class WebHookTestController {

    private static final int MAX_EVENTS = 1000;
    private static final int PAGE = 200;

    private final SubscriptionStore subscriptions;
    private final EventReader events;
    private final SelectionForm selections;
    private final AuditLog audit;
    private final TenantLimits limits;

    WebHookTestController(
            SubscriptionStore subscriptions,
            EventReader events,
            SelectionForm selections,
            AuditLog audit,
            TenantLimits limits) {
        this.subscriptions = subscriptions;
        this.events = events;
        this.selections = selections;
        this.audit = audit;
        this.limits = limits;
    }

    @PostMapping(path = "/{id}/test", consumes = "application/json")
    ResponseEntity<byte[]> test(@PathVariable("id") String id, RequestFields sent, JwtAuthenticationToken token) {
        Caller caller = Caller.of(token);
        caller.needs("events:read");
        Subscription subscription = subscriptions.find(caller.tenant(), id).orElseThrow(ProblemException::notFound);
        Selection selection = selections.read(sent, subscription.selection());
        return ContractAnswer.found(run(subscription, selection, caller, sent), subscription.revision());
    }

    @PostMapping(path = "/test", consumes = "application/json")
    Map<String, Object> test(RequestFields sent, JwtAuthenticationToken token) {
        Caller caller = Caller.of(token);
        caller.needs("events:read");
        return run(null, selections.read(sent, null), caller, sent);
    }

    private Map<String, Object> run(
            @Nullable Subscription subscription, Selection selection, Caller caller, RequestFields sent) {
        String eventId = sent.text("event_id");
        Instant from = sent.moment("from");
        Instant before = sent.moment("before");
        if (eventId == null && !(sent.sent("from") && sent.sent("before"))) {
            sent.fault("event_id", "is required, or from and before instead");
        } else if (eventId != null && (sent.sent("from") || sent.sent("before"))) {
            sent.fault("event_id", "must be left out together with from or before");
        }
        sent.finish();
        var dryRun = new DryRun(subscription, selection);
        return limits.dryRun(
                caller.tenant(),
                deadline -> eventId == null
                        ? ofRange(dryRun, caller.tenant(), from, before, deadline)
                        : ofOne(dryRun, new Unmasking(caller, audit), eventId));
    }

    /** With the bytes that would be sent, as far as the caller may see them. */
    private Map<String, Object> ofOne(DryRun dryRun, Unmasking unmasking, String eventId) {
        StoredEvent event = unmasking.find(events, eventId).orElse(null);
        Map<String, Object> result = event == null ? DryRun.unknown(eventId) : dryRun.of(event);
        if (event != null) {
            result.put("event", new RawValue(new String(event.body(), UTF_8)));
        }
        return answer(List.of(result), true);
    }

    /** The oldest {@link #MAX_EVENTS} events that were recorded in a time range, as far as the pages before the deadline go. */
    private Map<String, Object> ofRange(
            DryRun dryRun, String tenant, @Nullable Instant from, @Nullable Instant before, Duration deadline) {
        long end = System.nanoTime() + deadline.toNanos();
        List<Map<String, Object>> results = new ArrayList<>();
        String after = null;
        do {
            IdPage<StoredEvent> page = events.find(EventQuery.recorded(tenant, null, from, before, after, PAGE));
            page.found().forEach(event -> results.add(dryRun.of(event)));
            after = page.next();
        } while (after != null && results.size() < MAX_EVENTS && end - System.nanoTime() > 0);
        return answer(results, after == null);
    }

    private static Map<String, Object> answer(List<Map<String, Object>> results, boolean complete) {
        var shown = new LinkedHashMap<String, Object>();
        shown.put("looked_at", results.size());
        shown.put("max_events", MAX_EVENTS);
        shown.put("complete", complete);
        shown.put(
                "would_send",
                results.stream()
                        .filter(result -> Boolean.TRUE.equals(result.get("would_send")))
                        .count());
        shown.put("result", results);
        return shown;
    }
}
