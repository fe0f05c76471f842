package dev.tributary.delivery.health;

import static dev.tributary.event.EventType.SUBSCRIPTION_DISABLED;

import dev.tributary.event.CloudEventFormat;
import dev.tributary.event.Event;
import dev.tributary.event.GatewayUri;
import dev.tributary.event.Proof;
import dev.tributary.event.TimeOrderedId;
import dev.tributary.eventstore.EventStore;
import dev.tributary.eventstore.EventsStored;
import dev.tributary.eventstore.InsertOutcome;
import dev.tributary.eventstore.StoredEvent;
import dev.tributary.eventstore.StoredEvent.Pending;
import dev.tributary.subscription.SubscriptionStore;
import dev.tributary.subscription.SubscriptionStore.Disabling;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Disables subscriptions and tells the tenant's other subscriptions by one {@code gateway.subscription.disabled.v1} for
 * each disabling. The write that disables also keeps that there is something to tell, so that a crash loses neither: any
 * gateway then stores the event, whose dedup key allows it once. Errors of the driver pass through unchanged.
 */
public final class DisabledNotices {

    private static final Logger log = LoggerFactory.getLogger(DisabledNotices.class);
    private static final String PROVIDER = "gateway";
    /** No source has this id, because of its slash. */
    private static final String SOURCE_ID = "gateway/subscriptions";

    private static final Duration MAX_WAIT = Duration.ofSeconds(5);
    private static final Duration EVERY = Duration.ofSeconds(30);

    private final SubscriptionStore subscriptions;
    private final EventStore events;
    private final TimeOrderedId ids;
    private final GatewayUri gateway;
    private final Supplier<String> writer;
    private final Consumer<EventsStored> publisher;
    private final Clock clock;

    /** @param writer the name of this gateway */
    public DisabledNotices(
            SubscriptionStore subscriptions,
            EventStore events,
            TimeOrderedId ids,
            GatewayUri gateway,
            Supplier<String> writer,
            Consumer<EventsStored> publisher,
            Clock clock) {
        this.subscriptions = subscriptions;
        this.events = events;
        this.ids = ids;
        this.gateway = gateway;
        this.writer = writer;
        this.publisher = publisher;
        this.clock = clock;
    }

    /**
     * Disables a subscription, and tells it. A second call changes nothing.
     *
     * @param baseUri where its endpoint failed; a subscription that points elsewhere by now stays as it is
     */
    public void disable(String id, String baseUri, String reason) {
        tell(subscriptions.disablingsToTell(id)); // what a crash has left of an earlier time
        subscriptions.disable(id, baseUri, reason, clock.instant().truncatedTo(ChronoUnit.MILLIS));
        tell(subscriptions.disablingsToTell(id));
    }

    /** Tells what another gateway, or an earlier run, has left. */
    public Duration round() {
        tell(subscriptions.disablingsToTell());
        return EVERY;
    }

    private void tell(List<Disabling> disablings) {
        for (Disabling disabling : disablings) {
            StoredEvent event = StoredEvent.of(event(disabling), Pending.FAN_OUT);
            InsertOutcome outcome =
                    events.insert(List.of(event), writer.get(), MAX_WAIT).get(0);
            if (outcome instanceof InsertOutcome.Failed) {
                log.warn("The notice that subscription {} was disabled is stored by a later round", disabling.id());
                continue;
            }
            if (outcome instanceof InsertOutcome.Stored) {
                log.warn("Subscription {} was disabled: {}", disabling.id(), disabling.reason());
                publisher.accept(new EventsStored(List.of(event), writer.get()));
            }
            subscriptions.told(disabling);
        }
    }

    private Event event(Disabling disabling) {
        String disabledAt = CloudEventFormat.timestamp(disabling.at());
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("id", disabling.id());
        if (disabling.name() != null) {
            data.put("name", disabling.name());
        }
        data.put("reason", disabling.reason());
        data.put("disabledAt", disabledAt);
        String id = ids.next();
        return new Event(
                id,
                gateway.subscriptions(),
                SUBSCRIPTION_DISABLED,
                "subscriptions/" + disabling.id(),
                disabledAt,
                false,
                gateway.schema(SUBSCRIPTION_DISABLED),
                disabling.id(),
                TimeOrderedId.instantOf(id),
                null,
                PROVIDER,
                "subscription.disabled",
                Proof.NONE,
                "gateway@1.0.0",
                disabling.tenant(),
                null,
                SOURCE_ID,
                "disabled:" + disabling.id() + ':' + disabling.token(),
                data);
    }
}
