package dev.tributary.source;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes secrets of sources that have expired. They verify nothing from that moment on; they stay a while, so that a mistaken
 * date can be changed. Gateways that meet change nothing twice: each removal is one of a source at a revision.
 */
final class ExpiredSecrets {

    private static final Logger log = LoggerFactory.getLogger(ExpiredSecrets.class);
    private static final Duration EVERY = Duration.ofMinutes(1);

    private final SourceDirectory directory;
    private final SourceStore store;
    private final Duration keep;
    private final Clock clock;

    /** @param keep how long a secret stays after it has expired */
    ExpiredSecrets(SourceDirectory directory, SourceStore store, Duration keep, Clock clock) {
        this.directory = directory;
        this.store = store;
        this.keep = keep;
        this.clock = clock;
    }

    Duration round() {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        for (Source source : directory.all()) {
            List<SourceSecret> left = source.secrets().stream()
                    .filter(secret -> !secret.isExpired(now.minus(keep)))
                    .toList();
            if (left.size() < source.secrets().size()
                    && store.replace(source.withSecrets(left).modified(now))) {
                log.info("Removed expired secrets of source {}", source.id());
            }
        }
        return keep.compareTo(EVERY) < 0 ? keep : EVERY;
    }
}
