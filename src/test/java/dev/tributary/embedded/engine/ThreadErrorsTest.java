package dev.tributary.embedded.engine;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An error such as a lack of memory, on a thread of the store itself, ends no service of it unnoticed. */
class ThreadErrorsTest {

    @Test
    void syncsAgainAfterAnErrorOfOneSync() throws Exception {
        var syncs = new AtomicInteger();
        try (var sync = new LogSync(() -> failFirst(syncs))) {
            assertThat(sync.request()).failsWithin(5, SECONDS);
            assertThat(sync.request()).succeedsWithin(5, SECONDS);
            assertThat(sync.failure()).isEmpty();
        }
    }

    @Test
    void opensTheFilesAgainAfterAnErrorOfOneAttempt(@TempDir Path folder) {
        var attempts = new AtomicInteger();
        try (var engine = new Engine(folder, () -> failFirst(attempts))) {
            engine.reopenSoon();
            await().until(() -> attempts.get() == 2);
            assertThat(engine.sync()).succeedsWithin(5, SECONDS);
        }
    }

    @Test
    void saysThatOnlyARestartHelpsOnceTheThreadThatSyncsHasEnded(@TempDir Path folder) {
        Set<Thread> ofOthers = Thread.getAllStackTraces().keySet();
        try (var engine = new Engine(folder, () -> {})) {
            assertThat(engine.failure()).isEmpty();
            Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> !ofOthers.contains(thread))
                    .filter(thread -> thread.getName().equals("store-sync"))
                    .forEach(Thread::interrupt);
            await().until(() -> engine.failure().isPresent());
        }
    }

    private static void failFirst(AtomicInteger calls) {
        if (calls.incrementAndGet() == 1) {
            throw new OutOfMemoryError("of the test");
        }
    }
}
