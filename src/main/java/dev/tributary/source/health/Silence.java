package dev.tributary.source.health;

import java.time.Duration;
import java.time.Instant;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * When a source counts as silent: no call for twice its longest gap of the last eight days, so that nights and weekends are usual.
 *
 * @param min silence that is always usual
 * @param learn how long calls are watched before a source can count as silent
 * @param every how often sources are looked at
 */
@ConfigurationProperties("tributary.source-health")
record Silence(
        @DefaultValue("1h") Duration min,
        @DefaultValue("24h") Duration learn,
        @DefaultValue("1m") Duration every) {

    static final int DAYS = 8;

    boolean isSilent(SourceHealth health, Instant now) {
        Instant first = health.firstCallAt();
        Instant last = health.lastCallAt();
        if (first == null || last == null || first.plus(learn).isAfter(last)) {
            return false;
        }
        Duration twice = health.usualGap().multipliedBy(2);
        Duration usual = twice.compareTo(min) < 0 ? min : twice;
        return last.plus(usual).isBefore(now);
    }
}
