package dev.tributary.embedded.engine;

import java.util.Arrays;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;
import org.rocksdb.Snapshot;

/** One pass over a range of keys. Holds memory outside of the heap until it is closed. */
public final class KeyScan implements AutoCloseable {

    /** Opens the iterator that the scan moves over its range. */
    interface Source {
        RocksIterator open(ReadOptions options);
    }

    private final byte[] from;
    private final byte[] to;
    private final boolean reverse;
    private final Slice lower;
    private final Slice upper;
    private final ReadOptions options;
    private final RocksIterator iterator;
    private boolean started;

    @SuppressWarnings("this-escape")
    KeyScan(byte[] from, byte[] to, boolean reverse, Source source) {
        this.from = from;
        this.to = to;
        this.reverse = reverse;
        this.lower = new Slice(from);
        this.upper = new Slice(to);
        this.options = new ReadOptions().setIterateLowerBound(lower).setIterateUpperBound(upper);
        this.iterator = source.open(options);
    }

    static KeyScan of(byte[] from, byte[] to, boolean reverse, Snapshot snapshot, Source source) {
        return new KeyScan(from, to, reverse, options -> source.open(options.setSnapshot(snapshot)));
    }

    /** Moves to the next key; false at the end of the range. */
    public boolean next() {
        if (!started) {
            started = true;
            start();
        } else if (reverse) {
            iterator.prev();
        } else {
            iterator.next();
        }
        if (iterator.isValid()) {
            return inRange(iterator.key());
        }
        check();
        return false;
    }

    /** Moves to the first key that is not before this one; false at the end of the range. Only for scans forward. */
    public boolean seek(byte[] key) {
        started = true;
        iterator.seek(key);
        if (iterator.isValid()) {
            return inRange(iterator.key());
        }
        check();
        return false;
    }

    private void start() {
        if (!reverse) {
            iterator.seek(from);
            return;
        }
        iterator.seekForPrev(to);
        if (iterator.isValid() && Arrays.equals(iterator.key(), to)) {
            iterator.prev();
        }
    }

    /** The bounds of the iterator do not hold for keys of a batch that is not written yet. */
    private boolean inRange(byte[] key) {
        return Arrays.compareUnsigned(key, from) >= 0 && Arrays.compareUnsigned(key, to) < 0;
    }

    private void check() {
        try {
            iterator.status();
        } catch (RocksDBException e) {
            throw new EngineException(e);
        }
    }

    public byte[] key() {
        return iterator.key();
    }

    public byte[] value() {
        return iterator.value();
    }

    @Override
    public void close() {
        iterator.close();
        options.close();
        lower.close();
        upper.close();
    }
}
