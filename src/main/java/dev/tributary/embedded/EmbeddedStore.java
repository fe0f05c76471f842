package dev.tributary.embedded;

import dev.tributary.embedded.engine.EngineException;
import dev.tributary.embedded.wire.WireServer;
import dev.tributary.platform.UnusableConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.Locale;
import java.util.Optional;

/**
 * A server of the MongoDB protocol in this process, on a loopback port with a password of its own. Its documents and
 * indexes are ordered keys of a RocksDB in a folder that no other user can read.
 */
public final class EmbeddedStore implements AutoCloseable {

    private static final String SETTING = "TRIBUTARY_DATA";
    private static final String FOLDER = "store";

    /** The file of a former engine. */
    private static final String FORMER_FILE = "store.mv";

    private static final long EXPIRY_MILLIS = 60_000;

    private final StoreBackend backend;
    private final Expiry expiry;
    private final WireServer server;
    private boolean closed;

    /**
     * Opens the store in the folder, or makes it.
     *
     * @throws UnusableConfigurationException if it cannot be used, or is of a former engine
     */
    public EmbeddedStore(Path folder) {
        this(folder, Clock.systemUTC(), EXPIRY_MILLIS);
    }

    EmbeddedStore(Path folder, Clock clock, long expiryMillis) {
        refuseFormerFile(folder);
        this.backend = open(folder);
        this.expiry = new Expiry(backend, clock, expiryMillis);
        this.server = new WireServer(new BackendCommands(backend));
    }

    /** The connection string, with the password; both are others at each start. */
    public String uri() {
        return server.uri();
    }

    /** Why only a restart helps; empty while the store works, or becomes usable by itself. */
    public Optional<String> failure() {
        return backend.failure();
    }

    /** Compacts all files. The store does so by itself in time; for measurements. */
    public void compact() {
        backend.engine().compact();
    }

    /** Syncs what is not on disk yet; the folder can be opened again afterwards. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        expiry.close();
        server.close();
        backend.close();
    }

    private static void refuseFormerFile(Path folder) {
        Path former = folder.resolve(FORMER_FILE);
        if (Files.exists(former)) {
            throw new UnusableConfigurationException(
                    SETTING,
                    former + " was written by an earlier version and cannot be read;"
                            + " set TRIBUTARY_DATA to another folder, or move the file away to start without its data");
        }
    }

    private static StoreBackend open(Path folder) {
        try {
            return new StoreBackend(ownFolder(folder));
        } catch (EngineException e) {
            boolean locked =
                    String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT).contains("lock");
            throw new UnusableConfigurationException(
                    SETTING,
                    folder + (locked ? " is in use by another gateway" : " cannot be opened: " + e.getMessage()));
        } catch (IOException e) {
            throw new UnusableConfigurationException(SETTING, folder + " cannot be made: " + e.getMessage());
        }
    }

    private static Path ownFolder(Path folder) throws IOException {
        Path own = folder.resolve(FOLDER);
        Files.createDirectories(own);
        if (own.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(own, PosixFilePermissions.fromString("rwx------"));
        }
        return own;
    }
}
