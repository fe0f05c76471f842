package dev.tributary.sdk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A program in another language, in {@code src/test/resources/sdk/<name>}. Its libraries are installed at fixed versions
 * into {@code target/sdk/<name>}. Without the language's tools the calling test is skipped, or fails where
 * {@code tributary.test.requireSdks} is set.
 */
record SdkProgram(String name) {

    /** Installs what {@code requirements.txt} names. */
    static final String PIP = "python3 -m pip install --quiet --no-deps --upgrade --target . -r requirements.txt";

    /**
     * What a program said.
     *
     * @param lines of its output
     * @param problems its output of errors
     */
    record Said(int exitCode, List<String> lines, String problems) {}

    /**
     * Installs the libraries, or builds the program with them.
     *
     * @param command ends with 0 where that is done
     * @param beside further files that the program needs
     */
    void install(String command, Path... beside) throws Exception {
        Files.createDirectories(folder());
        List<Path> files = new ArrayList<>(List.of(beside));
        try (Stream<Path> sources = Files.list(Path.of("src/test/resources/sdk", name))) {
            sources.forEach(files::add);
        }
        for (Path file : files) {
            Files.copy(file, folder().resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
        }
        boolean required = Boolean.getBoolean("tributary.test.requireSdks");
        String tool = words(command).get(0);
        assumeTrue(required || isThere(tool), () -> tool + " is not on this machine");
        Said installed = run(words(command));
        assumeTrue(required || installed.exitCode() == 0, () -> "cannot be installed: " + installed);
        assertThat(installed.exitCode()).as("%s", installed).isZero();
    }

    /** Runs a command on a file or folder. */
    Said run(String command, Path argument) throws Exception {
        List<String> words = new ArrayList<>(words(command));
        words.add(argument.toAbsolutePath().toString());
        return run(words);
    }

    private Said run(List<String> command) throws Exception {
        Path output = folder().resolve("output.txt");
        Path problems = folder().resolve("problems.txt");
        Process process = new ProcessBuilder(command)
                .directory(folder().toFile())
                .redirectOutput(output.toFile())
                .redirectError(problems.toFile())
                .start();
        if (!process.waitFor(5, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new IllegalStateException(command + " has not ended in 5 minutes");
        }
        return new Said(process.exitValue(), Files.readAllLines(output, UTF_8), Files.readString(problems, UTF_8));
    }

    private static List<String> words(String command) {
        return List.of(command.split(" ", -1));
    }

    private static boolean isThere(String tool) {
        return Stream.of(System.getenv("PATH").split(":", -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, tool)));
    }

    private Path folder() {
        return Path.of("target/sdk", name).toAbsolutePath();
    }
}
