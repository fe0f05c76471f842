package dev.tributary.ingest;

import com.mongodb.MongoException;
import dev.tributary.eventstore.EventReader;
import dev.tributary.eventstore.EventStore;
import dev.tributary.eventstore.EventsStored;
import dev.tributary.eventstore.InsertOutcome;
import dev.tributary.eventstore.StoredEvent;
import dev.tributary.eventstore.StoredEvent.Pending;
import dev.tributary.provider.Payload;
import dev.tributary.receipt.Receipt;
import dev.tributary.receipt.ReceiptStore;
import dev.tributary.receipt.ReceiptStore.Accepted;
import dev.tributary.receipt.ReceiptStore.Commit;
import dev.tributary.receipt.ReceiptTaskStore;
import dev.tributary.receipt.ReceiptTaskStore.Claim;
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
import java.util.function.Supplier;
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
    /** Looked at twice: clocks of gateways differ, and a call waits before its write. */
    private static final Duration OVERLAP = Duration.ofSeconds(30);
    /** How long after a sweep the next one is due. Much longer than the overlap, so that little is read twice. */
    private static final Duration EVERY = Duration.ofMinutes(5);
    /** The same where something could not be healed: all since then is read again. */
    private static final Duration AGAIN = Duration.ofMinutes(10);

    private static final Duration MAX_WAIT = Duration.ofSeconds(5);

    /** Commits; each holds the receipts of up to 128 documents, or of one call that is larger. */
    private static final int PAGE = 10;

    private final ReceiptStore receipts;
    private final ReceiptTaskStore tasks;
    private final EventStore events;
    private final EventReader reader;
    private final SourceDirectory sources;
    private final MappingStep mapping;
    private final Supplier<String> writer;
    private final Consumer<EventsStored> stored;
    private final Clock clock;

    ReceiptSweep(
            ReceiptStore receipts,
            ReceiptTaskStore tasks,
            EventStore events,
            EventReader reader,
            SourceDirectory sources,
            MappingStep mapping,
            Supplier<String> writer,
            Consumer<EventsStored> stored,
            Clock clock) {
        this.receipts = receipts;
        this.tasks = tasks;
        this.events = events;
        this.reader = reader;
        this.sources = sources;
        this.mapping = mapping;
        this.writer = writer;
        this.stored = stored;
        this.clock = clock;
    }

    /** Looks at the receipts since the last sweep of any gateway; what could not be healed is looked at again. */
    @Scheduled(fixedDelayString = "PT20S")
    void sweep() {
        try {
            tasks.claim(ReceiptTaskStore.SWEEP).ifPresent(this::sweep);
        } catch (MongoException e) {
            log.warn(
                    "Receipts were not swept, the next sweep will: {}",
                    e.getClass().getSimpleName());
        }
    }

    void sweep(Claim claim) {
        Instant from = claim.doneTo().minus(OVERLAP);
        Instant to = clock.instant().minus(SETTLED);
        boolean healed = true;
        String after = null;
        List<Commit> page;
        do {
            page = receipts.commitsBetween(from, to, after, PAGE);
            healed &= heal(
                    page.stream().flatMap(commit -> commit.accepted().stream()).toList());
            after = page.isEmpty() ? after : page.get(page.size() - 1).id();
        } while (page.size() == PAGE && tasks.renew(claim));
        if (page.size() == PAGE) {
            return; // another gateway has the claim
        }
        if (healed) {
            tasks.end(claim, to, EVERY); // also where a clock that was ahead has come back
        } else {
            tasks.end(claim, claim.doneTo(), AGAIN);
        }
    }

    private boolean heal(List<Accepted> page) {
        List<String> named =
                page.stream().flatMap(receipt -> receipt.eventIds().stream()).toList();
        Set<String> present = named.isEmpty() ? Set.of() : reader.present(named);
        boolean healed = true;
        for (Accepted receipt : page) {
            if (!present.containsAll(receipt.eventIds())) {
                healed &= heal(receipt, present);
            }
        }
        return healed;
    }

    /** False when the store did not take it. What cannot be mapped never will be, and must not hold up the others. */
    private boolean heal(Accepted accepted, Set<String> present) {
        try {
            Receipt receipt = receipts.find(accepted.tenant(), accepted.id()).orElse(null);
            Source source =
                    receipt == null ? null : sources.find(receipt.sourceId()).orElse(null);
            if (receipt != null && source == null && sources.isUnusable(receipt.sourceId())) {
                return false;
            }
            return receipt == null || source == null || store(receipt, missing(receipt, source, present), present);
        } catch (MongoException e) {
            throw e;
        } catch (RuntimeException e) {
            log.warn("Receipt {} names events that are missing and cannot be mapped: {}", accepted.id(), e.toString());
            return true;
        }
    }

    private List<StoredEvent> missing(Receipt receipt, Source source, Set<String> present) {
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
        return mapped.stream()
                .filter(event -> !present.contains(event.id()))
                .map(ReceiptSweep::toBeFannedOut)
                .toList();
    }

    /** Its id is older than the checkpoint, so that only the mark leads another gateway to it after a crash. */
    private static StoredEvent toBeFannedOut(StoredEvent event) {
        return event.pending() == Pending.NOTHING ? StoredEvent.of(event.event(), Pending.FAN_OUT) : event;
    }

    private boolean store(Receipt receipt, List<StoredEvent> missing, Set<String> present) {
        List<InsertOutcome> outcomes = events.insert(missing, writer.get(), MAX_WAIT);
        List<StoredEvent> fresh = new ArrayList<>();
        Set<String> existing = new HashSet<>(present);
        String original = null;
        for (int i = 0; i < outcomes.size(); i++) {
            if (outcomes.get(i) instanceof InsertOutcome.Stored) {
                fresh.add(missing.get(i));
                existing.add(missing.get(i).id());
            } else if (outcomes.get(i) instanceof InsertOutcome.Duplicate duplicate) {
                original = duplicate.eventId();
            }
        }
        boolean taken = outcomes.stream().noneMatch(InsertOutcome.Failed.class::isInstance);
        if (taken && original != null) {
            receipts.correct(receipt.withEvents(existing, original));
        }
        if (!fresh.isEmpty()) {
            log.info("Mapped receipt {} again: {} of its events were missing", receipt.id(), fresh.size());
            stored.accept(new EventsStored(fresh, writer.get()));
        }
        return taken;
    }
}
