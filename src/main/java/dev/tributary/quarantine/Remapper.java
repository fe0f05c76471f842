package dev.tributary.quarantine;

import dev.tributary.event.Event;
import dev.tributary.event.Proof;
import dev.tributary.event.TimeOrderedId;
import dev.tributary.eventstore.EventReader;
import dev.tributary.eventstore.StoredEvent;
import dev.tributary.eventstore.StoredEvent.Pending;
import dev.tributary.ingest.MappingStep;
import dev.tributary.provider.Payload;
import dev.tributary.quarantine.Remapped.Outcome;
import dev.tributary.receipt.Receipt;
import dev.tributary.source.Source;
import dev.tributary.verification.WebhookCall;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Maps kept calls again by the mapping files as they are now, and compares the events with those that are stored. */
public final class Remapper {

    private final MappingStep mapping;
    private final EventReader events;
    private final TimeOrderedId ids;

    Remapper(MappingStep mapping, EventReader events, TimeOrderedId ids) {
        this.mapping = mapping;
        this.events = events;
        this.ids = ids;
    }

    /**
     * The events of a kept call, under new ids.
     *
     * @throws dev.tributary.provider.InvalidPayloadException if its body is not a JSON object
     */
    List<StoredEvent> map(Source source, Receipt receipt, Proof proof) {
        return mapping.events(
                source,
                call(receipt, Map.of()),
                Payload.parse(receipt.content().body()),
                proof,
                HexFormat.of().parseHex(receipt.content().sha256()),
                receipt.id(),
                ids::next);
    }

    /** A kept call as it was received, with some of its headers. */
    static WebhookCall call(Receipt receipt, Map<String, List<String>> headers) {
        String path = "/hooks/" + receipt.provider() + '/' + receipt.sourceId();
        return new WebhookCall(
                receipt.provider(),
                receipt.sourceId(),
                receipt.receivedAt(),
                path,
                headers,
                receipt.content().body());
    }

    /**
     * The events of a verified call as they would be stored now, each beside the one that is stored.
     *
     * @param stored what is stored of it, in any order; of several for one occurrence, the newest counts
     * @throws dev.tributary.provider.InvalidPayloadException if its body is not a JSON object
     */
    public List<Remapped> compare(Source source, Receipt receipt, Proof proof, List<StoredEvent> stored) {
        Map<String, StoredEvent> mapped = new LinkedHashMap<>();
        map(source, receipt, proof).forEach(event -> mapped.put(event.event().occurrenceKey(), event));
        List<String> places = List.copyOf(mapped.keySet());
        List<Remapped> compared = new ArrayList<>();
        List<StoredEvent> unmatched = new ArrayList<>();
        for (StoredEvent before : newestOfEach(ofCalls(stored))) {
            StoredEvent after = mapped.remove(before.event().occurrenceKey());
            if (after == null) {
                unmatched.add(before);
            } else {
                compared.add(compare(before, after));
            }
        }
        unmatched.forEach(before -> compared.add(unmatched(before, standsFor(before, receipt, places, mapped))));
        mapped.values()
                .forEach(
                        after -> compared.add(ofNone(after, events.newest(after).orElse(null))));
        return compared;
    }

    /** Without what the gateway has made of other events. */
    private static List<StoredEvent> ofCalls(List<StoredEvent> stored) {
        return stored.stream().filter(event -> !event.event().isDerived()).toList();
    }

    private static List<StoredEvent> newestOfEach(List<StoredEvent> stored) {
        Map<String, StoredEvent> newest = new LinkedHashMap<>();
        stored.stream()
                .sorted(Comparator.comparing(StoredEvent::id))
                .forEach(event -> newest.put(event.event().occurrenceKey(), event));
        return List.copyOf(newest.values());
    }

    private Remapped unmatched(StoredEvent before, @Nullable StoredEvent after) {
        if (!QuarantinedCall.isUnmapped(before)) {
            return Remapped.gone(before);
        }
        return after == null ? new Remapped(Outcome.SUPERSEDED, before, null, null) : compare(before, after);
    }

    /**
     * Takes out of the mapped events the one that an unmapped event stands for. Their keys may differ, because an unmapped event may
     * have that of its bytes; then its place in the call decides, or, where the call has fewer events, what is not stored.
     */
    private @Nullable StoredEvent standsFor(
            StoredEvent before, Receipt receipt, List<String> places, Map<String, StoredEvent> mapped) {
        if (!QuarantinedCall.isUnmapped(before)) {
            return null;
        }
        int place = receipt.eventIds().indexOf(before.id());
        if (place >= 0 && receipt.eventIds().size() == places.size()) {
            return mapped.remove(places.get(place));
        }
        for (Map.Entry<String, StoredEvent> one : mapped.entrySet()) {
            String newest = events.newest(one.getValue()).orElse(null);
            if (newest == null || newest.compareTo(before.id()) > 0) {
                return mapped.remove(one.getKey());
            }
        }
        return null;
    }

    private Remapped compare(StoredEvent before, StoredEvent mapped) {
        boolean wasUnmapped = QuarantinedCall.isUnmapped(before);
        boolean isWaiting = before.pending() == Pending.FOLLOW_UPS || before.pending() == Pending.UNCONFIRMED;
        if (isWaiting && !wasUnmapped) {
            return new Remapped(Outcome.PENDING, before, null, null);
        }
        if (QuarantinedCall.isUnmapped(mapped)) {
            return wasUnmapped ? new Remapped(Outcome.SAME, before, mapped, null) : Remapped.gone(before);
        }
        Event event = wasUnmapped ? mapped.event() : FetchedResources.keptFrom(before.event(), mapped.event());
        StoredEvent same = StoredEvent.of(event);
        if (EventDiff.of(before, same).isEmpty()) {
            return new Remapped(Outcome.SAME, before, same, null);
        }
        StoredEvent after = StoredEvent.of(event.mappedAgain(), wasUnmapped ? mapped.pending() : Pending.NOTHING);
        String newest = newerThan(before, mapped);
        return new Remapped(newest == null ? Outcome.CHANGED : Outcome.SUPERSEDED, before, after, newest);
    }

    private @Nullable String newerThan(StoredEvent before, StoredEvent mapped) {
        return events.newest(mapped)
                .filter(newest -> newest.compareTo(before.id()) > 0)
                .orElse(null);
    }

    private static Remapped ofNone(StoredEvent after, @Nullable String newest) {
        return new Remapped(newest == null ? Outcome.NEW : Outcome.KNOWN, null, after, newest);
    }
}
