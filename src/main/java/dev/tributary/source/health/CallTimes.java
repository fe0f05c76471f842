package dev.tributary.source.health;

import dev.tributary.event.Event;
import dev.tributary.eventstore.EventsStored;
import dev.tributary.eventstore.StoredEvent;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.springframework.context.event.EventListener;

/** When sources were called: what was stored since the last write, in memory. Costs a call one entry of a map. */
final class CallTimes {

    /** The first and the last call of a source since the last write. */
    record Calls(Instant first, Instant last) {

        Calls and(Instant call) {
            return call.isAfter(last) ? new Calls(first, call) : this;
        }
    }

    private Map<String, Calls> sources = new HashMap<>();

    @EventListener
    synchronized void stored(EventsStored stored) {
        if (stored.late()) {
            return;
        }
        for (StoredEvent one : stored.events()) {
            Event event = one.event();
            if (event.receiptId() != null) { // else it is one of the gateway itself
                Calls before = sources.get(event.sourceId());
                Instant at = event.recordedTime();
                if (before == null) {
                    sources.put(event.sourceId(), new Calls(at, at));
                } else if (at.isAfter(before.last())) {
                    sources.put(event.sourceId(), before.and(at));
                }
            }
        }
    }

    /** What was noted since the last time. */
    synchronized Map<String, Calls> drain() {
        Map<String, Calls> drained = sources;
        sources = new HashMap<>();
        return drained;
    }
}
