package dev.tributary.receipt;

import com.mongodb.MongoException;
import dev.tributary.receipt.ReceiptTaskStore.Progress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;

/** Once an hour at one gateway: makes tomorrow's collection with its indexes, and drops the days past their retention. */
final class ReceiptRetention {

    private static final Logger log = LoggerFactory.getLogger(ReceiptRetention.class);
    private static final Duration EVERY = Duration.ofHours(1);

    private final ReceiptDayStore days;
    private final ReceiptTaskStore tasks;
    private final Duration retention;
    private final Clock clock;

    ReceiptRetention(ReceiptDayStore days, ReceiptTaskStore tasks, Duration retention, Clock clock) {
        this.days = days;
        this.tasks = tasks;
        this.retention = retention;
        this.clock = clock;
    }

    @Scheduled(fixedDelayString = "PT5M")
    void run() {
        try {
            tasks.claim(ReceiptTaskStore.RETENTION).ifPresent(claim -> {
                Instant now = clock.instant();
                days.prepare(ReceiptDayStore.day(now));
                days.prepare(ReceiptDayStore.day(now).plusDays(1));
                List<LocalDate> dropped = days.dropBefore(ReceiptDayStore.day(now.minus(retention)));
                if (!dropped.isEmpty()) {
                    log.info("Dropped the receipts of {}, which are past their retention", dropped);
                }
                tasks.end(claim, new Progress(now, Set.of(), List.of()), EVERY);
            });
        } catch (MongoException e) {
            log.warn(
                    "Receipts past their retention were not dropped, the next round will: {}",
                    e.getClass().getSimpleName());
        }
    }
}
