package dev.tributary.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.Jazzer;
import dev.tributary.faultrun.Form;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Looks for inputs that break a parser, guided by the code that they reach: a few seconds each, ten minutes each with
 * {@code mvn -Pfuzz verify}. An input that breaks one is written to {@code target/fuzz}; it belongs into the corpus.
 */
class FuzzIT {

    private static final int SECONDS = Integer.getInteger("tributary.test.fuzz-seconds", Form.choose(3, 600));
    /** Of the slowest input; the first one starts everything that its parser needs. */
    private static final int INPUT_SECONDS = 25;

    @TempDir
    Path found;

    @ParameterizedTest
    @EnumSource
    void noInputBreaksTheParser(FuzzTarget target) throws Exception {
        Path findings = Path.of("target/fuzz").toAbsolutePath();
        Files.createDirectories(findings);
        Process fuzzer = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Jazzer.class.getName(),
                        "--target_class=" + target.className(),
                        "--instrumentation_includes=dev.tributary.**",
                        "--custom_hook_includes=dev.tributary.**",
                        "--reproducer_path=" + findings,
                        "-artifact_prefix=" + findings + "/" + target.name() + "-",
                        "-max_total_time=" + SECONDS,
                        "-timeout=" + INPUT_SECONDS,
                        "-max_len=20000",
                        "-rss_limit_mb=0",
                        found.toString(),
                        target.corpus().toAbsolutePath().toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(fuzzer.getInputStream().readAllBytes(), UTF_8);
        assertThat(fuzzer.waitFor()).as("%s: %s", target, tail(output)).isZero();
        Form.say("fuzzing %s: %s", target, lastLine(output));
        assertThat(output).as("inputs were tried").containsPattern("Done \\d{2,} runs");
    }

    private static String tail(String output) {
        List<String> lines = output.lines().toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 60), lines.size()));
    }

    private static String lastLine(String output) {
        return output.lines()
                .filter(line -> line.startsWith("Done "))
                .findFirst()
                .orElse("");
    }
}
