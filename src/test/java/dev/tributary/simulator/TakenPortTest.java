package dev.tributary.simulator;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.platform.UnusableConfigurationException;
import dev.tributary.simulator.SimulatorConfiguration.Settings;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TakenPortTest {

    /** A server that still listened would keep the process alive after its start has failed. */
    @Test
    void listensNowhereWhereOneOfItsPortsIsTaken() throws IOException {
        int free = listen(0);
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var settings = new Settings(
                    Path.of("none"), free, taken.getLocalPort(), Duration.ofSeconds(1), null, Duration.ofSeconds(1));
            var console = new Console(new PrintStream(OutputStream.nullOutputStream()));
            assertThatThrownBy(() -> new Simulator(settings, Clock.systemUTC(), console))
                    .isInstanceOf(UnusableConfigurationException.class)
                    .hasMessageContaining("subscriber-port");
        }
        assertThatCode(() -> listen(free)).doesNotThrowAnyException();
    }

    private static int listen(int port) throws IOException {
        try (var server = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return server.getLocalPort();
        }
    }
}
