package dev.tributary.start;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.TestGateway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class StopTest {

    private static final String LOGGER = StartupReport.class.getName();

    @AfterEach
    void quiet() {
        LoggingSystem.get(getClass().getClassLoader()).setLogLevel(LOGGER, null);
    }

    @Test
    void aStopIsOneLineInTheLog(CapturedOutput output) {
        TestGateway.start("--logging.level." + LOGGER + "=info").close();
        assertThat(output).containsOnlyOnce("Stopping: ");
    }
}
