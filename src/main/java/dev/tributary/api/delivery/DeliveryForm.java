package dev.tributary.api.delivery;

import dev.tributary.delivery.store.DeliveryListing;
import dev.tributary.delivery.store.DeliveryListing.State;
import dev.tributary.subscription.Subscription;
import dev.tributary.subscription.SubscriptionDirectory;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A tenant's deliveries as clients read them. A pending one has a next attempt, or what it waits for, which is read from the
 * subscriptions in memory, because the deliveries of one page may be of many web hooks.
 *
 * @param isEnabledInStore what the store says of web hooks that are not in memory: they are deleted, or were just created at
 *     another gateway
 */
record DeliveryForm(SubscriptionDirectory subscriptions, String tenant, Map<String, Boolean> isEnabledInStore) {

    /** For the deliveries of one answer. */
    DeliveryForm(SubscriptionDirectory subscriptions, String tenant) {
        this(subscriptions, tenant, new HashMap<>());
    }

    Map<String, Object> shown(DeliveryListing delivery) {
        var shown = new LinkedHashMap<String, Object>();
        shown.put("id", delivery.id());
        shown.put("eventId", delivery.eventId());
        shown.put("eventType", delivery.eventType());
        shown.put("webHookId", delivery.webHookId());
        shown.put("state", delivery.state().wireName());
        if (delivery.state() == State.PENDING) {
            String cause = waitsFor(delivery.webHookId());
            if (cause != null) {
                shown.put("waitsFor", cause);
            } else if (delivery.nextAttemptAt() != null) {
                shown.put("nextAttemptAt", delivery.nextAttemptAt());
            }
        }
        shown.put("attempts", delivery.attempts());
        return shown;
    }

    private @Nullable String waitsFor(String webHookId) {
        Optional<Subscription> known = subscriptions.find(webHookId).filter(found -> found.isOf(tenant));
        if (known.isEmpty()) {
            return subscriptions.isUnreadable(webHookId)
                    ? "repair"
                    : isEnabledInStore.computeIfAbsent(webHookId, subscriptions::isEnabledInStore)
                            ? null
                            : "cancellation";
        }
        return switch (known.get().status()) {
            case "unverified" -> "verification";
            case "disabled" -> "cancellation";
            default -> null;
        };
    }
}
