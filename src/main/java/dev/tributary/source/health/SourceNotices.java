package dev.tributary.source.health;

import static dev.tributary.event.EventType.SOURCE_UNHEALTHY;

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
import dev.tributary.source.Source;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Tells a tenant's subscriptions of changes of a source's health, each once by its dedup key. */
final class SourceNotices {

    private static final String PROVIDER = "gateway";
    /** No source has this id, because of its slash. */
    private static final String SOURCE_ID = "gateway/sources";

    private static final Duration MAX_WAIT = Duration.ofSeconds(5);

    private final EventStore events;
    private final TimeOrderedId ids;
    private final GatewayUri gateway;
    private final Supplier<String> writer;
    private final Consumer<EventsStored> publisher;

    /** @param writer the name of this gateway */
    SourceNotices(
            EventStore events,
            TimeOrderedId ids,
            GatewayUri gateway,
            Supplier<String> writer,
            Consumer<EventsStored> publisher) {
        this.events = events;
        this.ids = ids;
        this.gateway = gateway;
        this.writer = writer;
        this.publisher = publisher;
    }

    /** False: the event could not be stored. */
    boolean tell(Source source, SourceHealth health) {
        StoredEvent event = StoredEvent.of(event(source, health), Pending.FAN_OUT);
        InsertOutcome outcome =
                events.insert(List.of(event), writer.get(), MAX_WAIT).get(0);
        if (outcome instanceof InsertOutcome.Stored) {
            publisher.accept(new EventsStored(List.of(event), writer.get()));
        }
        return !(outcome instanceof InsertOutcome.Failed);
    }

    private Event event(Source source, SourceHealth health) {
        String since = CloudEventFormat.timestamp(health.since());
        String id = ids.next();
        return new Event(
                id,
                gateway.source(source.provider(), source.id()),
                SOURCE_UNHEALTHY,
                "sources/" + source.id(),
                since,
                false,
                gateway.schema(SOURCE_UNHEALTHY),
                source.id(),
                TimeOrderedId.instantOf(id),
                null,
                PROVIDER,
                "source.unhealthy",
                Proof.NONE,
                "gateway@1.0.0",
                source.tenant(),
                null,
                SOURCE_ID,
                "health:" + source.id() + ':' + health.change(),
                data(source, health, since));
    }

    private static Map<String, Object> data(Source source, SourceHealth health, String since) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("id", source.id());
        if (source.name() != null) {
            data.put("name", source.name());
        }
        data.put("provider", source.provider());
        data.put("status", health.isHealthy() ? "ok" : "unhealthy");
        data.put("reasons", health.reasons());
        data.put("since", since);
        if (health.lastCallAt() != null) {
            data.put("lastCallAt", CloudEventFormat.timestamp(health.lastCallAt()));
        }
        return data;
    }
}
