package dev.tributary.embedded.engine;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatchWithIndex;
import org.rocksdb.WriteOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A RocksDB in a folder. After a write or a sync has failed, further writes are refused and reads go on; the engine is
 * then closed and opened again, once a second, until that succeeds: what was in the log is there again.
 */
public final class Engine implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Engine.class);

    static {
        RocksDB.loadLibrary();
    }

    private final Path folder;
    private final EngineOptions options = new EngineOptions();
    private final WriteOptions unsynced = new WriteOptions();
    /** Shared while the database is used, exclusive while it is opened again. */
    private final ReentrantReadWriteLock use = new ReentrantReadWriteLock(true);

    private final LogSync logSync;
    private final Recovery recovery;
    private volatile @Nullable RocksDB db;
    private volatile boolean writable = true;

    /**
     * Opens the files in the folder, or makes them.
     *
     * @param reopened is told after the files were opened again: what is in memory may be ahead of what is stored
     * @throws EngineException if they are in use or unreadable
     */
    public Engine(Path folder, Runnable reopened) {
        this.folder = folder;
        try {
            db = RocksDB.open(options.get(), folder.toString());
        } catch (RocksDBException e) {
            throw new EngineException(e);
        }
        this.logSync = new LogSync(this::syncNow);
        this.recovery = new Recovery(this, folder, reopened);
    }

    /** Runs a command; it must have closed its views when it returns. */
    public <T> T use(Supplier<T> command) {
        use.readLock().lock();
        try {
            return command.get();
        } finally {
            use.readLock().unlock();
        }
    }

    /** A view of what is committed. Only inside of {@link #use}. */
    public View read() {
        return new SnapshotView(opened());
    }

    /** A batch of changes. Only inside of {@link #use}. */
    public WriteSession write() {
        return new WriteSession(this, opened());
    }

    /** Completes when all that is committed so far outlives a loss of power. Calls that come meanwhile share a sync. */
    public CompletableFuture<Void> sync() {
        return logSync.request();
    }

    /** Why only a restart helps; empty while the engine works, or is opened again by itself. */
    public Optional<String> failure() {
        return recovery.failure().or(logSync::failure);
    }

    /** Bytes of all files but the log. */
    public long fileSize() {
        return use(() -> property("rocksdb.total-sst-files-size"));
    }

    /** Compacts everything; for measurements. */
    public void compact() {
        use(() -> {
            try {
                opened().compactRange();
                return null;
            } catch (RocksDBException e) {
                throw failed(e);
            }
        });
    }

    private long property(String name) {
        try {
            return opened().getLongProperty(name);
        } catch (RocksDBException e) {
            throw new EngineException(e);
        }
    }

    void write(WriteBatchWithIndex batch) {
        refuseUnlessWritable();
        try {
            opened().write(unsynced, batch);
        } catch (RocksDBException e) {
            throw failed(e);
        }
        logSync.written();
    }

    void drop(byte[] from, byte[] to) {
        refuseUnlessWritable();
        try {
            opened().deleteRange(unsynced, from, to);
        } catch (RocksDBException e) {
            throw failed(e);
        }
        logSync.written();
    }

    private void syncNow() {
        use(() -> {
            refuseUnlessWritable();
            try {
                opened().flushWal(true);
                return null;
            } catch (RocksDBException e) {
                throw failed(e);
            }
        });
    }

    private void refuseUnlessWritable() {
        if (!writable) {
            throw new EngineException("the store takes no writes until it is opened again");
        }
    }

    /** Opens the files again as soon as there is space. Until then memory is ahead of them, and no writes are taken. */
    void reopenSoon() {
        writable = false;
        recovery.request();
    }

    private EngineException failed(RocksDBException e) {
        if (writable) {
            writable = false;
            log.error(
                    "The embedded store takes no writes until it is opened again, which is tried once a second: {}",
                    e.getMessage());
        }
        recovery.request();
        return new EngineException(e);
    }

    private RocksDB opened() {
        RocksDB opened = db;
        if (opened == null) {
            throw new EngineException("the store is not open");
        }
        return opened;
    }

    /** Closes the files and opens them again. Commands wait meanwhile. */
    void reopen(Runnable reopened) throws RocksDBException {
        use.writeLock().lock();
        try {
            closeDatabase();
            db = RocksDB.open(options.get(), folder.toString());
            writable = true;
            reopened.run();
        } catch (RuntimeException | Error e) {
            writable = false;
            throw e;
        } finally {
            use.writeLock().unlock();
        }
    }

    private void closeDatabase() {
        RocksDB opened = db;
        db = null;
        if (opened != null) {
            opened.cancelAllBackgroundWork(true);
            opened.close();
        }
    }

    /** Syncs the log and closes the files. */
    @Override
    public void close() {
        recovery.close();
        logSync.close();
        use.writeLock().lock();
        try {
            closeDatabase();
            unsynced.close();
            options.close();
        } finally {
            use.writeLock().unlock();
        }
    }
}
