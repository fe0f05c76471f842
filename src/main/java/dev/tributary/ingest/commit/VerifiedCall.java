package dev.tributary.ingest.commit;

import dev.tributary.eventstore.StoredEvent;
import dev.tributary.receipt.Receipt;
import java.util.List;

/** A call ready to be made durable: its receipt, and the events that it becomes. */
public record VerifiedCall(Receipt receipt, List<StoredEvent> events) {

    /** What it takes in memory and on the wire to the store, roughly. */
    int bytes() {
        int bytes = receipt.content().body().length;
        for (StoredEvent event : events) {
            bytes += 2 * event.body().length;
        }
        return bytes;
    }
}
