package dev.tributary.event;

import java.util.Locale;

/** The verification level of the call that became an event; its attribute is {@code proof}. */
public enum Proof {
    /** The caller holds the secret, but nothing binds the body to it. */
    SENDER,
    /** The signature covers the bytes of the body. */
    BODY,
    /** The provider's own API confirmed the content. */
    CONFIRMED,
    /** Nothing was verified; only a source of a scheme {@code unproven} may have such calls. */
    NONE;

    /** The attribute's value. */
    public String attribute() {
        return name().toLowerCase(Locale.ROOT);
    }
}
