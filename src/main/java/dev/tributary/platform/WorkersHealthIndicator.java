package dev.tributary.platform;

import java.util.List;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;

/** Part of readiness: every worker that was started is alive. */
final class WorkersHealthIndicator implements HealthIndicator {

    private final List<Worker> workers;

    WorkersHealthIndicator(List<Worker> workers) {
        this.workers = workers;
    }

    @Override
    public Health health() {
        List<String> dead = workers.stream()
                .filter(worker -> worker.isRunning() && !worker.isAlive())
                .map(Worker::name)
                .toList();
        return dead.isEmpty()
                ? Health.up().build()
                : Health.down().withDetail("dead", dead).build();
    }
}
