package dev.tributary.api.query;

import dev.tributary.api.contract.Caller;
import dev.tributary.eventstore.EventReader;
import dev.tributary.eventstore.StoredEvent;
import dev.tributary.security.audit.AuditLog;
import dev.tributary.security.privacy.Visibility;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Shows personal members to callers with the scope for raw bodies. The audit has one entry for each request that shows some. */
public final class Unmasking {

    public static final String ERASED = "The user of this event was erased; the event will be removed.";

    private static final String SCOPE = "events:raw";

    private final Caller caller;
    private final AuditLog audit;
    private boolean isNoted;

    public Unmasking(Caller caller, AuditLog audit) {
        this.caller = caller;
        this.audit = audit;
    }

    /** Whether the caller may see personal data. */
    public boolean isAllowed() {
        return caller.has(SCOPE);
    }

    /** The events as the caller may see them. */
    public EventReader of(EventReader events) {
        return isAllowed() ? events : events.masked();
    }

    /** One event as the caller may see it; of an erased user it is erased for every caller. */
    public Optional<StoredEvent> find(EventReader events, String id) {
        Optional<StoredEvent> found = events.find(caller.tenant(), id);
        if (!isAllowed() && found.isPresent() && !found.get().isErased()) {
            return events.masked().find(caller.tenant(), id);
        }
        showing(found.map(List::of).orElse(List.of()));
        return found;
    }

    /** Writes down that these events are shown, before they are, if one of them shows personal members. */
    public void showing(Collection<StoredEvent> events) {
        events.stream()
                .filter(event -> event.visibility() == Visibility.SHOWN)
                .findFirst()
                .ifPresent(event -> note("event.unmask", event.id()));
    }

    /** Writes down the first thing that is shown in a request. */
    public void note(String action, String what) {
        if (!isNoted) {
            audit.add(caller.tenant(), caller.name(), action, what);
            isNoted = true;
        }
    }
}
