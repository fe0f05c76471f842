package dev.tributary.source.rule;

import dev.tributary.platform.TributaryException;

/** A source that was sent cannot be used; the message is fit for the one who sent it. */
public final class InvalidSourceException extends TributaryException {

    private static final long serialVersionUID = 1L;

    private final String field;

    InvalidSourceException(String field, String problem) {
        super(problem);
        this.field = field;
    }

    /** The member of the resource that is wrong. */
    public String field() {
        return field;
    }
}
