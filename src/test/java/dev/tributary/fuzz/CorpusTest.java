package dev.tributary.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** No input of the corpus breaks its parser. What the fuzzer found is kept there. */
class CorpusTest {

    @ParameterizedTest
    @EnumSource
    @Timeout(30)
    void everyInputIsReadOrRefused(FuzzTarget target) throws IOException {
        List<Path> inputs;
        try (Stream<Path> files = Files.list(target.corpus())) {
            inputs = files.sorted().toList();
        }
        assertThat(inputs).hasSizeGreaterThan(5);
        for (Path input : inputs) {
            byte[] bytes = Files.readAllBytes(input);
            try {
                target.read(bytes);
            } catch (RuntimeException | Error e) {
                throw new AssertionError(input + " breaks its parser", e);
            }
        }
    }
}
