package dev.tributary.ingest;

import static java.util.stream.Collectors.toSet;

import com.mongodb.MongoException;
import dev.tributary.event.TimeOrderedId;
import dev.tributary.eventstore.EventReader;
import dev.tributary.eventstore.EventStore;
import dev.tributary.eventstore.EventsStored;
import dev.tributary.eventstore.InsertOutcome;
import dev.tributary.eventstore.StoredEvent;
import dev.tributary.eventstore.StoredEvent.Pending;
import dev.tributary.platform.membership.IdsInUse;
import dev.tributary.provider.Payload;
import dev.tributary.receipt.Receipt;
import dev.tributary.receipt.Receipt.Verdict;
import dev.tributary.receipt.ReceiptStore;
import dev.tributary.receipt.ReceiptStore.Accepted;
import dev.tributary.receipt.ReceiptStore.Commit;
import dev.tributary.receipt.ReceiptTaskStore;
import dev.tributary.receipt.ReceiptTaskStore.Claim;
import dev.tributary.receipt.ReceiptTaskStore.Progress;
import dev.tributary.receipt.ReceiptTaskStore.Unmapped;
import dev.tributary.source.Source;
import dev.tributary.source.SourceDirectory;
import dev.tributary.verification.WebhookCall;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Repairs what a crash between the two inserts of one write left: an accepted receipt whose events are missing is mapped again,
 * under the ids that it names. Such a call was never answered 200, but its provider may not send it again.
 */
final class ReceiptSweep {

    private static final Logger log = LoggerFactory.getLogger(ReceiptSweep.class);
    /** What is younger than the checkpoint of its gateway, or older by less than this, may still be on its way. */
    private static final Duration MARGIN = Duration.ofSeconds(20);
    /** Looked at twice: a commit has the id of its first receipt, and a call waits before its write. */
    private static final Duration OVERLAP = Duration.ofSeconds(30);
    /** How long after a sweep the next one is due. Much longer than the overlap, so that little is read twice. */
    private static final Duration EVERY = Duration.ofMinutes(5);

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
    private final IdsInUse.Reader idsInUse;

    ReceiptSweep(
            ReceiptStore receipts,
            ReceiptTaskStore tasks,
            EventStore events,
            EventReader reader,
            SourceDirectory sources,
            MappingStep mapping,
            Supplier<String> writer,
            Consumer<EventsStored> stored,
            IdsInUse.Reader idsInUse) {
        this.receipts = receipts;
        this.tasks = tasks;
        this.events = events;
        this.reader = reader;
        this.sources = sources;
        this.mapping = mapping;
        this.writer = writer;
        this.stored = stored;
        this.idsInUse = idsInUse;
    }

    /** Looks at the receipts since the last sweep of any gateway, and again at those that could not be repaired. */
    void sweep() {
        try {
            List<IdsInUse> ids = idsInUse.all();
            if (!ids.isEmpty()) { // there is a heartbeat
                tasks.claim(ReceiptTaskStore.SWEEP).ifPresent(claim -> sweep(claim, ids));
            }
        } catch (MongoException e) {
            log.warn(
                    "Receipts were not swept, the next sweep will: {}",
                    e.getClass().getSimpleName());
        }
    }

    private void sweep(Claim claim, List<IdsInUse> ids) {
        Instant from = from(claim.progress(), ids);
        Instant to = to(ids, from);
        Set<Unmapped> unmapped = new LinkedHashSet<>();
        storeMissing(claim.progress().unmapped(), unmapped);
        String after = null;
        List<Commit> page;
        do {
            page = receipts.commitsBetween(from.minus(OVERLAP), to, after, PAGE);
            storeMissing(withoutEvents(page), unmapped);
            after = page.isEmpty() ? after : page.get(page.size() - 1).id();
        } while (page.size() == PAGE && tasks.renew(claim));
        if (page.size() == PAGE) {
            return; // another gateway has the claim
        }
        Set<String> gateways = ids.stream().map(IdsInUse::gateway).collect(toSet());
        tasks.end(claim, new Progress(to, gateways, unmapped), EVERY);
    }

    /** Where a gateway has begun since the last sweep, what it has stored by a clock that is behind is looked at too. */
    private static Instant from(Progress progress, List<IdsInUse> ids) {
        return ids.stream()
                .filter(gateway -> !progress.gateways().contains(gateway.gateway()))
                .map(gateway -> TimeOrderedId.instantOf(gateway.since()))
                .filter(since -> since.isBefore(progress.doneTo()))
                .min(Comparator.naturalOrder())
                .orElse(progress.doneTo());
    }

    /** Below this, no gateway stores a receipt any more; no clock is compared. A gateway that has just begun moves nothing on. */
    private static Instant to(List<IdsInUse> ids, Instant from) {
        String lowest = Collections.min(ids.stream().map(IdsInUse::checkpoint).toList());
        Instant to = TimeOrderedId.instantOf(lowest).minus(MARGIN);
        return to.isBefore(from) ? from : to;
    }

    private List<Unmapped> withoutEvents(List<Commit> page) {
        List<Accepted> accepted =
                page.stream().flatMap(commit -> commit.accepted().stream()).toList();
        List<String> named = accepted.stream()
                .flatMap(receipt -> receipt.eventIds().stream())
                .toList();
        Set<String> present = named.isEmpty() ? Set.of() : reader.present(named);
        return accepted.stream()
                .filter(receipt -> !present.containsAll(receipt.eventIds()))
                .map(receipt -> new Unmapped(receipt.tenant(), receipt.id()))
                .toList();
    }

    /** Adds those that have to be looked at again. */
    private void storeMissing(Collection<Unmapped> named, Set<Unmapped> unmapped) {
        for (Unmapped receipt : named) {
            if (!isComplete(receipt)) {
                unmapped.add(receipt);
            }
        }
    }

    /** False while its source cannot be read, or when the store did not take it. What cannot be mapped never will be. */
    private boolean isComplete(Unmapped named) {
        try {
            Receipt receipt = receipts.find(named.tenant(), named.id()).orElse(null);
            if (receipt == null || receipt.verdict() != Verdict.ACCEPTED) {
                return true; // it has expired, or was marked as a duplicate
            }
            Source source = sources.find(receipt.sourceId()).orElse(null);
            if (source == null) {
                return !sources.isUnusable(receipt.sourceId());
            }
            Set<String> present = reader.present(receipt.eventIds());
            return present.containsAll(receipt.eventIds())
                    || store(receipt, missing(receipt, source, present), present);
        } catch (MongoException e) {
            throw e;
        } catch (RuntimeException e) {
            log.warn(
                    "Receipt {} names events that are missing and cannot be mapped, so that they stay missing: {}",
                    named.id(),
                    e.toString());
            return true;
        }
    }

    private List<StoredEvent> missing(Receipt receipt, Source source, Set<String> present) {
        var call = new WebhookCall(
                receipt.provider(),
                receipt.sourceId(),
                receipt.receivedAt(),
                "",
                Map.of(),
                receipt.content().body());
        Iterator<String> ids = receipt.eventIds().iterator();
        List<StoredEvent> mapped = mapping.events(
                source,
                call,
                Payload.parse(receipt.content().body()),
                Objects.requireNonNull(receipt.proof()),
                HexFormat.of().parseHex(receipt.content().sha256()),
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
