package dev.tributary.egress.schedule;

import dev.tributary.platform.Worker;
import java.time.Duration;
import java.util.concurrent.Executors;

/** Schedulers on threads of their own. */
public final class Schedulers {

    private Schedulers() {}

    public static EndpointScheduler scheduler() {
        return new EndpointScheduler(
                new Places(128),
                16 << 20,
                Executors.newCachedThreadPool(task -> {
                    var thread = new Thread(task, "call");
                    thread.setDaemon(true);
                    return thread;
                }),
                System::nanoTime);
    }

    /** To be started and stopped with its gateway. */
    public static Worker ticks(EndpointScheduler scheduler) {
        return new Worker(
                "call-schedule",
                0,
                () -> {
                    scheduler.tick();
                    return Duration.ofMillis(20);
                },
                () -> {});
    }
}
