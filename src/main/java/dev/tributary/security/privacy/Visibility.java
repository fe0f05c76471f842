package dev.tributary.security.privacy;

/** What a reader has got of something that may hold personal data. */
public enum Visibility {
    NOTHING_PERSONAL,
    /** All of it. */
    SHOWN,
    /** The mask in place of each personal value, because the reader asked for no more. */
    MASKED,
    /** The mask in place of each personal value, because the key of the user was destroyed. */
    ERASED,
    /**
     * The mask in place of each personal value, because they or the key of the user were changed in the store, or the master key is
     * missing; no data at all where it is no JSON object any more.
     */
    UNREADABLE
}
