package dev.tributary.embedded.engine;

import org.jspecify.annotations.Nullable;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.Snapshot;

/** What is committed as of one moment; writers neither wait for it nor change it. */
final class SnapshotView implements View {

    private final RocksDB db;
    private final Snapshot snapshot;
    private final ReadOptions options;

    SnapshotView(RocksDB db) {
        this.db = db;
        this.snapshot = db.getSnapshot();
        this.options = new ReadOptions().setSnapshot(snapshot);
    }

    @Override
    public byte @Nullable [] get(byte[] key) {
        try {
            return db.get(options, key);
        } catch (RocksDBException e) {
            throw new EngineException(e);
        }
    }

    @Override
    public KeyScan scan(byte[] from, byte[] to, boolean reverse) {
        return KeyScan.of(from, to, reverse, snapshot, db::newIterator);
    }

    @Override
    public void close() {
        options.close();
        db.releaseSnapshot(snapshot);
        snapshot.close();
    }
}
