package dev.tributary.console.live;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** The places for pages that move at this gateway. Their streams end before the server stops, which would wait for them. */
@Component
final class LiveStreams implements SmartLifecycle {

    static final int PLACES = 20;

    private final Semaphore places = new Semaphore(PLACES);
    private volatile CountDownLatch stopping = new CountDownLatch(1);
    private volatile boolean running;

    LiveStreams(MeterRegistry metrics) {
        Gauge.builder("tributary.console.live.pages", places, free -> PLACES - free.availablePermits())
                .description("Pages of the console that are told of changes by this gateway")
                .register(metrics);
    }

    /** Takes a place, if one is free. It has to be released. */
    boolean take() {
        return running && places.tryAcquire();
    }

    void release() {
        places.release();
    }

    /** Waits between two looks; false at once when the gateway stops. */
    boolean pause(Duration time) throws InterruptedException {
        return !stopping.await(time.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void start() {
        stopping = new CountDownLatch(1);
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        stopping.countDown();
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
