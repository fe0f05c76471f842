package dev.tributary.platform;

import java.util.List;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;

/**
 * Part of readiness: the thread of every worker lives. Says of each worker what it does; one whose rounds fail does not
 * make the gateway unready, because calls can be stored without it.
 */
final class WorkersHealthIndicator implements HealthIndicator {

    private final List<Worker> workers;

    WorkersHealthIndicator(List<Worker> workers) {
        this.workers = workers;
    }

    @Override
    public Health health() {
        var health = workers.stream().anyMatch(Worker::isDead) ? Health.down() : Health.up();
        workers.forEach(worker -> health.withDetail(worker.name(), worker.state()));
        return health.build();
    }
}
