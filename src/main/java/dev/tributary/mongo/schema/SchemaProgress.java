package dev.tributary.mongo.schema;

import com.mongodb.MongoException;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.hc.core5.concurrent.DefaultThreadFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs every five seconds how far the upgrade is, and renews the lease as often. */
final class SchemaProgress implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(SchemaProgress.class);
    private static final int EVERY_SECONDS = 5;
    /** A step that took less time gets no line in the log. */
    private static final long WORTH_A_LINE = TimeUnit.SECONDS.toNanos(1);

    private record Work(String what, @Nullable String collection, long since) {}

    private final SchemaLease lease;
    private final IndexBuild indexes;
    private final ScheduledExecutorService ticks =
            Executors.newSingleThreadScheduledExecutor(new DefaultThreadFactory("schema", true));
    private volatile @Nullable Work work;

    @SuppressWarnings("FutureReturnValueIgnored") // a tick reports its own failures
    SchemaProgress(SchemaLease lease, IndexBuild indexes) {
        this.lease = lease;
        this.indexes = indexes;
        ticks.scheduleWithFixedDelay(this::tick, EVERY_SECONDS, EVERY_SECONDS, TimeUnit.SECONDS);
    }

    void begin(String step) {
        log.info("{}", step);
        work = new Work(step, null, System.nanoTime());
    }

    void begin(StoreIndex index) {
        work = new Work("Index " + index + " (" + index.why() + ")", index.collection(), System.nanoTime());
    }

    void end() {
        Work ended = work;
        work = null;
        if (ended != null && System.nanoTime() - ended.since() >= WORTH_A_LINE) {
            log.info("{}: done in {} s", ended.what(), seconds(ended));
        }
    }

    @Override
    public void close() {
        ticks.shutdownNow();
    }

    private void tick() {
        try {
            lease.renew();
            Work now = work;
            if (now != null) {
                String part = now.collection() == null ? "" : indexes.progress(now.collection());
                log.info("{}: {} s{}", now.what(), seconds(now), part.isEmpty() ? "" : ", " + part);
            }
        } catch (MongoException e) {
            log.debug("The lease was not renewed", e); // another gateway may run the step again, which changes nothing
        }
    }

    private static String seconds(Work work) {
        return String.format(Locale.ROOT, "%.1f", (System.nanoTime() - work.since()) / 1e9);
    }
}
