package dev.tributary.event;

import java.util.Locale;

/** How far a call was proven before it became an event; travels as the attribute {@code proof}. */
public enum Proof {
    /** The caller holds the secret, but nothing binds the body to it. */
    SENDER,
    /** The proof covers the bytes of the body. */
    BODY,
    /** The provider's own API confirmed the content. */
    CONFIRMED,
    /** The source is unproven by explicit setting. */
    NONE;

    /** The attribute's value. */
    public String attribute() {
        return name().toLowerCase(Locale.ROOT);
    }
}
