package dev.tributary.delivery;

import dev.tributary.delivery.store.Delivery;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The deliveries that this gateway holds in memory: those that wait for a place, those in flight, and those whose outcome
 * is not recorded yet. The one place that knows it.
 */
final class DeliveriesInMemory {

    private final Map<String, Delivery> deliveries = new ConcurrentHashMap<>();

    /** False: this delivery is here already, and stays. */
    boolean add(Delivery delivery) {
        return deliveries.putIfAbsent(delivery.id(), delivery) == null;
    }

    void remove(Delivery delivery) {
        deliveries.remove(delivery.id(), delivery);
    }

    @Nullable
    Delivery find(String id) {
        return deliveries.get(id);
    }

    boolean contains(String id) {
        return deliveries.containsKey(id);
    }

    void removeIf(Predicate<Delivery> condition) {
        deliveries.values().removeIf(condition);
    }

    int size() {
        return deliveries.size();
    }
}
