package dev.tributary.api.delivery;

import dev.tributary.delivery.store.DeliveryListing;
import dev.tributary.delivery.store.DeliveryListing.State;
import dev.tributary.subscription.Subscription;
import dev.tributary.subscription.SubscriptionRow;
import dev.tributary.subscription.SubscriptionStore;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The deliveries of one answer as clients read them. A pending one has a next attempt, or what it waits for. */
final class DeliveryForm {

    private static final String NOTHING = "";

    private final SubscriptionStore subscriptions;
    private final String tenant;
    /** By web hook; each is looked up once. */
    private final Map<String, String> waitsFor = new HashMap<>();

    DeliveryForm(SubscriptionStore subscriptions, String tenant) {
        this.subscriptions = subscriptions;
        this.tenant = tenant;
    }

    Map<String, Object> shown(DeliveryListing delivery) {
        var shown = new LinkedHashMap<String, Object>();
        shown.put("id", delivery.id());
        shown.put("eventId", delivery.eventId());
        shown.put("eventType", delivery.eventType());
        shown.put("webHookId", delivery.webHookId());
        shown.put("state", delivery.state().wireName());
        if (delivery.state() == State.PENDING) {
            String cause = waitsFor.computeIfAbsent(delivery.webHookId(), this::waitsFor);
            if (!cause.equals(NOTHING)) {
                shown.put("waitsFor", cause);
            } else if (delivery.nextAttemptAt() != null) {
                shown.put("nextAttemptAt", delivery.nextAttemptAt());
            }
        }
        shown.put("attempts", delivery.attempts());
        return shown;
    }

    private String waitsFor(String webHookId) {
        Optional<SubscriptionRow> row = subscriptions.row(tenant, webHookId);
        if (row.isPresent()) {
            return row.get() instanceof SubscriptionRow.Usable usable ? waitsFor(usable.subscription()) : "repair";
        }
        return subscriptions
                .find(webHookId) // a handler of every tenant
                .filter(handler -> handler.isOf(tenant))
                .map(DeliveryForm::waitsFor)
                .orElse("cancellation");
    }

    private static String waitsFor(Subscription subscription) {
        return switch (subscription.status()) {
            case "unverified" -> "verification";
            case "disabled" -> "cancellation";
            default -> NOTHING;
        };
    }
}
