package dev.tributary.embedded.index;

import java.util.Arrays;

/**
 * A range of keys of an index.
 *
 * @param from inclusive
 * @param to exclusive
 * @param prefix how many bytes are the same for all keys of the range because of equal fields
 * @param exact whether {@code from} is the only key that can be there
 */
@SuppressWarnings("ArrayRecordComponent") // compared by its bytes, never as a record
record Interval(byte[] from, byte[] to, int prefix, boolean exact) {

    private static final byte[] AFTER = {(byte) 0xFF};

    static Interval point(byte[] key, boolean exact) {
        return new Interval(key, after(key), key.length, exact);
    }

    /** The first key behind all that begin with this one. */
    static byte[] after(byte[] key) {
        return join(key, AFTER);
    }

    /** The next key, that is the first one behind exactly this one. */
    static byte[] next(byte[] key) {
        return Arrays.copyOf(key, key.length + 1);
    }

    static byte[] join(byte[] one, byte[] other) {
        byte[] joined = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, joined, one.length, other.length);
        return joined;
    }

    Interval startingAt(byte[] key) {
        return Arrays.compareUnsigned(key, from) > 0 ? new Interval(key, to, prefix, exact) : this;
    }

    Interval endingBefore(byte[] key) {
        return Arrays.compareUnsigned(key, to) < 0 ? new Interval(from, key, prefix, exact) : this;
    }

    boolean isEmpty() {
        return Arrays.compareUnsigned(from, to) >= 0;
    }

    byte[] head() {
        return Arrays.copyOf(from, prefix);
    }
}
