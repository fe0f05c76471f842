package dev.tributary.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** The first try as a newcomer runs it: the gateway with its embedded store, simulated around. */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "management.server.port=0",
            "tributary.simulator.paybook-port=0",
            "tributary.simulator.subscriber-port=0",
            "tributary.simulator.pace=250ms",
            "tributary.egress.allow=127.0.0.0/8"
        })
@ActiveProfiles("simulator")
@DirtiesContext
class SimulatorTest {

    private static final ByteArrayOutputStream PRINTED = new ByteArrayOutputStream();

    @TempDir
    static Path data;

    @Autowired
    private Simulator simulator;

    @DynamicPropertySource
    static void data(DynamicPropertyRegistry registry) {
        registry.add("tributary.data", data::toString);
    }

    @TestConfiguration
    static class CapturedConsole {

        @Bean
        @Primary
        Console capturedConsole() {
            return new Console(new PrintStream(PRINTED, true, UTF_8));
        }
    }

    @Test
    void everythingExpectedHappens() {
        await().atMost(Duration.ofSeconds(90))
                .untilAsserted(
                        () -> assertThat(simulator.tally().shortcomings()).isEmpty());

        List<String> lines = PRINTED.toString(UTF_8).lines().toList();
        assertThat(lines).anyMatch(line -> line.contains("→") && line.endsWith("200 duplicate"));
        assertThat(lines).anyMatch(line -> line.contains("→") && line.endsWith("401 refused"));
        assertThat(lines).anyMatch(line -> line.contains("⇢") && line.endsWith("429 Too Many Requests"));
        assertThat(lines).anyMatch(line -> line.contains("✓ ") && line.contains("attempt 2"));
        assertThat(lines).noneMatch(line -> line.matches("[ 0-9.]+ ✗ .*"));
    }
}
