package dev.tributary.mongo.retention;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long each kind is kept, as {@link Retention#parse} reads it.
 *
 * @param events counted from their recorded time
 * @param rows connections, accounts and transactions from the time of their last refresh, without one from when they were
 *     first stored; documents from the event that brought them
 * @param attempts the history of deliveries, counted from the recorded time of their events
 * @param audit counted from the time of an entry
 */
@ConfigurationProperties("tributary.retention")
public record RetentionSettings(
        @DefaultValue("unlimited") String events,
        @DefaultValue("unlimited") String rows,
        @DefaultValue("90d") String attempts,
        @DefaultValue("unlimited") String audit) {

    /** Longer than a provider sends a call again, which would become a new event. */
    private static final Duration MIN_EVENTS = Duration.ofDays(7);

    private static final Duration MIN = Duration.ofDays(1);

    public Retention ofEvents() {
        return Retention.parse("TRIBUTARY_RETENTION_EVENTS", events, MIN_EVENTS);
    }

    public Retention ofRows() {
        return Retention.parse("TRIBUTARY_RETENTION_ROWS", rows, MIN);
    }

    public Retention ofAttempts() {
        return Retention.parse("TRIBUTARY_RETENTION_ATTEMPTS", attempts, MIN);
    }

    public Retention ofAudit() {
        return Retention.parse("TRIBUTARY_RETENTION_AUDIT", audit, MIN);
    }
}
