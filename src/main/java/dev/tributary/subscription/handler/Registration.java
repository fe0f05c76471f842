package dev.tributary.subscription.handler;

import dev.tributary.subscription.filter.EventFilter;
import dev.tributary.subscription.filter.InvalidSubscriptionException;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A handler, its name, and the events that it gets. Beans of this type are registered at start-up.
 *
 * @param name of A-Z, a-z, 0-9, _ and -, at most 64 characters; stable over restarts and the same in every gateway, since
 *     stored deliveries find their handler by it
 * @param eventType an event type, or the beginning of one and {@code *}; {@code *} alone stands for all types
 * @param tenant whose events it gets; null for those of all tenants
 */
public record Registration(
        String name, String eventType, @Nullable String tenant, EventHandler handler) {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    private static final String ID_PREFIX = "handler.";

    /** @throws IllegalArgumentException if the name or the event type is not as described */
    public Registration {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "the name of a handler must be of A-Z, a-z, 0-9, _ and -, and at most 64 characters");
        }
        try {
            EventFilter.compile(List.of(eventType), null);
        } catch (InvalidSubscriptionException e) {
            throw new IllegalArgumentException(
                    "the event type of handler " + name + " must be an event type with an optional * at its end", e);
        }
    }

    /** For the events of all tenants. */
    public Registration(String name, String eventType, EventHandler handler) {
        this(name, eventType, null, handler);
    }

    /** As deliveries are listed: {@code handler.<name>}, which no web hook can have as its id. */
    public String subscriptionId() {
        return ID_PREFIX + name;
    }

    /** The name in such an id. */
    static String name(String subscriptionId) {
        return subscriptionId.substring(ID_PREFIX.length());
    }
}
