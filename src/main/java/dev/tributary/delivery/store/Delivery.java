package dev.tributary.delivery.store;

import dev.tributary.event.TimeOrderedId;
import dev.tributary.subscription.Subscription;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One event on its way to one subscription, in the memory of this gateway.
 *
 * @param id {@code {eventId}:{subscriptionId}}, so that adding it twice adds nothing; a replay has a further part
 * @param eventType the canonical type, for the history
 * @param body the event's bytes, the same on every attempt
 * @param attempts that were made so far
 * @param ownership by what this gateway may send it
 */
@SuppressWarnings("ArrayRecordComponent") // one holder, never compared
public record Delivery(
        String id,
        String tenant,
        String eventId,
        String eventType,
        String subscriptionId,
        byte[] body,
        List<Attempt> attempts,
        Ownership ownership) {

    /** By what this gateway may send a delivery. */
    public sealed interface Ownership {}

    /**
     * It stands only in memory, and belongs to the gateway that has the name of the event's writer.
     *
     * @param writer the name under which this gateway stored the event; null where another one may have made it
     * @param recorded called when the outcome is recorded, or the delivery stands in the queue
     */
    public record InMemory(@Nullable String writer, Runnable recorded) implements Ownership {}

    /**
     * It stands in the queue, claimed.
     *
     * @param token carried by every later write
     * @param until the end of the lease, a reading of {@code System.nanoTime()}
     */
    public record Claimed(String token, long until) implements Ownership {}

    /** The id of the delivery that fan-out makes, the same for the same event and subscription. */
    public static String id(String eventId, String subscriptionId) {
        return eventId + ':' + subscriptionId;
    }

    /** The id of a delivery that is made again; the same for the same event, subscription and replay. */
    public static String id(String eventId, String subscriptionId, String replayId) {
        return id(eventId, subscriptionId) + ':' + replayId;
    }

    /** The replay that asked for it; null for the delivery that fan-out makes. */
    @Nullable
    public String replayId() {
        int ordinary = id(eventId, subscriptionId).length();
        return id.length() > ordinary ? id.substring(ordinary + 1) : null;
    }

    /**
     * Whether it was made for this subscription, and not for another that had the id before. A replay may be of an event
     * that was recorded before the subscription was created, but never older than the subscription itself.
     */
    public boolean isFor(Subscription found) {
        String replay = replayId();
        Instant made = TimeOrderedId.instantOf(replay == null ? eventId : replay);
        return found.id().equals(subscriptionId)
                && found.isOf(tenant)
                && !found.moments().created().isAfter(made);
    }

    /** The same with the event's bytes. */
    public Delivery with(byte[] bytes) {
        return new Delivery(id, tenant, eventId, eventType, subscriptionId, bytes, attempts, ownership);
    }

    /** The same after one more attempt, if one was made. */
    public Delivery after(@Nullable Attempt last) {
        return new Delivery(id, tenant, eventId, eventType, subscriptionId, body, attemptsWith(last), ownership);
    }

    /** Whether it stands only in memory, of the gateway that has this name. */
    public boolean isInMemoryOf(String writer) {
        return ownership instanceof InMemory own && writer.equals(own.writer());
    }

    /** The token of its claim; null where it stands only in memory. */
    @Nullable
    public String token() {
        return ownership instanceof Claimed claimed ? claimed.token() : null;
    }

    /** Its attempts with one more, if one was made. */
    public List<Attempt> attemptsWith(@Nullable Attempt last) {
        List<Attempt> all = new ArrayList<>(attempts);
        if (last != null) {
            all.add(last);
        }
        return all;
    }

    /** One attempt, as the route gets it. */
    public record Send(Delivery delivery, Subscription subscription, Instant at, long startNanos) {}

    /**
     * What an attempt means for its delivery, as the route returns it.
     *
     * @param attempt that was made, or null where none was
     */
    public record Result(Delivery delivery, @Nullable Attempt attempt, DeliveryOutcome outcome) {}
}
