package dev.tributary.ingest;

import com.mongodb.MongoException;
import dev.tributary.eventstore.EventStore;
import dev.tributary.eventstore.EventsStored;
import dev.tributary.eventstore.StoredEvent;
import dev.tributary.provider.Payload;
import dev.tributary.receipt.Receipt;
import dev.tributary.receipt.ReceiptStore;
import dev.tributary.source.Source;
import dev.tributary.source.SourceDirectory;
import dev.tributary.verification.WebhookCall;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;

/**
 * Heals a crash between the two inserts of one write: an accepted receipt whose events are missing is mapped again,
 * under the ids that it names. Such a call was never answered 200, but its provider may not send it again.
 */
final class ReceiptSweep {

    private static final Logger log = LoggerFactory.getLogger(ReceiptSweep.class);
    /** What is younger may still be on its way. */
    private static final Duration SETTLED = Duration.ofSeconds(30);
    /** How far before the last receipt the first sweep looks: several times what a call may wait for its write. */
    private static final Duration FIRST_WINDOW = Duration.ofMinutes(2);

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final ReceiptStore receipts;
    private final EventStore events;
    private final SourceDirectory sources;
    private final MappingStep mapping;
    private final Consumer<EventsStored> stored;
    private final Clock clock;
    private Instant sweptTo = Instant.EPOCH;

    ReceiptSweep(
            ReceiptStore receipts,
            EventStore events,
            SourceDirectory sources,
            MappingStep mapping,
            Consumer<EventsStored> stored,
            Clock clock) {
        this.receipts = receipts;
        this.events = events;
        this.sources = sources;
        this.mapping = mapping;
        this.stored = stored;
        this.clock = clock;
    }

    /** One bounded look at the receipts since the last sweep. */
    @Scheduled(fixedDelayString = "PT5M")
    void sweep() {
        try {
            Instant to = clock.instant().minus(SETTLED);
            Instant from = sweptTo;
            if (from.equals(Instant.EPOCH)) {
                from = receipts.lastReceivedAt().orElse(to).minus(FIRST_WINDOW);
            }
            heal(receipts.acceptedBetween(from, to));
            sweptTo = to.minus(SETTLED);
        } catch (MongoException e) {
            log.warn("Receipts were not swept, the next sweep will: {}", e.getMessage());
        }
    }

    private void heal(List<Receipt> candidates) {
        List<String> named = candidates.stream()
                .flatMap(receipt -> receipt.eventIds().stream())
                .toList();
        Set<String> present = new HashSet<>();
        events.find(named).forEach(event -> present.add(event.event().id()));
        for (Receipt receipt : candidates) {
            if (!present.containsAll(receipt.eventIds())) {
                sources.find(receipt.sourceId()).ifPresent(source -> heal(receipt, source));
            }
        }
    }

    private void heal(Receipt receipt, Source source) {
        var call = new WebhookCall(
                receipt.provider(), receipt.sourceId(), receipt.receivedAt(), "", Map.of(), receipt.body());
        Iterator<String> ids = receipt.eventIds().iterator();
        List<StoredEvent> mapped = mapping.events(
                source,
                call,
                Payload.parse(receipt.body()),
                Objects.requireNonNull(receipt.proof()),
                HexFormat.of().parseHex(receipt.sha256()),
                receipt.id(),
                ids::next);
        List<StoredEvent> missing = new ArrayList<>(mapped);
        Set<String> present = new HashSet<>();
        events.find(receipt.eventIds())
                .forEach(event -> present.add(event.event().id()));
        missing.removeIf(event -> present.contains(event.event().id()));
        events.insert(missing, PATIENCE);
        log.info("Mapped receipt {} again: {} of its events were missing", receipt.id(), missing.size());
        stored.accept(new EventsStored(missing));
    }
}
