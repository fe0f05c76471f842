package dev.tributary.embedded;

import de.bwaldvogel.mongo.MongoServer;
import dev.tributary.UnusableConfigurationException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;

/**
 * A server of the MongoDB protocol in this process, on a loopback port of its own, with its data in one file. For a
 * first try and for development: it knows unique indexes only, so that long lists and retention are MongoDB's.
 */
public final class EmbeddedStore implements AutoCloseable {

    /** A command that waits for the disk keeps its thread, and all connections that share it. */
    private static final int THREADS = 32;

    private final MVStore store;
    private final MongoServer server;
    private volatile boolean closing;

    /** Opens the file in the folder, or makes both. */
    public EmbeddedStore(Path folder) {
        this.store = open(folder);
        this.server = new MongoServer(new SyncedH2Backend(store));
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1, THREADS);
    }

    /** The connection string; the port is another one each time. */
    public String uri() {
        return "mongodb://127.0.0.1:" + server.getLocalAddress().getPort();
    }

    /** Why only a restart helps; empty while the store works. */
    public Optional<String> failure() {
        return store.isClosed() && !closing
                ? Optional.of("its file was closed after a failed write")
                : Optional.empty();
    }

    /** Writes out what is not on disk yet; the file can be opened again afterwards. */
    @Override
    public void close() {
        closing = true;
        server.shutdown();
    }

    private static MVStore open(Path folder) {
        try {
            Files.createDirectories(folder);
            return new MVStore.Builder()
                    .fileName(folder.resolve("store.mv").toString())
                    .open();
        } catch (MVStoreException e) {
            boolean locked = e.getErrorCode() == DataUtils.ERROR_FILE_LOCKED;
            throw new UnusableConfigurationException(
                    "TRIBUTARY_DATA",
                    folder + (locked ? " is in use by another gateway" : " cannot be opened: " + e.getMessage()));
        } catch (IOException e) {
            throw new UnusableConfigurationException("TRIBUTARY_DATA", folder + " cannot be made: " + e.getMessage());
        }
    }
}
