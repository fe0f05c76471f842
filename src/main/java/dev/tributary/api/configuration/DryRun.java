package dev.tributary.api.configuration;

import dev.tributary.event.CloudEventFormat;
import dev.tributary.event.EventType;
import dev.tributary.eventstore.StoredEvent;
import dev.tributary.subscription.Subscription;
import dev.tributary.subscription.Subscription.Selection;
import dev.tributary.subscription.filter.EventFilter;
import dev.tributary.subscription.filter.Mismatch;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Decides for events whether a web hook would get them, and names each condition that is not met. Sends nothing. */
final class DryRun {

    private final @Nullable Instant activeFrom;
    private final EventFilter filter;
    private final List<Map<String, String>> ofWebHook;

    /**
     * @param subscription null for one that is not created yet, of which only the selection is compared
     * @param selection the stored one, or another one that is tried
     */
    DryRun(@Nullable Subscription subscription, Selection selection) {
        this.activeFrom = subscription == null ? null : subscription.moments().activeFrom();
        this.filter = EventFilter.compile(selection.events(), selection.filters());
        this.ofWebHook = subscription == null ? List.of() : ofWebHook(subscription);
    }

    /** The answer for one event. */
    Map<String, Object> of(StoredEvent stored) {
        List<Map<String, String>> conditions = new ArrayList<>(ofWebHook);
        if (activeFrom != null && stored.event().recordedTime().isBefore(activeFrom)) {
            conditions.add(condition(
                    "active_from",
                    "the event was recorded before the web hook was created or last enabled, at "
                            + CloudEventFormat.timestamp(activeFrom)));
        }
        if (stored.event().type().equals(EventType.PROVIDER_TEST)) {
            conditions.add(condition("provider_test", "a provider's test event is stored and not delivered"));
        }
        obstacle(stored).ifPresent(conditions::add);
        for (Mismatch mismatch : filter.explain(stored.event())) {
            conditions.add(condition(mismatch.path(), mismatch.detail()));
        }
        var shown = new LinkedHashMap<String, Object>();
        shown.put("event_id", stored.id());
        shown.put("type", stored.event().type());
        shown.put("recorded_time", CloudEventFormat.timestamp(stored.event().recordedTime()));
        shown.put("would_send", conditions.isEmpty());
        shown.put("conditions", conditions);
        return shown;
    }

    /** Why the event is not delivered to any web hook as it is. */
    private static Optional<Map<String, String>> obstacle(StoredEvent stored) {
        if (stored.isErased()) {
            return Optional.of(condition("erased", "the user of the event was erased"));
        }
        if (stored.isUnreadable()) {
            return Optional.of(
                    condition("unreadable", "the data of the event, or what is personal in it, cannot be read"));
        }
        return switch (stored.pending()) {
            case FOLLOW_UPS ->
                Optional.of(condition(
                        "pending_follow_ups", "the event is pending; it is delivered when its follow-ups have ended"));
            case UNCONFIRMED -> Optional.of(condition("unconfirmed", "the provider did not confirm the event"));
            case NOTHING, FAN_OUT -> Optional.empty();
        };
    }

    /** The answer for an id that no event of the tenant has. */
    static Map<String, Object> unknown(String eventId) {
        var shown = new LinkedHashMap<String, Object>();
        shown.put("event_id", eventId);
        shown.put("would_send", false);
        shown.put("conditions", List.of(condition("unknown", "there is no event with this id")));
        return shown;
    }

    /** The condition of the web hook itself under which no event is delivered. */
    private static List<Map<String, String>> ofWebHook(Subscription subscription) {
        if (!subscription.type().receivesEvents()) {
            return List.of(condition("type", "nothing is delivered to web hooks of the type " + subscription.type()));
        }
        return switch (subscription.status()) {
            case "disabled" -> List.of(condition("disabled", "the web hook is disabled" + reason(subscription)));
            case "unverified" ->
                List.of(condition("unverified", "deliveries wait until the endpoint has passed its check"));
            default -> List.of();
        };
    }

    private static String reason(Subscription subscription) {
        @Nullable String reason = subscription.disabledReason();
        return reason == null ? "" : ": " + reason;
    }

    private static Map<String, String> condition(String name, String detail) {
        var condition = new LinkedHashMap<String, String>();
        condition.put("condition", name);
        condition.put("detail", detail);
        return condition;
    }
}
