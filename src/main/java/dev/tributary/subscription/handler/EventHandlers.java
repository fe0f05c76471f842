package dev.tributary.subscription.handler;

import dev.tributary.subscription.EndpointCheck;
import dev.tributary.subscription.Subscription;
import dev.tributary.subscription.Subscription.Authentication;
import dev.tributary.subscription.Subscription.Endpoint;
import dev.tributary.subscription.Subscription.Moments;
import dev.tributary.subscription.Subscription.Selection;
import dev.tributary.subscription.SubscriptionStore;
import dev.tributary.subscription.signing.SigningKeys;
import dev.tributary.subscription.signing.SigningScheme;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The Java handlers of this gateway. Each is an endpoint of its own, with the queue, retries and history of a web hook; its
 * deliveries are listed with the {@code webHookId} {@code handler.<name>}.
 *
 * <p>A handler gets the events that any gateway records from its first registration on. The registration is stored: while
 * no gateway has the handler, its events wait in the queue, until it is registered again or {@link #delete deleted}. So
 * register at every start, as a bean of type {@link Registration} or through this class. Safe for use by several threads.
 */
public final class EventHandlers {

    private static final int MAX_STORE_ATTEMPTS = 5;

    private final SubscriptionStore subscriptions;
    private final Clock clock;
    private final Map<String, Registration> registered = new ConcurrentHashMap<>();

    EventHandlers(SubscriptionStore subscriptions, Clock clock) {
        this.subscriptions = subscriptions;
        this.clock = clock;
    }

    /** As {@link #register(Registration)}, for the events of all tenants. */
    public Registration register(String name, String eventType, EventHandler handler) {
        return register(new Registration(name, eventType, handler));
    }

    /**
     * Registers a handler in this gateway. When the stored registration of this name has another event type or tenant, the
     * new one replaces it: an event that it adds is delivered if it is recorded from now on, and what is pending for a
     * tenant that it no longer has is cancelled.
     *
     * @throws IllegalStateException if a handler of this name is registered here already
     * @throws com.mongodb.MongoException if the registration cannot be stored; the handler is not registered then
     */
    public Registration register(Registration registration) {
        if (registered.putIfAbsent(registration.name(), registration) != null) {
            throw new IllegalStateException(
                    "a handler with the name " + registration.name() + " is registered already");
        }
        try {
            store(registration);
        } catch (RuntimeException e) {
            registered.remove(registration.name(), registration);
            throw e;
        }
        return registration;
    }

    /**
     * Hands nothing more to a handler of this gateway; calls in flight go on. Its events wait for a gateway that has it.
     *
     * @return false: no handler of this name is registered here
     */
    public boolean unregister(String name) {
        return registered.remove(name) != null;
    }

    /**
     * Ends a handler in all gateways: unregisters it here, deletes its stored registration and cancels what is pending.
     *
     * @return false: no registration of this name is stored
     * @throws com.mongodb.MongoException if the stored registration cannot be deleted
     */
    public boolean delete(String name) {
        unregister(name);
        for (int i = 0; i < MAX_STORE_ATTEMPTS; i++) {
            Optional<Subscription> stored =
                    subscriptions.find(new Registration(name, "*", event -> {}).subscriptionId());
            if (stored.isEmpty()) {
                return false;
            }
            if (subscriptions.deleteHandler(stored.get())) {
                return true;
            }
        }
        throw changedMeanwhile(name);
    }

    /** The handlers that are registered in this gateway, by name. */
    public List<Registration> list() {
        return registered.values().stream()
                .sorted(Comparator.comparing(Registration::name))
                .toList();
    }

    Optional<Registration> find(String name) {
        return Optional.ofNullable(registered.get(name));
    }

    private void store(Registration registration) {
        Subscription fresh = fresh(registration, clock.instant());
        for (int i = 0; i < MAX_STORE_ATTEMPTS; i++) {
            Subscription stored = subscriptions.find(fresh.id()).orElse(null);
            boolean done = stored == null
                    ? subscriptions.insert(fresh)
                    : isSame(stored, fresh) || subscriptions.replace(changed(stored, fresh));
            if (done) {
                return;
            }
        }
        throw changedMeanwhile(registration.name());
    }

    private static IllegalStateException changedMeanwhile(String name) {
        return new IllegalStateException("the registration of handler " + name + " is being changed by other gateways");
    }

    private static boolean isSame(Subscription stored, Subscription fresh) {
        return stored.tenant().equals(fresh.tenant()) && stored.selection().equals(fresh.selection());
    }

    private static Subscription fresh(Registration registration, Instant now) {
        String tenant = registration.tenant();
        return new Subscription(
                registration.subscriptionId(),
                tenant == null ? Subscription.EVERY_TENANT : tenant,
                Subscription.Type.HANDLER,
                registration.name(),
                new Endpoint("handler:" + registration.name(), Authentication.NONE, null, null, Map.of(), null),
                new Selection(List.of(registration.eventType()), null),
                true,
                null,
                SigningKeys.generated(SigningScheme.V1), // never used: nothing leaves the gateway
                Moments.created(now, true),
                EndpointCheck.NONE,
                1);
    }

    private static Subscription changed(Subscription stored, Subscription fresh) {
        Moments before = stored.moments();
        Instant now = fresh.moments().created();
        return new Subscription(
                stored.id(),
                fresh.tenant(),
                stored.type(),
                stored.name(),
                stored.endpoint(),
                fresh.selection(),
                true,
                null,
                stored.signing(),
                new Moments(before.created(), now, before.activeFrom(), now, before.verified(), null),
                EndpointCheck.NONE,
                stored.revision() + 1);
    }
}
