package dev.tributary.quarantine;

import dev.tributary.event.EventType;
import dev.tributary.eventstore.StoredEvent;
import dev.tributary.eventstore.StoredEvent.Pending;
import dev.tributary.receipt.Receipt;
import dev.tributary.receipt.Receipt.Verdict;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A call in quarantine.
 *
 * @param reason why it was refused or not mapped
 * @param eventId of an unmapped call: the event that says so
 * @param size of its body as received; null where its receipt is gone
 * @param obstacle why it cannot be released; null where it can be tried
 * @param released whether it was released
 * @param eventIds the events that the call became so far
 */
public record QuarantinedCall(
        String receiptId,
        String provider,
        String sourceId,
        Kind kind,
        @Nullable String reason,
        @Nullable String eventId,
        Instant receivedAt,
        @Nullable Integer size,
        @Nullable Obstacle obstacle,
        boolean released,
        List<String> eventIds) {

    /** Why a call is in quarantine. */
    public enum Kind {
        /** Not verified. */
        REJECTED(Verdict.REJECTED),
        /** Verified, but not a JSON object. */
        INVALID(Verdict.INVALID),
        /** Verified, but no rule of the mapping file fits, or a required member is missing. */
        UNMAPPED(Verdict.ACCEPTED),
        /** Its source asks that the provider confirms its calls, and the provider did not confirm this one. */
        UNCONFIRMED(Verdict.ACCEPTED);

        private final Verdict verdict;

        Kind(Verdict verdict) {
            this.verdict = verdict;
        }

        /** The verdict of the receipts of such calls before they are released. */
        public Verdict verdict() {
            return verdict;
        }

        /** The name on the wire and in the store. */
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** The kind that a list of all kinds has next; null behind the last. */
        @Nullable
        Kind following() {
            return switch (this) {
                case REJECTED -> INVALID;
                case INVALID -> UNMAPPED;
                case UNMAPPED -> UNCONFIRMED;
                case UNCONFIRMED -> null;
            };
        }

        public static Optional<Kind> find(String wireName) {
            return Arrays.stream(values())
                    .filter(kind -> kind.wireName().equals(wireName))
                    .findFirst();
        }
    }

    /** @param proofKept whether the headers that a verification reads are kept */
    static QuarantinedCall of(Receipt receipt, Kind kind, boolean proofKept) {
        return new QuarantinedCall(
                receipt.id(),
                receipt.provider(),
                receipt.sourceId(),
                kind,
                receipt.reason(),
                null,
                receipt.receivedAt(),
                receipt.content().size(),
                obstacle(receipt, proofKept),
                receipt.released() != null,
                receipt.eventIds());
    }

    /** @param receipt null where it is gone */
    static QuarantinedCall of(StoredEvent stored, @Nullable Receipt receipt) {
        var event = stored.event();
        boolean unconfirmed = isUnconfirmed(stored);
        Map<?, ?> said =
                event.data().get("confirmation") instanceof Map<?, ?> confirmation ? confirmation : event.data();
        Object reason = said.get("reason");
        return new QuarantinedCall(
                String.valueOf(event.receiptId()),
                event.provider(),
                event.sourceId(),
                unconfirmed ? Kind.UNCONFIRMED : Kind.UNMAPPED,
                reason == null ? null : reason.toString(),
                event.id(),
                receipt == null ? event.recordedTime() : receipt.receivedAt(),
                receipt == null ? null : receipt.content().size(),
                unconfirmed ? Obstacle.NOT_CONFIRMED : obstacle(receipt),
                receipt != null && receipt.released() != null,
                receipt == null ? List.of(event.id()) : receipt.eventIds());
    }

    private static @Nullable Obstacle obstacle(@Nullable Receipt receipt) {
        return receipt == null ? Obstacle.RECEIPT_NOT_KEPT : obstacle(receipt, true);
    }

    /** Whether the provider did not confirm the event. */
    static boolean isUnconfirmed(StoredEvent stored) {
        return stored.pending() == Pending.UNCONFIRMED;
    }

    /** Whether an event says that its call could not be mapped. */
    public static boolean isUnmapped(StoredEvent stored) {
        return stored.event().type().equals(EventType.UNMAPPED);
    }

    /** A verified body is mapped without its secret, which no mapping reads; one that is not verified is needed as received. */
    static @Nullable Obstacle obstacle(Receipt receipt, boolean proofKept) {
        boolean verified = receipt.proof() != null;
        if (receipt.content().sha256().isEmpty()) {
            return Obstacle.BODY_CUT;
        }
        if (verified
                ? receipt.content().redactions().contains("$")
                : !receipt.content().redactions().isEmpty()) {
            return Obstacle.SECRET_REDACTED;
        }
        return verified || proofKept ? null : Obstacle.PROOF_NOT_KEPT;
    }
}
