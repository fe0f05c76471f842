package dev.tributary.egress.schedule;

import dev.tributary.platform.Worker;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import org.apache.hc.core5.concurrent.DefaultThreadFactory;
import org.springframework.boot.autoconfigure.thread.Threading;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.core.task.VirtualThreadTaskExecutor;

@Configuration(proxyBeanMethods = false)
class ScheduleConfiguration {

    private static final Duration TICK = Duration.ofMillis(50);
    /** Of the heap, for calls that wait. */
    private static final int SHARE_OF_HEAP = 8;

    private static final int PHASE = Integer.MAX_VALUE - 2048;

    @Bean
    Places places(Environment environment) {
        return Places.of(Threading.VIRTUAL.isActive(environment));
    }

    @Bean
    EndpointScheduler endpointScheduler(Places places, Environment environment) {
        return new EndpointScheduler(
                places,
                Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP,
                threads(Threading.VIRTUAL.isActive(environment)),
                System::nanoTime);
    }

    private static Executor threads(boolean virtual) {
        return virtual
                ? new VirtualThreadTaskExecutor("call-")
                : Executors.newCachedThreadPool(new DefaultThreadFactory("call", true));
    }

    @Bean
    MeterBinder callMetrics(EndpointScheduler scheduler) {
        return metrics -> {
            Gauge.builder("tributary.calls.in.flight", scheduler, EndpointScheduler::inFlight)
                    .description("Outgoing calls in flight: deliveries and follow-ups")
                    .register(metrics);
            Gauge.builder("tributary.calls.waiting", scheduler, EndpointScheduler::waiting)
                    .description("Outgoing calls that wait in memory for their turn")
                    .register(metrics);
            Gauge.builder("tributary.endpoints.paused", scheduler, EndpointScheduler::paused)
                    .description("Endpoints that get no calls now, because they failed several times in a row")
                    .register(metrics);
        };
    }

    @Bean
    Worker schedulerTicks(EndpointScheduler scheduler) {
        return Worker.every(TICK, "call-schedule", PHASE, scheduler::tick);
    }
}
