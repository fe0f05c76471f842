package dev.tributary.egress.schedule;

import dev.tributary.platform.Worker;
import java.time.Duration;
import java.util.concurrent.Executors;
import org.apache.hc.core5.concurrent.DefaultThreadFactory;

/** Schedulers on threads of their own. */
public final class Schedulers {

    private Schedulers() {}

    public static EndpointScheduler scheduler() {
        return new EndpointScheduler(
                new Places(128),
                16 << 20,
                Executors.newCachedThreadPool(new DefaultThreadFactory("call", true)),
                System::nanoTime);
    }

    /** To be started and stopped with its gateway. */
    public static Worker ticks(EndpointScheduler scheduler) {
        return Worker.every(Duration.ofMillis(20), "call-schedule", 0, scheduler::tick);
    }
}
