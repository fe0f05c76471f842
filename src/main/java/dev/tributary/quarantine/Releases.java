package dev.tributary.quarantine;

import dev.tributary.erasure.Erasures;
import dev.tributary.event.Proof;
import dev.tributary.eventstore.EventReader;
import dev.tributary.eventstore.StoredEvent;
import dev.tributary.ingest.webhook.WebhookHandler;
import dev.tributary.provider.InvalidPayloadException;
import dev.tributary.quarantine.UnreleasableException.Cause;
import dev.tributary.receipt.Receipt;
import dev.tributary.receipt.Receipt.Verdict;
import dev.tributary.receipt.ReceiptStore;
import dev.tributary.receipt.rejected.RejectedProofStore;
import dev.tributary.source.Source;
import dev.tributary.source.SourceDirectory;
import dev.tributary.verification.WebhookCall;
import dev.tributary.verification.signature.RejectedWebhookException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Releases single calls: verifies them again by the secrets that their source has now, as of the moment of their receipt, and maps
 * them again by the mapping files as they are now. A call that was verified before is not verified again. Errors of the driver
 * pass through unchanged.
 */
public final class Releases {

    private final ReceiptStore receipts;
    private final RejectedProofStore proofs;
    private final EventReader events;
    private final SourceDirectory sources;
    private final WebhookHandler handler;
    private final Remapper remapper;
    private final LateEvents late;
    private final Erasures erasures;

    Releases(
            ReceiptStore receipts,
            RejectedProofStore proofs,
            EventReader events,
            SourceDirectory sources,
            WebhookHandler handler,
            Remapper remapper,
            LateEvents late,
            Erasures erasures) {
        this.receipts = receipts;
        this.proofs = proofs;
        this.events = events;
        this.sources = sources;
        this.handler = handler;
        this.remapper = remapper;
        this.late = late;
        this.erasures = erasures;
    }

    /**
     * What a release gives.
     *
     * @param keyId the secret that verified the call
     * @param events each beside what is stored now
     */
    public record Preview(
            Receipt receipt, Proof proof, @Nullable String keyId, List<Remapped> events) {}

    private record Verified(Proof proof, @Nullable String keyId) {}

    /**
     * What a release would give now; nothing is written.
     *
     * @throws UnreleasableException if the call cannot be released now
     */
    public Preview preview(String tenant, String receiptId) {
        Receipt receipt = receipts.find(tenant, receiptId)
                .orElseThrow(() -> new UnreleasableException(Cause.NOT_KEPT, Obstacle.RECEIPT_NOT_KEPT.wireName()));
        if (erasures.isErased(receipt)) {
            throw new UnreleasableException(Cause.ERASED, null);
        }
        Source source =
                sources.find(receipt.sourceId()).orElseThrow(() -> new UnreleasableException(Cause.NO_SOURCE, null));
        List<StoredEvent> stored = events.find(receipt.eventIds());
        if (stored.stream().anyMatch(StoredEvent::isErased)) {
            throw new UnreleasableException(Cause.ERASED, null);
        }
        if (stored.stream().anyMatch(QuarantinedCall::isUnconfirmed)) {
            throw new UnreleasableException(Cause.NOT_KEPT, Obstacle.NOT_CONFIRMED.wireName());
        }
        Verified verified = verified(source, receipt);
        try {
            return new Preview(
                    receipt,
                    verified.proof(),
                    verified.keyId(),
                    remapper.compare(source, receipt, verified.proof(), stored));
        } catch (InvalidPayloadException e) {
            throw new UnreleasableException(Cause.INVALID, e.getMessage());
        }
    }

    private Verified verified(Source source, Receipt receipt) {
        Map<String, List<String>> headers =
                proofs.find(receipt.tenant(), receipt.id()).orElse(Map.of());
        Obstacle obstacle = QuarantinedCall.obstacle(receipt, !headers.isEmpty());
        if (obstacle != null) {
            throw new UnreleasableException(Cause.NOT_KEPT, obstacle.wireName());
        }
        if (receipt.proof() != null) {
            return new Verified(receipt.proof(), receipt.keyId());
        }
        WebhookCall call = Remapper.call(receipt, headers);
        try {
            return new Verified(handler.verify(source, call), call.keyId());
        } catch (RejectedWebhookException e) {
            throw new UnreleasableException(Cause.NOT_VERIFIED, e.getMessage());
        }
    }

    /**
     * Releases a call. Done again, also after a crash, it gives no second event.
     *
     * @return the receipt afterwards
     * @throws UnreleasableException if the call cannot be released now; nothing was written then, but for {@code NOT_STORED}
     */
    public Receipt release(String tenant, String receiptId) {
        Preview preview = preview(tenant, receiptId);
        Receipt receipt = preview.receipt();
        List<Remapped> found =
                preview.events().stream().filter(Remapped::isRelease).toList();
        if (found.isEmpty() && receipt.verdict() != Verdict.RELEASED) {
            throw new UnreleasableException(Cause.STILL_UNMAPPED, reason(preview.events()));
        }
        List<StoredEvent> fresh = found.stream()
                .filter(Remapped::isToBeStored)
                .map(Remapped::event)
                .toList();
        Map<String, String> stored = late.store(fresh);
        if (stored.size() < fresh.size()) {
            throw new UnreleasableException(Cause.NOT_STORED, null);
        }
        return found.isEmpty() ? receipt : marked(preview, found, stored);
    }

    private Receipt marked(Preview preview, List<Remapped> found, Map<String, String> stored) {
        Receipt receipt = preview.receipt();
        List<String> ids = new ArrayList<>();
        String original = null;
        for (Remapped one : found) {
            String id = one.isToBeStored() ? stored.get(one.event().id()) : one.newest();
            if (id != null && isOf(receipt, id)) {
                ids.add(id);
            } else if (id != null) {
                original = id;
            }
        }
        Receipt released = receipt.asReleased(preview.proof(), preview.keyId(), ids, original);
        String known = original;
        receipts.change(
                receipt.tenant(),
                Set.of(receipt.id()),
                there -> there.asReleased(preview.proof(), preview.keyId(), ids, known));
        proofs.remove(receipt.tenant(), List.of(receipt.id()));
        return released;
    }

    /** Another call may have reported the same. */
    private boolean isOf(Receipt receipt, String eventId) {
        return events.find(List.of(eventId)).stream()
                .anyMatch(stored -> receipt.id().equals(stored.event().receiptId()));
    }

    private static @Nullable String reason(List<Remapped> events) {
        return events.stream()
                .map(Remapped::after)
                .filter(Objects::nonNull)
                .map(after -> after.event().data().get("reason"))
                .filter(Objects::nonNull)
                .map(Object::toString)
                .findFirst()
                .orElse(null);
    }
}
