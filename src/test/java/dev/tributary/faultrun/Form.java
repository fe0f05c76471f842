package dev.tributary.faultrun;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How much a fault run does. System properties: {@code tributary.test.form} ({@code short}, {@code long}),
 * {@code tributary.test.seed}, {@code tributary.test.store} (one store only), {@code tributary.test.lease} (of the gateway, seconds), and
 * {@code tributary.test.gateway-environment} ({@code NAME=value;NAME=value}, further settings of every gateway).
 */
public final class Form {

    private static final boolean LONG = "long".equals(System.getProperty("tributary.test.form"));

    private Form() {}

    /** One of two values, by the form that runs. */
    public static <T> T choose(T shortForm, T longForm) {
        return LONG ? longForm : shortForm;
    }

    /** How long a rate is measured. */
    public static Duration window() {
        return Duration.ofSeconds(choose(3, 20));
    }

    /** The store that was asked for; else both in the long form, and the embedded one in the short form. */
    public static Stream<Store> stores() {
        String asked = System.getProperty("tributary.test.store");
        if (asked != null) {
            return Stream.of(Store.valueOf(asked.toUpperCase(Locale.ROOT)));
        }
        return LONG ? Stream.of(Store.values()) : Stream.of(Store.EMBEDDED);
    }

    /** How long a gateway that does not answer keeps its work, at most. */
    public static Duration lease() {
        return Duration.ofSeconds(Integer.getInteger("tributary.test.lease", 20));
    }

    /**
     * Until when the work of a gateway that was killed or stopped must have been done by another one. What it had claimed
     * from the queue is leased for 90 s: a gateway that had itself taken deliveries over may be killed while it sends them.
     */
    public static Duration takeOver() {
        return lease().plus(Duration.ofMinutes(2));
    }

    /** Random numbers; the seed is printed, and {@code -Dtributary.test.seed} repeats a run. */
    public static Random random(String test) {
        long seed = Long.getLong("tributary.test.seed", System.nanoTime() & 0xffffff);
        say("%s: -Dtributary.test.seed=%d", test, seed);
        return new Random(seed);
    }

    /** Prints a figure of a run. */
    public static void say(String format, Object... arguments) {
        System.out.printf("[fault run] " + format + "%n", arguments);
    }

    static Map<String, String> gatewayEnvironment() {
        return Arrays.stream(System.getProperty("tributary.test.gateway-environment", "")
                        .split(";"))
                .filter(setting -> setting.contains("="))
                .map(setting -> setting.split("=", 2))
                .collect(Collectors.toMap(setting -> setting[0], setting -> setting[1]));
    }
}
