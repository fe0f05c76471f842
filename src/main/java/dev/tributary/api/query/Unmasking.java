package dev.tributary.api.query;

import dev.tributary.api.contract.Caller;
import dev.tributary.api.contract.ListRequest;
import dev.tributary.eventstore.EventReader;
import dev.tributary.eventstore.StoredEvent;
import dev.tributary.problem.Problem;
import dev.tributary.problem.ProblemException;
import dev.tributary.security.audit.AuditLog;
import dev.tributary.security.privacy.Visibility;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.springframework.http.HttpStatus;

/** Shows personal members to callers with the scope for raw bodies. The audit has one entry for each request that shows some. */
public final class Unmasking {

    private static final String ERASED = "The user of this event was erased; the event will be removed.";
    private static final String UNREADABLE =
            "Data of this event, or the key of its user, was changed in the store, or the master key is missing. Lists show the"
                    + " rest of the event; masked=true does as well where only personal members cannot be read.";

    /** The parameter by which a caller that may see personal data asks for none. */
    static final String MASKED = "masked";

    private static final String SCOPE = "events:raw";

    private final Caller caller;
    private final AuditLog audit;
    private final boolean isAllowed;
    private boolean isNoted;

    public Unmasking(Caller caller, AuditLog audit) {
        this(caller, audit, false);
    }

    private Unmasking(Caller caller, AuditLog audit, boolean masked) {
        this.caller = caller;
        this.audit = audit;
        this.isAllowed = caller.has(SCOPE) && !masked;
    }

    /** @throws ProblemException 400 where {@code masked} is neither true nor false */
    static Unmasking asked(HttpServletRequest request, Caller caller, AuditLog audit) {
        return new Unmasking(caller, audit, ListRequest.flag(request, MASKED));
    }

    /** @throws ProblemException 410 where the user of the event was erased, 409 where its data, or what is personal in it, cannot be read */
    public static void requireReadable(StoredEvent event) {
        requireNotErased(event);
        if (event.isUnreadable()) {
            throw ProblemException.conflict(UNREADABLE);
        }
    }

    /** @throws ProblemException 410 where the user of the event was erased */
    static void requireNotErased(StoredEvent event) {
        if (event.isErased()) {
            throw new ProblemException(Problem.of(HttpStatus.GONE, ERASED));
        }
    }

    /** Whether the caller may see personal data, and has not asked for the mask. */
    public boolean isAllowed() {
        return isAllowed;
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
