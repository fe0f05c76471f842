package dev.tributary.statistics;

import dev.tributary.platform.TributaryException;

/** A question needs more counts than one answer may add up. A shorter range, or a filter, makes them fewer. */
public final class TooManyCountsException extends TributaryException {

    private static final long serialVersionUID = 1L;

    TooManyCountsException() {
        super("more counts than one answer may add up");
    }
}
