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

    private static final int MAX_EVENTS = 200;
    private static final int MAX_LENGTH = 128;

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
            return events; // a type that the catalogue has lost does not keep the web hook from other changes
        }
        if (events.size() > MAX_EVENTS) {
            sent.fault("events", "must have at most " + MAX_EVENTS + " entries; use a prefix such as bank.payment.*");
            return events;
        }
        for (String entry : events) {
            if (entry.length() > MAX_LENGTH) {
                sent.fault("events", "must have entries of at most " + MAX_LENGTH + " characters");
                continue;
            }
            try {
                EventFilter.compile(List.of(entry), null);
                types.nearestIfUnknown(entry).ifPresent(nearest -> sent.fault("events", unknown(entry, nearest)));
            } catch (InvalidSubscriptionException e) {
                sent.fault("events", String.valueOf(e.getMessage()));
            }
        }
        return events;
    }

    private static String unknown(String entry, String nearest) {
        return "'" + entry + "' matches no event type; the nearest is '" + nearest + "'";
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
