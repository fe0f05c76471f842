package dev.tributary.benchmark;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** {@link BareClient} in a JVM of its own, with the flags that the gateway has. */
final class BareClientProcess implements AutoCloseable {

    /** @param cpuMicros for one post */
    record Outcome(double rate, double cpuMicros) {}

    private final Process process;
    private final BufferedReader answers;

    BareClientProcess(String jvmFlags, String uri, String secret, Path body) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        Arrays.stream(jvmFlags.split(" ", -1)).filter(flag -> !flag.isBlank()).forEach(command::add);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), BareClient.class.getName()));
        command.addAll(List.of(uri, secret, body.toString()));
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        answers = process.inputReader(StandardCharsets.UTF_8);
    }

    Outcome run(int connections, Duration duration) throws IOException {
        Path stat = Path.of("/proc", String.valueOf(process.pid()));
        double before = ProcStat.cpuSeconds(stat);
        process.outputWriter(StandardCharsets.UTF_8)
                .append(connections + " " + duration.toMillis() + "\n")
                .flush();
        String answer = answers.readLine();
        while (answer != null && !answer.matches("\\d+ \\d+")) {
            answer = answers.readLine(); // something logged
        }
        if (answer == null) {
            throw new IOException("the bare client ended");
        }
        String[] parts = answer.split(" ", -1);
        double count = Double.parseDouble(parts[0]);
        return new Outcome(
                count * 1e9 / Double.parseDouble(parts[1]), (ProcStat.cpuSeconds(stat) - before) * 1e6 / count);
    }

    @Override
    public void close() {
        process.destroy();
    }
}
