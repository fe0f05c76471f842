package dev.tributary.embedded.engine;

import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

/** The disk or its files refused a read or a write. A command that fails so has changed nothing that is acknowledged. */
public final class EngineException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final boolean diskFull;

    EngineException(RocksDBException cause) {
        super("the store cannot be used: " + cause.getMessage(), cause);
        Status status = cause.getStatus();
        this.diskFull = status != null && status.getSubCode() == Status.SubCode.NoSpace;
    }

    EngineException(String message) {
        super(message);
        this.diskFull = true;
    }

    /** Whether there is no space left; other errors are of the device or of the files. */
    public boolean diskFull() {
        return diskFull;
    }
}
