package dev.tributary.quarantine;

import dev.tributary.event.EventType;
import dev.tributary.eventstore.EventReader;
import dev.tributary.eventstore.StoredEvent;
import dev.tributary.mongo.page.IdPage;
import dev.tributary.mongo.page.IdRange;
import dev.tributary.mongo.page.ListOrder;
import dev.tributary.quarantine.QuarantinedCall.Kind;
import dev.tributary.receipt.Receipt;
import dev.tributary.receipt.Receipt.Verdict;
import dev.tributary.receipt.ReceiptStore;
import dev.tributary.receipt.ReceiptStore.Filters;
import dev.tributary.receipt.ReceiptStore.Listed;
import dev.tributary.receipt.rejected.RejectedProofStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Lists the calls in quarantine. Errors of the driver pass through unchanged. */
public final class Quarantine {

    private final ReceiptStore receipts;
    private final RejectedProofStore proofs;
    private final EventReader events;

    Quarantine(ReceiptStore receipts, RejectedProofStore proofs, EventReader events) {
        this.receipts = receipts;
        this.proofs = proofs;
        this.events = events;
    }

    /**
     * Which calls of a tenant to list.
     *
     * @param kind null for all kinds, one after another
     * @param from of calls that arrived at this moment or later; null for no bound
     * @param before of calls that arrived before this moment; null for no bound
     * @param order within a kind
     */
    public record Query(
            String tenant,
            @Nullable Kind kind,
            @Nullable String sourceId,
            @Nullable Instant from,
            @Nullable Instant before,
            ListOrder order) {

        IdRange ids() {
            return IdRange.madeBetween(from, before).in(order);
        }
    }

    /**
     * A page, in the order of arrival within a kind. It may be short, and even empty, although more follows. Rejected and invalid calls are
     * listed until they are released; unmapped ones for as long as the event that says so is stored, unconfirmed ones until their
     * providers confirm them.
     *
     * @param after the position of the page before, or null
     * @throws IllegalArgumentException if {@code after} is not a position
     */
    public IdPage<QuarantinedCall> list(Query query, @Nullable String after, int limit) {
        List<QuarantinedCall> found = new ArrayList<>();
        String position = after;
        do {
            IdPage<QuarantinedCall> ofKind = listKind(query, position, limit - found.size());
            found.addAll(ofKind.found());
            position = ofKind.next();
        } while (position != null && position.endsWith(":") && found.size() < limit);
        return new IdPage<>(found, position);
    }

    /** A position that ends with its colon is the beginning of a kind. */
    private IdPage<QuarantinedCall> listKind(Query query, @Nullable String after, int limit) {
        Kind kind = query.kind() == null ? Kind.REJECTED : query.kind();
        String position = null;
        if (after != null) {
            int colon = after.indexOf(':');
            kind = Kind.find(after.substring(0, Math.max(0, colon)))
                    .orElseThrow(() -> new IllegalArgumentException("no position in the quarantine"));
            position = colon + 1 == after.length() ? null : after.substring(colon + 1);
        }
        IdPage<QuarantinedCall> page =
                switch (kind) {
                    case REJECTED, INVALID -> refused(query, kind, position, limit);
                    case UNMAPPED, UNCONFIRMED -> stored(query, kind, position, limit);
                };
        if (page.next() != null) {
            return new IdPage<>(page.found(), kind.wireName() + ':' + page.next());
        }
        Kind following = query.kind() == null ? kind.following() : null;
        return new IdPage<>(page.found(), following == null ? null : following.wireName() + ':');
    }

    private IdPage<QuarantinedCall> refused(Query query, Kind kind, @Nullable String after, int limit) {
        var filters = new Filters(query.tenant(), null, query.sourceId(), kind.verdict());
        List<Listed> found = receipts.find(filters, query.ids(), after, limit + 1);
        List<Listed> page = found.subList(0, Math.min(limit, found.size()));
        Set<String> kept = kind == Kind.REJECTED
                ? proofs.kept(
                        query.tenant(),
                        page.stream().map(listed -> listed.receipt().id()).toList())
                : Set.of();
        List<QuarantinedCall> calls = new ArrayList<>();
        page.forEach(listed -> calls.add(QuarantinedCall.of(
                listed.receipt(), kind, kept.contains(listed.receipt().id()))));
        return new IdPage<>(calls, found.size() > limit ? page.get(limit - 1).position() : null);
    }

    private IdPage<QuarantinedCall> stored(Query query, Kind kind, @Nullable String after, int limit) {
        IdRange range = query.ids().after(after);
        IdPage<StoredEvent> page = kind == Kind.UNMAPPED
                ? events.find(query.tenant(), EventType.UNMAPPED, query.sourceId(), range, limit)
                : events.unconfirmed(query.tenant(), query.sourceId(), range, limit);
        List<String> ids = page.found().stream()
                .map(stored -> stored.event().receiptId())
                .filter(Objects::nonNull)
                .toList();
        Map<String, Receipt> found = receipts.findListed(query.tenant(), ids);
        return page.map(stored -> QuarantinedCall.of(
                stored, found.get(String.valueOf(stored.event().receiptId()))));
    }

    /** One call by its receipt, also after its release; empty where there is none, or it was never in quarantine. */
    public Optional<QuarantinedCall> find(String tenant, String receiptId) {
        return receipts.find(tenant, receiptId).flatMap(this::of);
    }

    private Optional<QuarantinedCall> of(Receipt receipt) {
        Verdict first = receipt.released() == null ? receipt.verdict() : receipt.released();
        if (first == Verdict.REJECTED || first == Verdict.INVALID) {
            boolean proofKept =
                    !proofs.kept(receipt.tenant(), List.of(receipt.id())).isEmpty();
            return Optional.of(
                    QuarantinedCall.of(receipt, first == Verdict.REJECTED ? Kind.REJECTED : Kind.INVALID, proofKept));
        }
        return events.find(receipt.eventIds()).stream()
                .filter(event -> QuarantinedCall.isUnmapped(event) || QuarantinedCall.isUnconfirmed(event))
                .findFirst()
                .map(event -> QuarantinedCall.of(event, receipt));
    }
}
