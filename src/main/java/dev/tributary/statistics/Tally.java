package dev.tributary.statistics;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** Counts by slot and measure, in memory and as bytes: pairs of a step to the next key and a count, each a base-128 number. */
final class Tally {

    /** Gets the counts one by one, by growing keys. */
    interface Taker {
        void take(int key, long count);
    }

    private int[] keys = new int[4];
    private long[] counts = new long[4];
    private int size;
    private long version;
    private long savedVersion;

    /** Time mostly grows, and so do the keys: most are found at the end. */
    synchronized void add(int key, long count) {
        int at = size > 0 && keys[size - 1] == key ? size - 1 : Arrays.binarySearch(keys, 0, size, key);
        if (at < 0) {
            at = -at - 1;
            if (size == keys.length) {
                keys = Arrays.copyOf(keys, 2 * size);
                counts = Arrays.copyOf(counts, 2 * size);
            }
            System.arraycopy(keys, at, keys, at + 1, size - at);
            System.arraycopy(counts, at, counts, at + 1, size - at);
            keys[at] = key;
            counts[at] = 0;
            size++;
        }
        counts[at] += count;
        version++;
    }

    /** The counts at a moment. */
    @SuppressWarnings("ArrayRecordComponent") // one holder, never compared
    record Snapshot(byte[] bytes, long version) {}

    synchronized Snapshot snapshot() {
        var out = new ByteArrayOutputStream(4 * size);
        int last = 0;
        for (int i = 0; i < size; i++) {
            write(out, keys[i] - last);
            write(out, counts[i]);
            last = keys[i];
        }
        return new Snapshot(out.toByteArray(), version);
    }

    /** Whether there are counts that were not saved. */
    synchronized boolean isChanged() {
        return version != savedVersion;
    }

    synchronized void saved(Snapshot snapshot) {
        savedVersion = snapshot.version();
    }

    private static void write(ByteArrayOutputStream out, long number) {
        long rest = number;
        while (rest > 0x7F) {
            out.write((int) ((rest & 0x7F) | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }

    static void read(byte[] bytes, Taker taker) {
        int at = 0;
        int key = 0;
        while (at < bytes.length) {
            long step = 0;
            int shift = 0;
            do {
                step |= (bytes[at] & 0x7FL) << shift;
                shift += 7;
            } while (bytes[at++] < 0);
            long count = 0;
            shift = 0;
            do {
                count |= (bytes[at] & 0x7FL) << shift;
                shift += 7;
            } while (bytes[at++] < 0);
            key += (int) step;
            taker.take(key, count);
        }
    }
}
