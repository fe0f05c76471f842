package dev.tributary.mongo.retention;

import dev.tributary.platform.UnusableConfigurationException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.springframework.boot.convert.DurationStyle;

/**
 * How long one kind of document is kept.
 *
 * @param usual of every tenant that is not named; empty for without limit
 * @param tenants those that are named; empty for without limit
 */
public record Retention(Optional<Duration> usual, Map<String, Optional<Duration>> tenants) {

    private static final String UNLIMITED = "unlimited";
    private static final Duration MAX = Duration.ofDays(36_500);

    /**
     * Reads {@code 90d,acme=30d,bank=unlimited}: that of every tenant first, then those of single ones.
     *
     * @throws UnusableConfigurationException if it is nothing of the kind, or shorter than {@code min}
     */
    public static Retention parse(String setting, String text, Duration min) {
        String[] parts = text.strip().split("\\s*,\\s*", -1);
        Map<String, Optional<Duration>> tenants = new TreeMap<>();
        for (int i = 1; i < parts.length; i++) {
            int at = parts[i].lastIndexOf('=');
            if (at < 1
                    || tenants.put(parts[i].substring(0, at), one(setting, parts[i].substring(at + 1), min)) != null) {
                throw unusable(setting, min);
            }
        }
        return new Retention(one(setting, parts[0], min), tenants);
    }

    private static Optional<Duration> one(String setting, String text, Duration min) {
        if (text.equals(UNLIMITED)) {
            return Optional.empty();
        }
        try {
            Duration duration = DurationStyle.SIMPLE.parse(text);
            if (duration.compareTo(min) >= 0 && duration.compareTo(MAX) <= 0) {
                return Optional.of(duration);
            }
        } catch (IllegalArgumentException e) {
            // answered below
        }
        throw unusable(setting, min);
    }

    private static UnusableConfigurationException unusable(String setting, Duration min) {
        return new UnusableConfigurationException(
                setting,
                "must be a duration from " + min.toDays() + "d to " + MAX.toDays() + "d or " + UNLIMITED
                        + ", and after it those of single tenants, such as 365d,acme=90d");
    }

    /** The longest one of all tenants; empty for without limit. */
    public Optional<Duration> longest() {
        return usual.isEmpty() || tenants.containsValue(Optional.<Duration>empty())
                ? Optional.empty()
                : Stream.concat(Stream.of(usual), tenants.values().stream())
                        .flatMap(Optional::stream)
                        .max(Comparator.naturalOrder());
    }

    /** From when on a tenant's documents are kept; empty for without limit. */
    public Optional<Instant> keptFrom(String tenant, Instant now) {
        return tenants.getOrDefault(tenant, usual).map(now::minus);
    }

    /** What is to be removed now. */
    public List<Expired> expired(Instant now) {
        List<Expired> all = new ArrayList<>();
        tenants.forEach((tenant, duration) ->
                duration.ifPresent(kept -> all.add(new Expired(tenant, List.of(), now.minus(kept)))));
        usual.ifPresent(kept -> all.add(new Expired(null, List.copyOf(tenants.keySet()), now.minus(kept))));
        return all;
    }
}
