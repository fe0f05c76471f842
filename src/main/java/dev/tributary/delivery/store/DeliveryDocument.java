package dev.tributary.delivery.store;

import dev.tributary.delivery.store.DeliveryListing.State;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/** What the documents of {@code deliveries} and {@code attempts} have in common: a delivery and its attempts. */
final class DeliveryDocument {

    private DeliveryDocument() {}

    /** The outcome and status of the last attempt stand beside the attempts, so that lists can be searched by them. */
    static Document of(Delivery delivery, List<Attempt> attempts) {
        Document document = new Document("_id", delivery.id())
                .append("tenant", delivery.tenant())
                .append("eventId", delivery.eventId())
                .append("eventType", delivery.eventType())
                .append("subscriptionId", delivery.subscriptionId())
                .append("tries", attempts.stream().map(DeliveryDocument::of).toList());
        if (!attempts.isEmpty()) {
            Attempt last = attempts.get(attempts.size() - 1);
            document.append("outcome", last.outcome()).append("status", last.status());
        }
        return document;
    }

    static Document of(Attempt attempt) {
        return new Document("at", Date.from(attempt.at()))
                .append("durationMillis", attempt.durationMillis())
                .append("status", attempt.status())
                .append("outcome", attempt.outcome())
                .append("response", attempt.response());
    }

    static List<Attempt> attempts(Document document) {
        return document.getList("tries", Document.class, List.of()).stream()
                .map(attempt -> new Attempt(
                        attempt.getDate("at").toInstant(),
                        attempt.getLong("durationMillis"),
                        attempt.getInteger("status"),
                        attempt.getString("outcome"),
                        attempt.getString("response")))
                .toList();
    }

    static DeliveryListing listing(Document document, State state, @Nullable Instant next) {
        return new DeliveryListing(
                document.getString("_id"),
                document.getString("eventId"),
                document.getString("eventType"),
                document.getString("subscriptionId"),
                state,
                next,
                attempts(document));
    }

    static State state(Document document) {
        return State.valueOf(document.getString("state").toUpperCase(Locale.ROOT));
    }
}
