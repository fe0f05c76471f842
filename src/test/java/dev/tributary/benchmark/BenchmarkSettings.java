package dev.tributary.benchmark;

import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * System properties {@code benchmark.*}.
 *
 * @param connections of the loaded runs
 * @param firstPort the targets listen on this port and the seven after it
 * @param jvm flags of every target
 * @param mongodb a server to use; null uses the embedded store
 * @param gatewayJvm further flags of the gateway, to profile it
 */
record BenchmarkSettings(
        int rounds,
        Duration warmUp,
        Duration round,
        Duration idleRound,
        int connections,
        int firstPort,
        String jvm,
        @Nullable String mongodb,
        String gatewayJvm) {

    static BenchmarkSettings fromSystemProperties() {
        String uri = text("mongodb-uri", "");
        return new BenchmarkSettings(
                Integer.parseInt(text("rounds", "5")),
                duration("warm-up", "60s"),
                duration("round", "20s"),
                duration("idle-round", "5s"),
                Integer.parseInt(text("connections", "64")),
                Integer.parseInt(text("port", "21400")),
                text("jvm", "-Xmx384m -XX:+UseParallelGC"),
                uri.isEmpty() ? null : uri,
                text("gateway-jvm", ""));
    }

    private static String text(String name, String otherwise) {
        return System.getProperty("benchmark." + name, otherwise);
    }

    private static Duration duration(String name, String otherwise) {
        return Duration.parse("PT" + text(name, otherwise).toUpperCase(Locale.ROOT));
    }
}
