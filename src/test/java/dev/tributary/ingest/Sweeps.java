package dev.tributary.ingest;

import com.mongodb.client.MongoDatabase;
import dev.tributary.TestGateway;
import dev.tributary.event.TimeOrderedId;
import dev.tributary.eventstore.EventReader;
import dev.tributary.eventstore.EventStore;
import dev.tributary.eventstore.EventsStored;
import dev.tributary.platform.membership.IdsInUse;
import dev.tributary.receipt.ReceiptStore;
import dev.tributary.receipt.ReceiptTaskStore;
import dev.tributary.source.SourceDirectory;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/** Sweeps of a gateway's receipts, each due at once, as if certain gateways were alive. */
final class Sweeps {

    private final TestGateway gateway;
    private final Consumer<EventsStored> stored;
    private int sweeps;

    Sweeps(TestGateway gateway, Consumer<EventsStored> stored) {
        this.gateway = gateway;
        this.stored = stored;
    }

    void sweep(IdsInUse... alive) {
        new ReceiptSweep(
                        gateway.bean(ReceiptStore.class),
                        tasks(),
                        gateway.bean(EventStore.class),
                        gateway.bean(EventReader.class),
                        gateway.bean(SourceDirectory.class),
                        gateway.bean(MappingStep.class),
                        () -> "sweeper",
                        stored,
                        () -> List.of(alive))
                .sweep();
    }

    /** Up to when the last sweep has come. */
    Instant doneTo() {
        return tasks().claim(ReceiptTaskStore.SWEEP).orElseThrow().progress().doneTo();
    }

    /** A gateway that began at one moment and is at another one now, by its own clock. */
    static IdsInUse alive(String name, Instant since, Instant now) {
        return new IdsInUse(name, TimeOrderedId.lowest(since), TimeOrderedId.lowest(now));
    }

    /** An hour later each time, so that the task is due, and any claim on it has ended. */
    private ReceiptTaskStore tasks() {
        sweeps++;
        Clock later = Clock.offset(Clock.systemUTC(), Duration.ofHours(sweeps));
        return new ReceiptTaskStore(gateway.bean(MongoDatabase.class), later, () -> true);
    }
}
