package dev.tributary.quarantine;

import dev.tributary.erasure.Erasures;
import dev.tributary.eventstore.StoredEvent;
import dev.tributary.mapping.EventMapper;
import dev.tributary.mapping.EventOrigin;
import dev.tributary.mapping.EventOrigin.Field;
import dev.tributary.provider.Payload;
import dev.tributary.quarantine.Remapped.Outcome;
import dev.tributary.receipt.Receipt;
import dev.tributary.receipt.ReceiptStore;
import dev.tributary.source.Source;
import dev.tributary.source.SourceDirectory;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Says of a stored event which rule of the mapping files gives which of its fields. Nothing of that is stored: the kept call is mapped
 * again by the files as they are now. Errors of the driver pass through unchanged.
 */
public final class MappingOrigins {

    private static final String EXTENSIONS = "/data/extensions/";

    private final ReceiptStore receipts;
    private final SourceDirectory sources;
    private final Erasures erasures;
    private final Remapper remapper;
    private final EventMapper mapper;

    MappingOrigins(
            ReceiptStore receipts, SourceDirectory sources, Erasures erasures, Remapper remapper, EventMapper mapper) {
        this.receipts = receipts;
        this.sources = sources;
        this.erasures = erasures;
        this.remapper = remapper;
        this.mapper = mapper;
    }

    /**
     * Where an event comes from by the mapping files as they are now.
     *
     * @param obstacle why the call cannot be mapped again; null where it can
     * @param outcome whether they give the same event, one that differs, or none for its occurrence
     * @param origin null where the files give no event, or the call cannot be mapped again
     * @param changes JSON Pointers of what differs from the stored event
     */
    public record Found(
            @Nullable Obstacle obstacle,
            @Nullable Outcome outcome,
            @Nullable EventOrigin origin,
            List<String> changes) {}

    public Found of(StoredEvent stored) {
        if (stored.event().isDerived()) {
            return unknown(Obstacle.MADE_BY_GATEWAY);
        }
        Receipt receipt = Optional.ofNullable(stored.event().receiptId())
                .flatMap(id -> receipts.find(stored.event().tenant(), id))
                .orElse(null);
        if (receipt == null) {
            return unknown(Obstacle.RECEIPT_NOT_KEPT);
        }
        if (erasures.isErased(receipt)) {
            return unknown(Obstacle.ERASED);
        }
        if (stored.isUnreadable()) {
            return unknown(Obstacle.UNREADABLE);
        }
        Obstacle obstacle = QuarantinedCall.obstacle(receipt, true);
        if (obstacle != null) {
            return unknown(obstacle);
        }
        return sources.find(receipt.sourceId())
                .map(source -> of(stored, receipt, source))
                .orElseGet(() -> unknown(Obstacle.SOURCE_DELETED));
    }

    private static Found unknown(Obstacle obstacle) {
        return new Found(obstacle, null, null, List.of());
    }

    private Found of(StoredEvent stored, Receipt receipt, Source source) {
        List<StoredEvent> mapped = remapper.map(source, receipt, stored.event().proof());
        int place = place(stored, receipt, mapped);
        if (place < 0) {
            return new Found(null, Outcome.GONE, null, List.of());
        }
        StoredEvent now = mapped.get(place);
        boolean wasUnmapped = QuarantinedCall.isUnmapped(stored);
        if (QuarantinedCall.isUnmapped(now)) {
            return new Found(null, wasUnmapped ? Outcome.SAME : Outcome.GONE, null, List.of());
        }
        EventOrigin origin = mapper.origin(
                        receipt.provider(), Payload.parse(receipt.content().body()), place)
                .orElseThrow();
        StoredEvent kept = wasUnmapped ? now : StoredEvent.of(FetchedResources.keptFrom(stored.event(), now.event()));
        List<String> changes = EventDiff.of(stored, kept).stream()
                .map(change -> known(change.path(), origin))
                .distinct()
                .toList();
        return new Found(null, changes.isEmpty() ? Outcome.SAME : Outcome.CHANGED, origin, changes);
    }

    /** By its key, or where the file makes other keys now, by its place in the call. */
    private static int place(StoredEvent stored, Receipt receipt, List<StoredEvent> mapped) {
        for (int i = 0; i < mapped.size(); i++) {
            if (mapped.get(i).event().occurrenceKey().equals(stored.event().occurrenceKey())) {
                return i;
            }
        }
        return receipt.eventIds().size() == mapped.size() ? receipt.eventIds().indexOf(stored.id()) : -1;
    }

    /** The field that a pointer leads into: what is below one may be named by the call. */
    private static String known(String pointer, EventOrigin origin) {
        for (Field field : origin.fields()) {
            if ((pointer + '/').startsWith(field.pointer() + '/')) {
                return field.pointer();
            }
        }
        int end = pointer.indexOf('/', EXTENSIONS.length());
        return pointer.startsWith(EXTENSIONS) && end > 0 ? pointer.substring(0, end) : pointer;
    }
}
