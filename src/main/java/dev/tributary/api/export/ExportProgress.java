package dev.tributary.api.export;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import org.apache.coyote.CloseNowException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How far an export is. A long one says so in the log, twice a minute and at its end. */
final class ExportProgress {

    private static final Logger log = LoggerFactory.getLogger(ExportProgress.class);
    private static final Duration EVERY = Duration.ofSeconds(30);

    private final String name;
    private final long maxRows;
    private final HttpServletResponse response;
    private long rows;
    private long saidAt = System.nanoTime();
    private boolean isLong;

    /** @param name such as {@code events of default} */
    ExportProgress(String name, long maxRows, HttpServletResponse response) {
        this.name = name;
        this.maxRows = maxRows;
        this.response = response;
    }

    /** @throws CloseNowException by which the server closes the connection, if the export would have too many rows with these */
    void next(int count) throws IOException {
        if (rows + count > maxRows) {
            log.warn(
                    "The export of {} breaks off after {} rows: it has more than the {} of TRIBUTARY_EXPORT_MAX_ROWS",
                    name,
                    rows,
                    maxRows);
            response.flushBuffer(); // an answer that has begun can only be broken off
            throw new CloseNowException("An export has more than " + maxRows + " rows", null);
        }
        rows += count;
        if (System.nanoTime() - saidAt > EVERY.toNanos()) {
            log.info("The export of {} has sent {} rows", name, rows - count);
            saidAt = System.nanoTime();
            isLong = true;
        }
    }

    void end() {
        if (isLong) {
            log.info("The export of {} has ended with {} rows", name, rows);
        }
    }
}
