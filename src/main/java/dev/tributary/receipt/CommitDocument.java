package dev.tributary.receipt;

import dev.tributary.event.TimeOrderedId;
import dev.tributary.receipt.Receipt.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.bson.Document;
import org.bson.types.Binary;
import org.jspecify.annotations.Nullable;

/**
 * The receipts of one tenant in one commit, by id: one document, named by the lowest id, with the highest beside it and the
 * kinds of receipts in it, by which lists find it.
 */
record CommitDocument(String id, String tenant, List<Receipt> receipts) {

    static final String LAST = "last";
    static final String KINDS = "kinds";
    static final String CALLS = "calls";
    static final String BODIES = "bodies";

    /** Ids in one document lie no further apart, so that a receipt is found among few documents. */
    static final Duration MAX_SPREAD = Duration.ofSeconds(5);

    /** The documents of a batch; the same for the same ids and tenants, whatever else is in the receipts. */
    static List<CommitDocument> of(List<Receipt> batch) {
        Map<String, List<Receipt>> tenants = new TreeMap<>();
        batch.forEach(receipt -> tenants.computeIfAbsent(receipt.tenant(), tenant -> new ArrayList<>())
                .add(receipt));
        List<CommitDocument> documents = new ArrayList<>();
        for (List<Receipt> receipts : tenants.values()) {
            receipts.sort(Comparator.comparing(Receipt::id));
            int from = 0;
            for (int at = 1; at <= receipts.size(); at++) {
                Receipt first = receipts.get(from);
                if (at == receipts.size()
                        || isApart(first.id(), receipts.get(at).id())) {
                    documents.add(
                            new CommitDocument(first.id(), first.tenant(), List.copyOf(receipts.subList(from, at))));
                    from = at;
                }
            }
        }
        return documents;
    }

    /** As it was read; without its bodies where they were left out. */
    static CommitDocument of(Document document) {
        String tenant = document.getString("tenant");
        List<Receipt> receipts =
                CallFormat.read(tenant, document.get(CALLS, Binary.class), document.get(BODIES, Binary.class));
        return new CommitDocument(document.getString("_id"), tenant, receipts);
    }

    Document document() {
        return new Document("_id", id)
                .append("tenant", tenant)
                .append(LAST, receipts.get(receipts.size() - 1).id())
                .append(KINDS, List.copyOf(kinds()))
                .append(CALLS, CallFormat.calls(receipts))
                .append(BODIES, CallFormat.bodies(receipts));
    }

    private Set<String> kinds() {
        Set<String> kinds = new LinkedHashSet<>(Set.of(kind(null, null, null)));
        for (Receipt receipt : receipts) {
            if (kinds.add(kind(null, receipt.sourceId(), receipt.verdict()))) {
                kinds.add(kind(null, receipt.sourceId(), null));
                kinds.add(kind(receipt.provider(), null, receipt.verdict()));
                kinds.add(kind(receipt.provider(), null, null));
                kinds.add(kind(null, null, receipt.verdict()));
            }
        }
        return kinds;
    }

    /** The same document with some receipts replaced. */
    CommitDocument with(Map<String, Receipt> corrected) {
        return new CommitDocument(
                id,
                tenant,
                receipts.stream()
                        .map(receipt -> corrected.getOrDefault(receipt.id(), receipt))
                        .toList());
    }

    boolean hasAny(Set<String> ids) {
        return receipts.stream().anyMatch(receipt -> ids.contains(receipt.id()));
    }

    /** What a list with these filters looks for. A source has one provider, so that beside it no provider is looked for. */
    static String kind(@Nullable String provider, @Nullable String sourceId, @Nullable Verdict verdict) {
        String whose = sourceId != null ? sourceId : provider != null ? '@' + provider : "";
        return whose + (verdict == null ? "" : ' ' + verdict.wireName());
    }

    private static boolean isApart(String first, String other) {
        Instant end = TimeOrderedId.instantOf(first).plus(MAX_SPREAD);
        return TimeOrderedId.instantOf(other).isAfter(end);
    }
}
