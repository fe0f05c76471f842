package dev.tributary.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ExitCodeGenerator;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.web.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;
import org.springframework.context.event.ContextClosedEvent;

/** Runs the simulator beside the gateway, in the same process, under the profile {@code simulator}. */
@Configuration(proxyBeanMethods = false)
@Profile("simulator")
class SimulatorConfiguration {

    /**
     * What can be set of the simulator.
     *
     * @param adminToken the file with the local administrator's token, which the gateway writes at start-up
     * @param paybookPort where the Paybook API listens on loopback; outgoing calls have to be allowed to reach it
     * @param subscriberPort the same for the subscriber
     * @param pace from one call to the next, after each kind was shown once
     * @param runFor after how long the process ends by itself; null runs until it is stopped
     * @param maxWait how long the end waits for what is still on its way
     */
    @ConfigurationProperties("tributary.simulator")
    record Settings(
            @DefaultValue("data/admin-token") Path adminToken,
            @DefaultValue("9090") int paybookPort,
            @DefaultValue("9091") int subscriberPort,
            @DefaultValue("2s") Duration pace,
            @Nullable Duration runFor,
            @DefaultValue("45s") Duration maxWait) {}

    @Bean
    Console simulatorConsole() {
        // The platform's charset may know neither arrows nor ticks.
        return new Console(new PrintStream(new FileOutputStream(FileDescriptor.out), true, UTF_8));
    }

    @Bean
    Simulator simulator(Settings settings, Clock clock, Console console) {
        return new Simulator(settings, clock, console);
    }

    /** The gateway is live by then, its routes included. */
    @Bean
    ApplicationListener<ApplicationReadyEvent> simulatorStart(Simulator simulator) {
        return ready -> {
            ApplicationContext context = ready.getApplicationContext();
            if (context instanceof ServletWebServerApplicationContext server) {
                String gateway = "http://127.0.0.1:" + server.getWebServer().getPort();
                simulator.start(gateway, code -> exit(context, () -> code));
            }
        };
    }

    /** Called before the server stops: calls that fail after it do not fail the run. */
    @Bean
    ApplicationListener<ContextClosedEvent> simulatorEnd(Simulator simulator) {
        return closed -> simulator.close();
    }

    private static void exit(ApplicationContext context, ExitCodeGenerator code) {
        System.exit(SpringApplication.exit(context, code));
    }
}
