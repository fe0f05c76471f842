package dev.tributary.benchmark;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A target in a JVM of its own, and what the system knows about that process. */
final class TargetProcess implements AutoCloseable {

    private static final Duration MAX_WAIT = Duration.ofMinutes(2);
    private final Process process;
    private final HttpClient http = HttpClient.newHttpClient();
    private final URI readiness;
    private final Path log;
    private final double secondsToReady;

    private TargetProcess(Process process, URI readiness, Path log) throws IOException, InterruptedException {
        this.process = process;
        this.readiness = readiness;
        this.log = log;
        this.secondsToReady = awaitReady();
    }

    /** Returns when the target answers the readiness address 200. */
    static TargetProcess start(
            String jvmFlags, List<String> program, Map<String, String> environment, URI readiness, Path folder)
            throws IOException, InterruptedException {
        Files.createDirectories(folder);
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        Arrays.stream(jvmFlags.split(" ", -1)).filter(flag -> !flag.isBlank()).forEach(command::add);
        command.addAll(program);
        Path log = folder.resolve("log");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        return new TargetProcess(builder.start(), readiness, log);
    }

    private double awaitReady() throws IOException, InterruptedException {
        long startedAt = System.nanoTime();
        HttpRequest request = HttpRequest.newBuilder(readiness).build();
        while (process.isAlive() && System.nanoTime() - startedAt < MAX_WAIT.toNanos()) {
            try {
                if (http.send(request, BodyHandlers.discarding()).statusCode() == 200) {
                    return (System.nanoTime() - startedAt) / 1e9;
                }
            } catch (IOException e) {
                // Not listening yet.
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
        process.destroyForcibly();
        throw new IOException("the target did not become ready at " + readiness + ":\n" + Files.readString(log));
    }

    double secondsToReady() {
        return secondsToReady;
    }

    long pid() {
        return process.pid();
    }

    /** User and system time of all threads so far. */
    double cpuSeconds() throws IOException {
        return ProcStat.cpuSeconds(Path.of("/proc", String.valueOf(process.pid())));
    }

    /** The largest amount of memory that was resident at any time, in GiB. */
    double peakMemory() throws IOException {
        return status("VmHWM:") / 1024.0 / 1024.0;
    }

    /** The memory that is resident now, in GiB. */
    double memory() throws IOException {
        return status("VmRSS:") / 1024.0 / 1024.0;
    }

    /** @return kilobytes */
    private long status(String name) throws IOException {
        try (var lines = Files.lines(Path.of("/proc", String.valueOf(process.pid()), "status"))) {
            String line = lines.filter(each -> each.startsWith(name))
                    .findFirst()
                    .orElseThrow(() -> new IOException("no " + name + " in /proc"));
            return Long.parseLong(line.replaceAll("\\D", ""));
        }
    }

    /** Ends it by SIGKILL and waits. */
    void kill() throws IOException, InterruptedException {
        process.destroyForcibly();
        if (!process.waitFor(MAX_WAIT.toSeconds(), TimeUnit.SECONDS)) {
            throw new IOException("a target did not end; its log is " + log);
        }
    }

    /** Asks it to end, as an operator does, and waits. */
    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(MAX_WAIT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException("a target did not stop; its log is " + log);
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
