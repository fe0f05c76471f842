package dev.tributary.platform.membership;

import com.mongodb.client.MongoDatabase;
import java.time.Clock;
import java.time.Duration;
import java.util.Date;
import org.bson.Document;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares this gateway's clock with the store's. What deletes by age asks first, and deletes nothing while the two differ:
 * by a clock that is a month ahead, it would delete what every tenant may rely on for another month.
 */
public final class StoreClockReader {

    private static final Logger log = LoggerFactory.getLogger(StoreClockReader.class);

    /** More than an answer of the store takes, and than synchronised clocks differ. */
    private static final Duration MAX_DIFFERENCE = Duration.ofMinutes(5);

    private static final Document HELLO = new Document("hello", 1); // every user may ask for it

    private final MongoDatabase database;
    private final Clock clock;
    private volatile Duration ahead = Duration.ZERO;
    private boolean agreed = true;

    public StoreClockReader(MongoDatabase database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * Whether the clocks differ by at most five minutes now. Says so in the log when that has changed. Errors of the driver
     * pass through unchanged.
     */
    public synchronized boolean agrees() {
        // a server that does not tell its time counts as one with another time
        Date there = database.runCommand(HELLO).get("localTime", new Date(0));
        Duration difference = Duration.between(there.toInstant(), clock.instant());
        boolean agrees = difference.abs().compareTo(MAX_DIFFERENCE) <= 0;
        if (agreed && !agrees) {
            log.error(
                    "The clock of this gateway is {} s ahead of the store's (behind if negative): nothing is deleted by its"
                            + " age from here, and no receipts are swept, until they differ by at most {} s",
                    difference.toSeconds(),
                    MAX_DIFFERENCE.toSeconds());
        } else if (!agreed && agrees) {
            log.info("The clock of this gateway agrees with the store's again");
        }
        ahead = difference;
        agreed = agrees;
        return agrees;
    }

    /** How far this gateway's clock was ahead when they were last compared; negative where it was behind. */
    public Duration ahead() {
        return ahead;
    }
}
