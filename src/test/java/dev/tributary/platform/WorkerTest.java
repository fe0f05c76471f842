package dev.tributary.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.health.Status;

class WorkerTest {

    private final AtomicBoolean fails = new AtomicBoolean();
    private final AtomicBoolean dies = new AtomicBoolean();
    private final AtomicInteger ends = new AtomicInteger();
    private final AtomicLong time = new AtomicLong();
    private final Worker worker = new Worker("rounds", 0, this::round);

    private Duration round() throws InterruptedException {
        if (dies.get()) {
            throw new InterruptedException();
        }
        if (fails.get()) {
            throw new IllegalStateException("the secret is 1234");
        }
        return Duration.ofMillis(5);
    }

    @AfterEach
    void stop() {
        worker.stop();
    }

    @Test
    void saysThatItFailsAndThatItWorksAgain() {
        worker.start();
        await().until(() -> worker.state().equals("works"));
        fails.set(true);
        await().until(() -> worker.state().startsWith("has failed for "));
        assertThat(worker.state()).endsWith(" s: IllegalStateException");
        assertThat(worker.isWorking()).isFalse();
        assertThat(workers().getStatus()).as("calls are stored without it").isEqualTo(Status.UP);
        fails.set(false);
        await().until(worker::isWorking);
    }

    @Test
    void aThreadThatHasEndedMakesTheGatewayUnreadyAndEndsTheProcessOnceAfterTheGraceTime() {
        FailureWatch watch = watch(List.of());
        worker.start();
        watch.round();
        assertThat(watch.health().getStatus()).isEqualTo(Status.UP);
        dies.set(true);
        await().until(worker::isDead);
        watch.round();
        assertThat(watch.health().getStatus()).isEqualTo(Status.DOWN);
        assertThat(watch.health().getDetails()).containsEntry("rounds", "its thread has ended");
        assertThat(workers().getStatus()).isEqualTo(Status.DOWN);
        assertThat(ends).as("within the grace time").hasValue(0);
        time.addAndGet(Duration.ofSeconds(5).toNanos());
        watch.round();
        watch.round();
        assertThat(ends).hasValue(1);
    }

    @Test
    void aPartThatHasFailedEndsTheProcess() {
        FailureWatch watch = watch(List.of(new VitalPart("store", () -> Optional.of("its file was closed"))));
        watch.round();
        assertThat(watch.health().getDetails()).containsEntry("store", "its file was closed");
        time.addAndGet(Duration.ofSeconds(5).toNanos());
        watch.round();
        assertThat(ends).hasValue(1);
    }

    @Test
    void aWorkerThatWasStoppedIsNotDead() {
        worker.start();
        worker.stop();
        assertThat(worker.isDead()).isFalse();
        assertThat(worker.state()).isEqualTo("stopped");
    }

    private FailureWatch watch(List<VitalPart> parts) {
        return new FailureWatch(List.of(worker), parts, time::get, ends::incrementAndGet);
    }

    private org.springframework.boot.actuate.health.Health workers() {
        return new WorkersHealthIndicator(List.of(worker)).health();
    }
}
