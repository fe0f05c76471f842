package dev.tributary.platform;

import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;

/** Part of readiness: the last heartbeat, a durable write, is recent. Asks nothing of the store, so it answers at once. */
final class StoreHealthIndicator implements HealthIndicator {

    private final Membership membership;

    StoreHealthIndicator(Membership membership) {
        this.membership = membership;
    }

    @Override
    public Health health() {
        return membership
                .unwritable()
                .map(reason -> Health.down().withDetail("reason", reason).build())
                .orElseGet(() -> Health.up().build());
    }
}
