package dev.tributary.sdk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A language whose official libraries check recorded deliveries. They are installed at fixed versions into
 * {@code target/sdk/<language>}; the program is in {@code src/test/resources/sdk/<language>}
 * and verifies by the sample of the README. Without the language's tools
 * the calling test is skipped, or fails where {@code tributary.test.requireSdks} is set.
 */
enum SdkLanguage {
    JAVASCRIPT("receive.mjs", true, "npm ci --no-audit --no-fund", "node verify.js"),
    PYTHON(
            "receive.py",
            false,
            "python3 -m pip install --quiet --no-deps --upgrade --target . -r requirements.txt",
            "python3 verify.py"),
    GO("receive.go", true, "go build -o verify .", "./verify");

    /**
     * What a program said.
     *
     * @param lines one for each check
     * @param problems why it refused what it refused
     */
    record Verdict(int exitCode, List<String> lines, String problems) {}

    /** What the README shows. */
    static final Path SAMPLES = Path.of("src/main/resources/verification");

    private final String sample;
    private final boolean verifiesPublicKeys;
    private final String install;
    private final String verify;

    SdkLanguage(String sample, boolean verifiesPublicKeys, String install, String verify) {
        this.sample = sample;
        this.verifiesPublicKeys = verifiesPublicKeys;
        this.install = install;
        this.verify = verify;
    }

    /** Whether the program verifies {@code v1a}, by the language's own Ed25519. */
    boolean verifiesPublicKeys() {
        return verifiesPublicKeys;
    }

    /** Installs the libraries, or builds the program with them. */
    void install() throws Exception {
        Path sources = Path.of("src/test/resources/sdk", folderName());
        Files.createDirectories(folder());
        try (Stream<Path> files = Files.list(sources)) {
            for (Path file : files.toList()) {
                Files.copy(file, folder().resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        Files.copy(SAMPLES.resolve(sample), folder().resolve(sample), StandardCopyOption.REPLACE_EXISTING);
        boolean required = Boolean.getBoolean("tributary.test.requireSdks");
        String tool = words(install).get(0);
        assumeTrue(required || isThere(tool), () -> tool + " is not on this machine");
        Verdict installed = run(words(install));
        assumeTrue(required || installed.exitCode() == 0, () -> "cannot be installed: " + installed);
        assertThat(installed.exitCode()).as("%s", installed).isZero();
    }

    /** Runs the program on a file of deliveries. */
    Verdict verify(Path deliveries) throws Exception {
        List<String> command = new ArrayList<>(words(verify));
        command.add(deliveries.toAbsolutePath().toString());
        return run(command);
    }

    private Verdict run(List<String> command) throws Exception {
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
        return new Verdict(process.exitValue(), Files.readAllLines(output, UTF_8), Files.readString(problems, UTF_8));
    }

    private static List<String> words(String command) {
        return List.of(command.split(" ", -1));
    }

    private static boolean isThere(String tool) {
        return Stream.of(System.getenv("PATH").split(":", -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, tool)));
    }

    private Path folder() {
        return Path.of("target/sdk", folderName()).toAbsolutePath();
    }

    private String folderName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
