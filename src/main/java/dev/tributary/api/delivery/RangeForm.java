package dev.tributary.api.delivery;

import dev.tributary.api.contract.RequestFields;
import dev.tributary.api.contract.Timestamps;
import dev.tributary.delivery.replay.Range;
import dev.tributary.delivery.replay.RangeJob;
import dev.tributary.delivery.replay.RangeJob.Kind;
import dev.tributary.delivery.store.DeliveryListing.State;
import dev.tributary.mongo.retention.Retention;
import dev.tributary.mongo.retention.RetentionSettings;
import dev.tributary.problem.ProblemException;
import dev.tributary.subscription.Subscription;
import dev.tributary.subscription.SubscriptionStore;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.stereotype.Component;

/** A range of deliveries as clients write and read it. */
@Component
final class RangeForm {

    private final SubscriptionStore subscriptions;
    private final Retention events;
    private final Clock clock;

    RangeForm(SubscriptionStore subscriptions, RetentionSettings retention, Clock clock) {
        this.subscriptions = subscriptions;
        this.events = retention.ofEvents();
        this.clock = clock;
    }

    /** @throws dev.tributary.problem.ProblemException 400 that names every wrong member; 409 for a disabled web hook */
    Range read(Kind kind, String tenant, RequestFields sent) {
        String webHookId = sent.text("webHookId");
        String eventType = sent.text("eventType");
        Timestamps.Range range = Timestamps.range(sent, clock.instant());
        if (kind == Kind.REPLAY) {
            checkStored(tenant, range.from(), sent);
        }
        Set<State> states = kind == Kind.REPLAY ? states(sent) : Set.of();
        boolean enabled = kind == Kind.CANCELLATION || webHookId == null || isEnabled(tenant, webHookId, sent);
        sent.finish();
        if (!enabled) {
            throw ProblemException.conflict("The web hook is disabled.");
        }
        return new Range(tenant, webHookId, eventType, range.from(), range.before(), states);
    }

    /** Expired events cannot be sent again. A range that includes them is refused, because the client would take the replay for complete. */
    private void checkStored(String tenant, Instant from, RequestFields sent) {
        events.keptFrom(tenant, clock.instant())
                .filter(from::isBefore)
                .ifPresent(kept -> sent.fault(
                        "from",
                        "must not be before " + kept.truncatedTo(ChronoUnit.SECONDS)
                                + ": older events are past their retention and no longer stored"));
    }

    private static Set<State> states(RequestFields sent) {
        Set<State> states = EnumSet.noneOf(State.class);
        for (String name : sent.texts("states")) {
            states.add(DeliverySearch.find(name).orElseThrow());
        }
        if (sent.flag("events", false) != states.isEmpty()) {
            sent.fault("states", "must name at least one state, or events must be true, but not both");
        }
        return states;
    }

    private boolean isEnabled(String tenant, String webHookId, RequestFields sent) {
        Subscription subscription = subscriptions.find(tenant, webHookId).orElse(null);
        if (subscription == null) {
            sent.fault("webHookId", "names no web hook");
        }
        return subscription == null || subscription.enabled();
    }

    /** The same for two requests that mean the same. */
    static String meaning(Range range) {
        return shown(range).toString();
    }

    static Map<String, Object> shown(RangeJob job) {
        var shown = new LinkedHashMap<String, Object>();
        shown.put("id", job.id());
        shown.put("state", job.endedAt() == null ? "running" : "done");
        shown.put("count", job.count());
        shown.putAll(shown(job.range()));
        if (job.kind() == Kind.CANCELLATION) {
            shown.remove("events");
        }
        shown.put("createdAt", job.createdAt().toString());
        if (job.endedAt() != null) {
            shown.put("endedAt", job.endedAt().toString());
        }
        return shown;
    }

    private static Map<String, Object> shown(Range range) {
        var shown = new LinkedHashMap<String, Object>();
        if (range.webHookId() != null) {
            shown.put("webHookId", range.webHookId());
        }
        if (range.eventType() != null) {
            shown.put("eventType", range.eventType());
        }
        shown.put("from", range.from().toString());
        shown.put("before", range.before().toString());
        if (range.states().isEmpty()) {
            shown.put("events", true);
        } else {
            var names = new TreeSet<String>();
            range.states().forEach(state -> names.add(state.wireName()));
            shown.put("states", names);
        }
        return shown;
    }
}
