package dev.tributary.platform;

import com.mongodb.client.MongoDatabase;
import dev.tributary.platform.membership.CommonFeed;
import dev.tributary.platform.membership.GatewayStore;
import dev.tributary.platform.membership.IdsInUse;
import dev.tributary.platform.membership.Membership;
import dev.tributary.platform.membership.StoreClockReader;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Clock;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class PlatformConfiguration {

    /** Starts before what it watches, and stops after it. */
    private static final int FIRST_PHASE = Integer.MIN_VALUE + 1000;

    /** The embedded store's file can be opened by one process only, so that no other gateway is alive. */
    @Bean
    Membership membership(MongoDatabase database, DataFolder data) {
        return new Membership(new GatewayStore(database), data.embeddedStore(), System::nanoTime);
    }

    @Bean
    CommonFeed commonFeed(MongoDatabase database, Membership membership, DataFolder data) {
        return new CommonFeed(new GatewayStore(database), membership, data.embeddedStore());
    }

    @Bean
    IdsInUse.Reader idsInUse(MongoDatabase database) {
        return new GatewayStore(database)::idsInUse;
    }

    @Bean
    StoreClockReader storeClockReader(MongoDatabase database, Clock clock) {
        return new StoreClockReader(database, clock);
    }

    /** Part of readiness: the last heartbeat, a durable write, is recent. Asks nothing of the store, so it answers at once. */
    @Bean
    HealthIndicator storeHealthIndicator(Membership membership) {
        return () -> membership
                .unwritable()
                .map(reason -> Health.down().withDetail("reason", reason).build())
                .orElseGet(() -> Health.up().build());
    }

    @Bean
    HealthIndicator workersHealthIndicator(List<Worker> workers) {
        return new WorkersHealthIndicator(workers);
    }

    @Bean
    FailureWatch restartHealthIndicator(List<Worker> workers, List<VitalPart> parts) {
        return new FailureWatch(workers, parts, System::nanoTime, FailureWatch::endProcess);
    }

    @Bean
    Worker failureWatch(ObjectProvider<FailureWatch> watch) {
        return new Worker("failure-watch", FIRST_PHASE, () -> watch.getObject().round());
    }

    @Bean
    MeterBinder platformMetrics(List<Worker> workers, Membership membership, StoreClockReader clocks) {
        return metrics -> {
            workers.forEach(worker -> up(worker, metrics));
            Gauge.builder(
                            "tributary.store.writable",
                            membership,
                            of -> of.unwritable().isEmpty() ? 1 : 0)
                    .description("1 while the last heartbeat, a durable write to the store, is recent, else 0")
                    .register(metrics);
            Gauge.builder(
                            "tributary.store.clock.ahead",
                            clocks,
                            of -> of.ahead().toMillis() / 1000.0)
                    .description(
                            "How far the clock of this gateway was ahead of the store's when they were last compared;"
                                    + " beyond 300 s either way nothing is deleted by its age")
                    .baseUnit("seconds")
                    .register(metrics);
        };
    }

    private static void up(Worker worker, MeterRegistry metrics) {
        Gauge.builder("tributary.worker.up", worker, of -> of.isWorking() ? 1 : 0)
                .description(
                        "1 while the thread of the background worker lives and its last round did not fail, else 0")
                .tag("worker", worker.name())
                .register(metrics);
    }
}
