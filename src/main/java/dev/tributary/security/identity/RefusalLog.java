package dev.tributary.security.identity;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;

/** Writes at most one line a minute for each check that refuses tokens, with the number of refusals since the line before. */
final class RefusalLog {

    private static final long EVERY = TimeUnit.MINUTES.toNanos(1);

    /** @param since when the last line was written */
    private record Line(long since, long refusals) {}

    private final Logger log;
    private final Map<String, Line> lines = new ConcurrentHashMap<>();

    RefusalLog(Logger log) {
        this.log = log;
    }

    /** @param check one of a few names: each has a line of its own */
    void add(String check, String details) {
        long now = System.nanoTime();
        lines.compute(check, (name, last) -> {
            if (last != null && now - last.since() < EVERY) {
                return new Line(last.since(), last.refusals() + 1);
            }
            log.info(
                    "A token was refused: check {}, {}; {} further since the last such line",
                    check,
                    details,
                    last == null ? 0 : last.refusals());
            return new Line(now, 0);
        });
    }
}
