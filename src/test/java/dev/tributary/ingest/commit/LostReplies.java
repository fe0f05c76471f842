package dev.tributary.ingest.commit;

import dev.tributary.eventstore.EventReader;
import dev.tributary.eventstore.EventsStored;
import dev.tributary.eventstore.OpenEvents;
import dev.tributary.eventstore.StoredEvent;
import dev.tributary.platform.Worker;
import java.util.List;
import java.util.function.Consumer;

/** The writes of a gateway of a test whose replies were lost. */
public final class LostReplies implements AutoCloseable {

    private final UnknownWrites writes;
    private final Worker checks;

    /** @param stored is told of those that are seen in the store */
    public LostReplies(EventReader events, Consumer<EventsStored> stored) {
        this.writes = new UnknownWrites(events, new OpenEvents(), stored, () -> {});
        this.checks = new Worker("unknown-writes", 0, writes::round);
        checks.start();
    }

    /** Looks for an event from now on. */
    public void add(StoredEvent event) {
        writes.add(List.of(event));
    }

    @Override
    public void close() {
        checks.stop();
    }
}
