package dev.tributary.followup.store;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whether the provider's own API has confirmed an event, as it stands in the event's data.
 *
 * @param state {@link #PENDING}, {@link #CONFIRMED} or {@link #UNCONFIRMED}
 * @param href of the resource whose fetch decides; null where the event names none
 * @param reason why it is unconfirmed; else null
 */
public record Confirmation(
        String state, @Nullable String href, @Nullable String reason) {

    /** The member of the data. */
    static final String MEMBER = "confirmation";

    static final String PENDING = "pending";
    static final String CONFIRMED = "confirmed";
    static final String UNCONFIRMED = "unconfirmed";

    static @Nullable Confirmation of(Map<String, Object> data) {
        return data.get(MEMBER) instanceof Map<?, ?> members && members.get("state") instanceof String state
                ? new Confirmation(state, text(members, "href"), text(members, "reason"))
                : null;
    }

    private static @Nullable String text(Map<?, ?> members, String name) {
        return members.get(name) instanceof String text ? text : null;
    }

    boolean isPending() {
        return PENDING.equals(state);
    }

    public boolean isConfirmed() {
        return CONFIRMED.equals(state);
    }

    boolean isUnconfirmed() {
        return UNCONFIRMED.equals(state);
    }

    Confirmation confirmed() {
        return new Confirmation(CONFIRMED, href, null);
    }

    Confirmation unconfirmed(String why) {
        return new Confirmation(UNCONFIRMED, href, why);
    }

    /** As if it was not asked yet. */
    Confirmation again() {
        return new Confirmation(PENDING, href, null);
    }

    Map<String, Object> members() {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("state", state);
        if (href != null) {
            members.put("href", href);
        }
        if (reason != null) {
            members.put("reason", reason);
        }
        return members;
    }
}
