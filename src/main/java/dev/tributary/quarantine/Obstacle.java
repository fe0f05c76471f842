package dev.tributary.quarantine;

import java.util.Locale;

/** Why a stored call cannot be mapped again. */
public enum Obstacle {
    /** Only the beginning of its body is kept. */
    BODY_CUT,
    /** A value that may be a secret was taken out of its body. */
    SECRET_REDACTED,
    /** The headers that a verification reads are not kept: the call had none, or too many bytes of them. */
    PROOF_NOT_KEPT,
    /** Its receipt is past its retention, or was removed. */
    RECEIPT_NOT_KEPT,
    /** Its provider has not confirmed it; fetching again for its event asks the provider again. */
    NOT_CONFIRMED,
    /** The source that received it was deleted. */
    SOURCE_DELETED,
    /** Its end user was erased. */
    ERASED,
    /** The data of its event, or what is personal in it, was changed in the store, or its key is missing. */
    UNREADABLE,
    /** There is no call: the gateway made the event from another event. */
    MADE_BY_GATEWAY;

    /** The name on the wire. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
