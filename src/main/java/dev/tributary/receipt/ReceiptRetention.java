package dev.tributary.receipt;

import com.mongodb.MongoException;
import dev.tributary.mongo.retention.Expired;
import dev.tributary.mongo.retention.Retention;
import dev.tributary.receipt.ReceiptTaskStore.Claim;
import dev.tributary.receipt.ReceiptTaskStore.Progress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Once an hour at one gateway: makes tomorrow's collection with its indexes, drops the days that are past the retention of
 * every tenant, and removes from the others what is past that of its own.
 */
final class ReceiptRetention {

    private static final Logger log = LoggerFactory.getLogger(ReceiptRetention.class);
    private static final Duration EVERY = Duration.ofHours(1);
    private static final int BATCH = 500;

    private final ReceiptDayStore days;
    private final ReceiptTaskStore tasks;
    private final Retention retention;
    private final Clock clock;

    ReceiptRetention(ReceiptDayStore days, ReceiptTaskStore tasks, Retention retention, Clock clock) {
        this.days = days;
        this.tasks = tasks;
        this.retention = retention;
        this.clock = clock;
    }

    void run() {
        try {
            tasks.claim(ReceiptTaskStore.RETENTION).ifPresent(this::run);
        } catch (MongoException e) {
            log.warn(
                    "Receipts past their retention were not dropped, the next round will: {}",
                    e.getClass().getSimpleName());
        }
    }

    private void run(Claim claim) {
        Instant now = clock.instant();
        days.prepare(ReceiptDayStore.day(now));
        days.prepare(ReceiptDayStore.day(now).plusDays(1));
        Optional<Duration> longest = retention.longest();
        List<LocalDate> dropped =
                longest.isEmpty() ? List.of() : days.dropBefore(ReceiptDayStore.day(now.minus(longest.get())));
        if (!dropped.isEmpty()) {
            log.info("Dropped the receipts of {}, which are past their retention", dropped);
        }
        if (removeOfTenants(claim, now)) {
            tasks.end(claim, new Progress(now, Set.of(), List.of()), EVERY);
        }
    }

    /** Removes the days of tenants with a shorter retention than others. False: another gateway has the claim. */
    private boolean removeOfTenants(Claim claim, Instant now) {
        if (retention.tenants().isEmpty()) {
            return true; // each day was dropped whole
        }
        for (Expired expired : retention.expired(now)) {
            LocalDate first = ReceiptDayStore.day(expired.before());
            for (LocalDate day : days.days()) {
                while (day.isBefore(first) && days.remove(day, expired, BATCH) == BATCH) {
                    if (!tasks.renew(claim)) {
                        return false;
                    }
                }
            }
        }
        return tasks.renew(claim);
    }
}
