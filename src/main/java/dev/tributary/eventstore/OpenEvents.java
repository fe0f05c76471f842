package dev.tributary.eventstore;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * The events that this gateway is storing or delivering: each is open from before its write until, for every matching
 * subscription, the delivery is recorded as ended or stands in the queue. A write whose outcome is unknown keeps its
 * events open. The lowest open id bounds the checkpoint, from which another gateway reads on after a crash.
 */
public final class OpenEvents {

    /** Each with whether it was fanned out. */
    private final ConcurrentSkipListMap<String, Boolean> open = new ConcurrentSkipListMap<>();

    private String checkpoint = "";

    /**
     * Opens events that are about to be written.
     *
     * @return false: one of them is older than the checkpoint, so that it could be lost, and none was opened
     */
    public synchronized boolean begin(Collection<StoredEvent> events) {
        if (events.stream().anyMatch(event -> event.id().compareTo(checkpoint) < 0)) {
            return false;
        }
        events.forEach(event -> open.put(event.id(), false));
        return true;
    }

    /** Says that an event was compared with the subscriptions. */
    public void fannedOut(String eventId) {
        open.replace(eventId, true);
    }

    /** Whether an event is still to be compared with the subscriptions: it will be, by the view of that moment. */
    public boolean awaitsFanOut(String eventId) {
        return Boolean.FALSE.equals(open.get(eventId));
    }

    /** Closes an event. A second call changes nothing. */
    public void end(String eventId) {
        open.remove(eventId);
    }

    /** The oldest event that is open now. */
    public Optional<String> oldest() {
        return Optional.ofNullable(open.firstEntry()).map(Map.Entry::getKey);
    }

    /** What is open now, oldest first. */
    public List<String> ids() {
        return List.copyOf(open.keySet());
    }

    /**
     * Moves the checkpoint on: every event of this gateway with a smaller id is closed.
     *
     * @param limit an id that is smaller than any that may still be written
     */
    public synchronized String checkpoint(String limit) {
        Map.Entry<String, Boolean> first = open.firstEntry();
        String lowest = first == null ? limit : first.getKey();
        String next = lowest.compareTo(limit) < 0 ? lowest : limit;
        if (next.compareTo(checkpoint) > 0) {
            checkpoint = next;
        }
        return checkpoint;
    }

    /** How many are open. */
    public int size() {
        return open.size();
    }
}
