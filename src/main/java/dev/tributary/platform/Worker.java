package dev.tributary.platform;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.SmartLifecycle;

/**
 * A thread that works in rounds from start to stop. A round that fails is logged, and the next one follows after a
 * pause, so that no failure ends the work. Health includes every worker, see {@link WorkersHealthIndicator}; when its
 * thread ends without a stop, the process ends, see {@link FailureWatch}.
 */
public final class Worker implements SmartLifecycle, DisposableBean {

    /** One piece of the work. */
    public interface Round {

        /** Works, then says how long to wait until the next round unless {@link #wake} is called. */
        Duration run() throws InterruptedException;
    }

    /** @param since the end of the first of the rounds that failed one after the other, by the monotonic clock */
    private record Failure(String kind, long since) {}

    private static final Logger log = LoggerFactory.getLogger(Worker.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration MAX_PAUSE = Duration.ofSeconds(5);
    private static final long STOP_MILLIS = 5_000;

    private final String name;
    private final int phase;
    private final Round round;
    private final Runnable afterLastRound;
    private final Semaphore wakeUps = new Semaphore(0);
    private volatile boolean running;
    private volatile @Nullable Thread thread;
    private volatile @Nullable Failure failure;

    /**
     * @param name of the thread, also in log lines
     * @param phase among Spring's lifecycle phases: higher ones start later and stop earlier
     * @param afterLastRound called once when the worker stops, on the stopping thread; what it throws is logged
     */
    public Worker(String name, int phase, Round round, Runnable afterLastRound) {
        this.name = name;
        this.phase = phase;
        this.round = round;
        this.afterLastRound = afterLastRound;
    }

    /** As the other one, with nothing to do when it stops. */
    public Worker(String name, int phase, Round round) {
        this(name, phase, round, () -> {});
    }

    /** One that waits for the same time after each of its rounds. */
    public static Worker every(Duration wait, String name, int phase, Runnable work) {
        return new Worker(name, phase, () -> {
            work.run();
            return wait;
        });
    }

    /** Ends the wait for the next round. Never blocks. */
    public void wake() {
        if (wakeUps.availablePermits() == 0) {
            wakeUps.release();
        }
    }

    public String name() {
        return name;
    }

    /** Starts the thread; a second call changes nothing. */
    @Override
    public synchronized void start() {
        if (running) {
            return;
        }
        Thread fresh = new Thread(this::work, name);
        fresh.setDaemon(true);
        thread = fresh;
        running = true;
        fresh.start();
    }

    /** Ends after the round at hand, which is interrupted after five seconds; a second call changes nothing. */
    @Override
    public synchronized void stop() {
        if (!running) {
            return;
        }
        running = false;
        wake();
        try {
            Thread current = thread;
            if (current != null) {
                current.join(STOP_MILLIS);
                current.interrupt();
                current.join(STOP_MILLIS);
            }
            afterLastRound.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            log.warn("Worker {} did not finish its work before the stop: {}", name, e.toString());
        }
    }

    /** Stops before what the worker uses is closed. A start-up that fails destroys its beans without a stop. */
    @Override
    public void destroy() {
        stop();
    }

    /** Whether the work goes on. */
    @Override
    public boolean isRunning() {
        return running;
    }

    /** Whether the thread has ended without a stop. A stop is noted before the thread can end by it. */
    boolean isDead() {
        Thread current = thread;
        return current != null && current.getState() == Thread.State.TERMINATED && running;
    }

    /** Whether the thread lives and its last round did not fail. */
    boolean isWorking() {
        return running && !isDead() && failure == null;
    }

    /** What the worker does, for people. Names the kind of a failure only: messages may hold what is secret. */
    String state() {
        Failure last = failure;
        if (isDead()) {
            return "its thread has ended" + (last == null ? "" : " after " + last.kind());
        }
        if (!running) {
            return "stopped";
        }
        if (last != null) {
            return "has failed for " + secondsSince(last.since()) + " s: " + last.kind();
        }
        return "works";
    }

    private static long secondsSince(long nanoTime) {
        return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - nanoTime);
    }

    @Override
    public int getPhase() {
        return phase;
    }

    private void work() {
        Duration pause = FIRST_PAUSE;
        while (running) {
            try {
                Duration wait = round.run();
                pause = FIRST_PAUSE;
                failure = null;
                await(wait);
            } catch (InterruptedException e) {
                return;
            } catch (Throwable e) { // also an error of one round: the next one may have the memory
                failed(e);
                if (running) {
                    log.warn("Worker {} failed and pauses for {} ms: {}", name, pause.toMillis(), e.toString());
                    log.debug("{} failed", name, e);
                }
                if (!sleep(pause)) {
                    return;
                }
                pause = pause.multipliedBy(2).compareTo(MAX_PAUSE) < 0 ? pause.multipliedBy(2) : MAX_PAUSE;
            }
        }
    }

    private void failed(Throwable e) {
        Failure before = failure;
        failure = new Failure(e.getClass().getSimpleName(), before == null ? System.nanoTime() : before.since());
    }

    private void await(Duration wait) throws InterruptedException {
        if (wakeUps.tryAcquire(wait.toNanos(), TimeUnit.NANOSECONDS)) {
            wakeUps.drainPermits();
        }
    }

    private boolean sleep(Duration pause) {
        try {
            TimeUnit.NANOSECONDS.sleep(pause.toNanos());
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }
}
