package dev.tributary.subscription;

import dev.tributary.event.Event;
import dev.tributary.subscription.filter.EventFilter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Subscriptions by tenant, then by exact type and by prefix of the type. An event is compared with those of its tenant
 * that name its type, however many others there are.
 */
final class SubscriptionIndex {

    /** A subscription and its compiled filter. */
    record Entry(Subscription subscription, EventFilter filter) {

        /**
         * A moment that is still to come was set by a clock that is ahead of this one, of another gateway or before this clock was
         * set back: the events of this gateway are recorded after it, whatever they say.
         */
        boolean isActiveFor(Event event, Instant now) {
            Instant from = subscription.moments().activeFrom();
            return !from.isAfter(event.recordedTime()) || from.isAfter(now);
        }
    }

    private record OfTenant(Map<String, List<Entry>> exact, Map<String, List<Entry>> prefix) {}

    private final Map<String, OfTenant> tenants = new HashMap<>();
    private final OfTenant everyTenant = new OfTenant(new HashMap<>(), new HashMap<>());

    SubscriptionIndex(Collection<Entry> entries) {
        for (Entry entry : entries) {
            Subscription subscription = entry.subscription();
            if (subscription.enabled() && subscription.type().receivesEvents()) {
                add(
                        entry,
                        subscription.isOfEveryTenant()
                                ? everyTenant
                                : tenants.computeIfAbsent(
                                        subscription.tenant(),
                                        tenant -> new OfTenant(new HashMap<>(), new HashMap<>())));
            }
        }
    }

    private static void add(Entry entry, OfTenant tenant) {
        List<String> events = entry.subscription().selection().events();
        for (String type : events.isEmpty() ? List.of("*") : events) {
            boolean prefix = type.endsWith("*");
            (prefix ? tenant.prefix() : tenant.exact())
                    .computeIfAbsent(prefix ? type.substring(0, type.length() - 1) : type, key -> new ArrayList<>())
                    .add(entry);
        }
    }

    /** The enabled subscriptions of an event's tenant, and those of every tenant, that get it. */
    List<Subscription> matching(Event event, Instant now) {
        return matching(event, entry -> entry.isActiveFor(event, now));
    }

    /** The enabled subscriptions of an event's tenant whose selection has it, also if it was recorded before. */
    List<Subscription> selecting(Event event) {
        return matching(event, entry -> true);
    }

    private List<Subscription> matching(Event event, Predicate<Entry> condition) {
        // by identity: the hash of a whole subscription costs more than the comparison that it spares
        Set<Entry> candidates = Collections.newSetFromMap(new IdentityHashMap<>());
        OfTenant tenant = tenants.get(event.tenant());
        if (tenant != null) {
            addByType(event.type(), tenant, candidates);
        }
        addByType(event.type(), everyTenant, candidates);
        return candidates.stream()
                .filter(condition)
                .filter(entry -> entry.filter().matches(event))
                .map(Entry::subscription)
                .toList();
    }

    private static void addByType(String type, OfTenant tenant, Set<Entry> candidates) {
        candidates.addAll(tenant.exact().getOrDefault(type, List.of()));
        if (!tenant.prefix().isEmpty()) {
            for (int end = 0; end <= type.length(); end++) {
                candidates.addAll(tenant.prefix().getOrDefault(type.substring(0, end), List.of()));
            }
        }
    }
}
