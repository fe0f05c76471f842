package dev.tributary.benchmark;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordingFile;
import org.jspecify.annotations.Nullable;

/** Which part of the gateway runs while it is loaded, by samples of the JVM's flight recorder. Java code only. */
final class CpuProfile {

    private static final String NAME = "benchmark";
    /** By the beginnings of class names. A sample belongs to the innermost frame that one of these fits. */
    private static final List<String> PARTS = List.of(
            "dev.tributary.embedded",
            "dev.tributary.eventstore",
            "dev.tributary.ingest.http",
            "dev.tributary.ingest",
            "dev.tributary.ingest.commit",
            "dev.tributary.mapping",
            "dev.tributary.receipt",
            "dev.tributary.verification",
            "dev.tributary",
            "com.fasterxml.jackson",
            "com.jayway.jsonpath",
            "com.mongodb",
            "de.bwaldvogel.mongo",
            "io.netty",
            "org.apache.camel",
            "org.apache.",
            "org.bson",
            "org.rocksdb",
            "org.springframework");

    private final Map<String, Integer> samples = new TreeMap<>();
    private int total;

    private CpuProfile() {}

    static void start(long pid) throws IOException, InterruptedException {
        jcmd(pid, "JFR.start", "name=" + NAME, "settings=profile");
    }

    /** Ends the recording and reads it. */
    static CpuProfile stop(long pid, Path file) throws IOException, InterruptedException {
        jcmd(pid, "JFR.stop", "name=" + NAME, "filename=" + file);
        var profile = new CpuProfile();
        try (var recording = new RecordingFile(file)) {
            while (recording.hasMoreEvents()) {
                RecordedEvent event = recording.readEvent();
                if (event.getEventType().getName().equals("jdk.ExecutionSample")) {
                    profile.samples.merge(part(event.getStackTrace()), 1, Integer::sum);
                    profile.total++;
                }
            }
        }
        return profile;
    }

    private static void jcmd(long pid, String... command) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString());
        line.add(String.valueOf(pid));
        line.addAll(List.of(command));
        Process process = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (!process.waitFor(1, TimeUnit.MINUTES) || process.exitValue() != 0) {
            throw new IOException("failed: " + String.join(" ", line));
        }
    }

    private static String part(@Nullable RecordedStackTrace stack) {
        if (stack != null) {
            for (RecordedFrame frame : stack.getFrames()) {
                String type = frame.getMethod().getType().getName();
                for (String part : PARTS) {
                    if (type.startsWith(part)) {
                        return part.endsWith(".") ? part + "*" : part;
                    }
                }
            }
        }
        return "the rest";
    }

    int total() {
        return total;
    }

    /** In hundredths, the largest first. */
    List<Map.Entry<String, Double>> shares() {
        return samples.entrySet().stream()
                .map(entry -> Map.entry(entry.getKey(), 100.0 * entry.getValue() / total))
                .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
                .toList();
    }
}
