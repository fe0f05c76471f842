package dev.tributary.api.configuration;

import dev.tributary.api.contract.RequestFields;
import dev.tributary.subscription.Subscription.Selection;
import dev.tributary.subscription.filter.EventFilter;
import dev.tributary.subscription.filter.InvalidSubscriptionException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Which events a web hook gets, as the configuration API reads it: {@code events} and {@code filters}. */
@Component
class SelectionForm {

    private final EventTypes types;

    SelectionForm(EventTypes types) {
        this.types = types;
    }

    /** The selection with the fields that were sent in place of the old ones; {@code old} is null for a new web hook. */
    Selection read(RequestFields sent, @Nullable Selection old) {
        return new Selection(
                old == null || sent.sent("events") ? events(sent, old) : old.events(),
                old == null || sent.sent("filters") ? filters(sent) : old.filters());
    }

    private List<String> events(RequestFields sent, @Nullable Selection old) {
        List<String> events = List.copyOf(sent.texts("events"));
        if (old != null && events.equals(old.events())) {
            return events; // not checked again: a type that was removed since must not block other changes
        }
        for (int i = 0; i < events.size(); i++) {
            int element = i;
            types.nearestIfUnknown(events.get(i))
                    .ifPresent(nearest ->
                            sent.fault("events", element, "matches no event type; the nearest is '" + nearest + "'"));
        }
        return events;
    }

    private static @Nullable Map<String, Object> filters(RequestFields sent) {
        Map<String, Object> filters = sent.tree("filters");
        if (filters != null) {
            try {
                EventFilter.compile(List.of(), filters);
            } catch (InvalidSubscriptionException e) {
                sent.fault("filters", String.valueOf(e.getMessage()));
            }
        }
        return filters;
    }
}
