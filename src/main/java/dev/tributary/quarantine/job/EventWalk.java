package dev.tributary.quarantine.job;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static java.util.stream.Collectors.toSet;

import dev.tributary.erasure.Erasures;
import dev.tributary.event.EventType;
import dev.tributary.event.TimeOrderedId;
import dev.tributary.eventstore.EventReader;
import dev.tributary.eventstore.StoredEvent;
import dev.tributary.mongo.page.IdPage;
import dev.tributary.mongo.page.IdRange;
import dev.tributary.provider.InvalidPayloadException;
import dev.tributary.quarantine.LateEvents;
import dev.tributary.quarantine.QuarantinedCall;
import dev.tributary.quarantine.Remapped;
import dev.tributary.quarantine.Remapped.Outcome;
import dev.tributary.quarantine.Remapper;
import dev.tributary.quarantine.job.Job.Filter;
import dev.tributary.receipt.Receipt;
import dev.tributary.receipt.ReceiptStore;
import dev.tributary.source.Source;
import dev.tributary.source.SourceDirectory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Maps the calls of stored events again, and stores a further event for each that differs. */
final class EventWalk implements Walk {

    /** Each may be of a call whose body has the maximum size. */
    private static final int PAGE = 50;

    private final EventReader events;
    private final ReceiptStore receipts;
    private final SourceDirectory sources;
    private final Remapper remapper;
    private final LateEvents late;
    private final Erasures erasures;
    private final boolean onlyUnmapped;

    /** @param onlyUnmapped whether events of calls that could be mapped are left out */
    EventWalk(
            EventReader events,
            ReceiptStore receipts,
            SourceDirectory sources,
            Remapper remapper,
            LateEvents late,
            Erasures erasures,
            boolean onlyUnmapped) {
        this.events = events;
        this.receipts = receipts;
        this.sources = sources;
        this.remapper = remapper;
        this.late = late;
        this.erasures = erasures;
        this.onlyUnmapped = onlyUnmapped;
    }

    @Override
    public Page look(Filter filter, @Nullable String position) {
        var compared = new Compared(filter.tenant(), Instant.MAX);
        String next = compare(filter, position, compared);
        return new Page(compared.tally.counts(), compared.changed, next);
    }

    @Override
    public Page work(Filter filter, @Nullable String position, Instant since) {
        var compared = new Compared(filter.tenant(), since);
        String next = compare(filter, position, compared);
        compared.store();
        return new Page(compared.tally.counts(), List.of(), next);
    }

    private @Nullable String compare(Filter filter, @Nullable String position, Compared compared) {
        IdRange ids = IdRange.madeBetween(filter.from(), filter.before()).after(position);
        String type = onlyUnmapped ? EventType.UNMAPPED : filter.type();
        IdPage<StoredEvent> page = events.find(filter.tenant(), type, filter.sourceId(), ids, PAGE);
        Map<String, List<StoredEvent>> calls = page.found().stream()
                .filter(stored -> stored.event().receiptId() != null)
                .collect(
                        groupingBy(stored -> String.valueOf(stored.event().receiptId()), LinkedHashMap::new, toList()));
        Map<String, Receipt> kept = receipts.find(filter.tenant(), calls.keySet());
        calls.forEach((id, stored) -> compared.add(kept.get(id), stored));
        return page.next();
    }

    /** The events of a page beside what the mapping gives for them now. */
    private final class Compared {

        private final String tenant;
        private final Instant since;
        private final Predicate<Receipt> erased;
        private final Tally tally = new Tally();
        private final List<Remapped> changed = new ArrayList<>();
        /** What this job has stored before a crash. */
        private final List<Remapped> storedBefore = new ArrayList<>();

        Compared(String tenant, Instant since) {
            this.tenant = tenant;
            this.since = since;
            this.erased = erasures.erased(tenant);
        }

        void add(@Nullable Receipt receipt, List<StoredEvent> stored) {
            if (receipt == null
                    || receipt.proof() == null
                    || receipt.content().redactions().contains("$")) {
                tally.add("notKept", stored.size());
                return;
            }
            Source source = sources.find(receipt.sourceId()).orElse(null);
            if (erased.test(receipt) || stored.stream().anyMatch(StoredEvent::isErased)) {
                tally.add("erased", stored.size());
            } else if (stored.stream().anyMatch(StoredEvent::isUnreadable)) {
                tally.add("unreadable", stored.size());
            } else if (source == null) {
                tally.add("noSource", stored.size());
            } else {
                add(source, receipt, stored);
            }
        }

        private void add(Source source, Receipt receipt, List<StoredEvent> stored) {
            List<Remapped> found;
            try {
                found = remapper.compare(source, receipt, Objects.requireNonNull(receipt.proof()), stored);
            } catch (InvalidPayloadException e) {
                tally.add("invalid", stored.size());
                return;
            }
            String first =
                    receipt.eventIds().isEmpty() ? "" : receipt.eventIds().get(0);
            boolean hasFirst = stored.stream().anyMatch(event -> event.id().equals(first));
            found.stream()
                    .filter(one -> one.before() != null || (one.outcome() == Outcome.NEW && hasFirst))
                    .forEach(this::add);
        }

        private void add(Remapped one) {
            if (one.isToBeStored()) {
                tally.add(one.outcome());
                changed.add(one);
            } else if (one.outcome() != Outcome.SUPERSEDED) {
                tally.add(one.outcome());
            } else if (one.newest() != null
                    && !TimeOrderedId.instantOf(one.newest()).isBefore(since)) {
                tally.add(Outcome.CHANGED);
                storedBefore.add(one);
            }
        }

        void store() {
            List<StoredEvent> fresh = changed.stream().map(Remapped::event).toList();
            Map<String, String> ids = late.store(fresh);
            if (ids.size() < fresh.size()) {
                throw new IllegalStateException((fresh.size() - ids.size()) + " events are not known to be stored");
            }
            markReleased(ids);
        }

        /** Receipts of calls that could not be mapped before; also those that a crash left unmarked. */
        private void markReleased(Map<String, String> ids) {
            Set<String> unmapped = Stream.concat(changed.stream(), storedBefore.stream())
                    .map(Remapped::before)
                    .filter(before -> before != null && QuarantinedCall.isUnmapped(before))
                    .map(before -> String.valueOf(before.event().receiptId()))
                    .collect(toSet());
            if (unmapped.isEmpty()) {
                return;
            }
            Set<String> stored = new HashSet<>(ids.values());
            storedBefore.stream().map(Remapped::newest).filter(Objects::nonNull).forEach(stored::add);
            Map<String, List<String>> ofCalls = events.find(stored).stream()
                    .collect(groupingBy(
                            event -> String.valueOf(event.event().receiptId()), mapping(StoredEvent::id, toList())));
            receipts.change(
                    tenant,
                    unmapped,
                    receipt -> receipt.asReleased(
                            Objects.requireNonNull(receipt.proof()),
                            receipt.keyId(),
                            ofCalls.getOrDefault(receipt.id(), List.of()),
                            null));
        }
    }
}
