package dev.tributary.embedded.engine;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatchWithIndex;

/** The changes of one command, written as a whole or not at all. It reads its own changes. */
public final class WriteSession implements View {

    /** A change of very many documents is written in parts of about this size, so that its memory is bounded. */
    private static final int PART = 8 << 20;

    @SuppressWarnings("ArrayRecordComponent") // compared by its bytes, never as a record
    private record Range(byte[] from, byte[] to) {}

    private final Engine engine;
    private final RocksDB db;
    private final ReadOptions options = new ReadOptions();
    private final WriteBatchWithIndex batch = new WriteBatchWithIndex(true);
    private final List<Range> dropped = new ArrayList<>();
    private long bytes;

    WriteSession(Engine engine, RocksDB db) {
        this.engine = engine;
        this.db = db;
    }

    @Override
    public byte @Nullable [] get(byte[] key) {
        try {
            return bytes == 0 ? db.get(options, key) : batch.getFromBatchAndDB(db, options, key);
        } catch (RocksDBException e) {
            throw new EngineException(e);
        }
    }

    @Override
    public KeyScan scan(byte[] from, byte[] to, boolean reverse) {
        return new KeyScan(from, to, reverse, bounds -> batch.newIteratorWithBase(db.newIterator(bounds), bounds));
    }

    public void put(byte[] key, byte[] value) {
        try {
            batch.put(key, value);
            bytes += key.length + value.length;
        } catch (RocksDBException e) {
            throw new EngineException(e);
        }
    }

    public void delete(byte[] key) {
        try {
            batch.delete(key);
            bytes += key.length;
        } catch (RocksDBException e) {
            throw new EngineException(e);
        }
    }

    /** Removes a whole range once the rest is written. A crash in between leaves keys that take space and no more. */
    public void drop(byte[] from, byte[] to) {
        dropped.add(new Range(from, to));
    }

    /** Whether there is so much that it should be written before the command has ended. */
    public boolean isLarge() {
        return bytes > PART;
    }

    /** Writes what there is so far. Only between two documents. */
    public void writePart() {
        write();
    }

    /** Removes a range at once. Only where nothing of it is in use. */
    public void clear(byte[] from, byte[] to) {
        engine.drop(from, to);
    }

    /** Writes the changes to the log, where a killed process leaves them; {@link Engine#sync} makes them outlive power. */
    public void commit() {
        write();
        for (Range range : dropped) {
            engine.drop(range.from(), range.to());
        }
        dropped.clear();
    }

    private void write() {
        if (bytes > 0) {
            engine.write(batch);
            batch.clear();
            bytes = 0;
        }
    }

    @Override
    public void close() {
        batch.close();
        options.close();
    }
}
