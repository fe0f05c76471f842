package dev.tributary.embedded.engine;

import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens an engine again that takes no writes, as soon as there is space. Also keeps its files from other users. */
final class Recovery implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Recovery.class);

    /** Opening writes what is in the log to other files; this much is left to go on with. */
    private static final long SPACE = 8L << 20;

    /** How often, once a second, opening again may fail though there is space. */
    private static final int ATTEMPTS = 30;

    private final Engine engine;
    private final Path folder;
    private final Runnable reopened;
    private final OwnFiles files;
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(new DefaultThreadFactory("store-recovery", true));
    private volatile boolean requested;
    private volatile @Nullable String failure;
    private int attempts;

    Recovery(Engine engine, Path folder, Runnable reopened) {
        this.engine = engine;
        this.folder = folder;
        this.reopened = reopened;
        this.files = new OwnFiles(folder);
        files.restrict();
        var unused = timer.scheduleWithFixedDelay(this::safeTick, 1, 1, TimeUnit.SECONDS);
    }

    void request() {
        requested = true;
    }

    Optional<String> failure() {
        return Optional.ofNullable(failure);
    }

    /** An exception or an error would end the timer, and with it every recovery. */
    private void safeTick() {
        try {
            tick();
        } catch (RuntimeException | Error e) {
            log.warn("The files of the embedded store could not be checked: {}", e.toString());
        }
    }

    private void tick() {
        files.restrict();
        if (!requested || !hasSpace()) {
            return;
        }
        try {
            requested = false;
            engine.reopen(reopened);
            attempts = 0;
            failure = null;
            log.info("The embedded store takes writes again");
        } catch (RocksDBException | RuntimeException | Error e) {
            requested = true;
            attempts++;
            log.warn("The embedded store cannot be opened again, the next attempt is in a second: {}", e.getMessage());
            if (attempts >= ATTEMPTS) {
                failure = "the embedded store cannot be opened again: " + e.getMessage();
            }
        }
    }

    private boolean hasSpace() {
        try (Stream<Path> logs =
                Files.list(folder).filter(file -> file.toString().endsWith(".log"))) {
            long needed = SPACE;
            for (Path file : (Iterable<Path>) logs::iterator) {
                needed += Files.size(file);
            }
            return Files.getFileStore(folder).getUsableSpace() >= needed;
        } catch (IOException e) {
            return true;
        }
    }

    @Override
    public void close() {
        timer.shutdown();
        try {
            if (!timer.awaitTermination(30, TimeUnit.SECONDS)) {
                log.warn("The embedded store is closed while it is being opened again");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
