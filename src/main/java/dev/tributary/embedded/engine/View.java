package dev.tributary.embedded.engine;

import org.jspecify.annotations.Nullable;

/** Keys and values as of one moment, in the unsigned order of the keys' bytes. */
public interface View extends AutoCloseable {

    /** The value of a key; null if the key is not there. */
    byte @Nullable [] get(byte[] key);

    /**
     * The keys of a range.
     *
     * @param from inclusive
     * @param to exclusive
     * @param reverse from the last key to the first
     */
    KeyScan scan(byte[] from, byte[] to, boolean reverse);

    @Override
    void close();
}
