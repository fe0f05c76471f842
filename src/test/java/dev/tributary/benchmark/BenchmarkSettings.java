package dev.tributary.benchmark;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * System properties {@code benchmark.*}.
 *
 * @param connections of the loaded runs
 * @param firstPort the targets listen on this port and the seven after it
 * @param jvm flags of every target
 * @param mongodb a server to use; null uses the embedded store
 * @param gatewayJvm further flags of the gateway, to profile it
 * @param only {@code ingest}, {@code delivery}, {@code history} or {@code soak} for one part; empty for all but the soak
 * @param backlog deliveries of one drain
 * @param failingEndpoints of the run that counts failures
 * @param history events that are stored when the cost of history is measured
 * @param soak how long the load of the soak lasts
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
        String gatewayJvm,
        String only,
        int backlog,
        int failingEndpoints,
        int history,
        Duration soak) {

    static BenchmarkSettings fromSystemProperties() {
        String uri = text("mongodb-uri", "");
        return new BenchmarkSettings(
                Integer.parseInt(text("rounds", "5")),
                duration("warm-up", "60s"),
                duration("round", "20s"),
                duration("idle-round", "5s"),
                Integer.parseInt(text("connections", "64")),
                Integer.parseInt(text("port", "21400")),
                text("jvm", "-Xmx384m -XX:+UseParallelGC -XX:+UseTransparentHugePages"),
                uri.isEmpty() ? null : uri,
                text("gateway-jvm", ""),
                text("only", ""),
                Integer.parseInt(text("backlog", "20000")),
                Integer.parseInt(text("failing-endpoints", "1000")),
                Integer.parseInt(text("history", "1000000")),
                duration("soak", "20m"));
    }

    BenchmarkSettings {
        if (!List.of("", "ingest", "delivery", "history", "soak").contains(only)) {
            throw new IllegalArgumentException("benchmark.only must be ingest, delivery, history or soak, not " + only);
        }
    }

    boolean includes(String part) {
        return only.isEmpty() ? !part.equals("soak") : only.equals(part);
    }

    /** A database on the server that was named; null for the embedded store. */
    @Nullable
    String databaseUri(String database) {
        return mongodb == null ? null : uri(mongodb, database);
    }

    static String uri(String server, String database) {
        String[] parts = server.split("\\?", 2);
        String query = parts.length == 2 ? "?" + parts[1] : "";
        return parts[0].replaceFirst("/+$", "") + "/" + database + query;
    }

    /** Environment of a target that listens on the port, and for its management on the next one. */
    static Map<String, String> environment(int port, Path folder, @Nullable String databaseUri) {
        Map<String, String> environment = new HashMap<>(Map.of(
                "SERVER_ADDRESS", "127.0.0.1",
                "SERVER_PORT", String.valueOf(port),
                // A load generator is one client for long; the default ends its connections after 100 calls.
                "SERVER_TOMCAT_MAX_KEEP_ALIVE_REQUESTS", "-1",
                "MANAGEMENT_SERVER_PORT", String.valueOf(port + 1),
                "TRIBUTARY_DATA", folder.toString()));
        if (databaseUri != null) {
            environment.put("MONGODB_URI", databaseUri);
            environment.put("TRIBUTARY_MASTER_KEY", Base64.getEncoder().encodeToString(new byte[32]));
        }
        return environment;
    }

    private static String text(String name, String otherwise) {
        return System.getProperty("benchmark." + name, otherwise);
    }

    private static Duration duration(String name, String otherwise) {
        return Duration.parse("PT" + text(name, otherwise).toUpperCase(Locale.ROOT));
    }
}
