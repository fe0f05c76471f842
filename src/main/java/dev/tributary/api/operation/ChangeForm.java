package dev.tributary.api.operation;

import dev.tributary.api.query.Unmasking;
import dev.tributary.event.PersonalMembers;
import dev.tributary.eventstore.StoredEvent;
import dev.tributary.quarantine.EventDiff;
import dev.tributary.quarantine.EventDiff.Change;
import dev.tributary.quarantine.Remapped;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What a mapping gives beside what is stored, as clients read it; personal values as far as the caller may see them. */
@Component
final class ChangeForm {

    private final PersonalMembers personal;

    ChangeForm(PersonalMembers personal) {
        this.personal = personal;
    }

    /** With the event as it would be stored. */
    Map<String, Object> whole(Remapped remapped, Unmasking unmasking) {
        Map<String, Object> shown = shown(remapped, unmasking);
        StoredEvent after = remapped.after();
        if (after != null) {
            shown.put("event", EventDiff.shown(after, unmasking.isAllowed() ? null : personal));
        }
        return shown;
    }

    Map<String, Object> shown(Remapped remapped, Unmasking unmasking) {
        StoredEvent before = remapped.before();
        StoredEvent after = remapped.after();
        var shown = new LinkedHashMap<String, Object>();
        shown.put("outcome", remapped.outcome().wireName());
        StoredEvent any = before == null ? after : before;
        if (any != null) {
            shown.put("receiptId", String.valueOf(any.event().receiptId()));
        }
        String stored = before == null ? remapped.newest() : before.id();
        if (stored != null) {
            shown.put("eventId", stored);
        }
        shown.put("changes", after == null ? List.of() : changes(before, after, unmasking));
        return shown;
    }

    private List<Map<String, Object>> changes(@Nullable StoredEvent before, StoredEvent after, Unmasking unmasking) {
        if (unmasking.isAllowed() && (hasPersonal(before) || hasPersonal(after))) {
            unmasking.note(
                    "event.unmask",
                    before == null ? String.valueOf(after.event().receiptId()) : before.id());
        }
        List<Change> changes =
                unmasking.isAllowed() ? EventDiff.of(before, after) : EventDiff.masked(before, after, personal);
        return changes.stream().map(ChangeForm::shown).toList();
    }

    private boolean hasPersonal(@Nullable StoredEvent event) {
        return event != null && EventDiff.hasPersonal(event, personal);
    }

    private static Map<String, Object> shown(Change change) {
        var shown = new LinkedHashMap<String, Object>();
        shown.put("path", change.path());
        if (!change.before().isMissingNode()) {
            shown.put("before", change.before());
        }
        if (!change.after().isMissingNode()) {
            shown.put("after", change.after());
        }
        return shown;
    }
}
