package dev.tributary.start;

import com.sun.management.HotSpotDiagnosticMXBean;
import dev.tributary.mongo.connection.PreparedStore;
import dev.tributary.mongo.connection.StartupTimes;
import dev.tributary.mongo.connection.StoreAddress;
import dev.tributary.platform.DataFolder;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/** Says, when the gateway is ready, what it uses and how long each part of start-up took; and later, that it stops. */
@Component
class StartupReport implements SmartInitializingSingleton {

    private static final Logger log = LoggerFactory.getLogger(StartupReport.class);

    private final StoreAddress store;
    private final PreparedStore prepared;
    private final DataFolder data;
    private final StartupTimes times;
    private long componentsReady;

    StartupReport(StoreAddress store, PreparedStore prepared, DataFolder data, StartupTimes times) {
        this.store = store;
        this.prepared = prepared;
        this.data = data;
        this.times = times;
    }

    @Override
    public void afterSingletonsInstantiated() {
        componentsReady = System.nanoTime();
    }

    @EventListener
    void ready(ApplicationReadyEvent event) {
        Environment settings = event.getApplicationContext().getEnvironment();
        log.info("Store: {}, schema version {}", store, prepared.version());
        log.info("Tokens: {}", issuer(settings));
        log.info(
                "Listens on {}, health and metrics on {}",
                listens(settings, "server.address", "local.server.port"),
                listens(settings, "management.server.address", "local.management.port"));
        log.info(
                "Folders: data {}, further mappings {}, further routes {}",
                data.path().toAbsolutePath().normalize(),
                named(settings.getProperty("tributary.mappings", "")),
                named(settings.getProperty("tributary.routes", "")));
        log.info(
                "Memory: heap of {} MB, {}",
                Runtime.getRuntime().maxMemory() >> 20,
                endsOnOutOfMemory()
                        ? "the process ends on an OutOfMemoryError"
                        : "start with -XX:+ExitOnOutOfMemoryError, so that the process ends on an OutOfMemoryError");
        log.info("Ready after {}", times(event.getTimeTaken()));
    }

    /** The server for health and metrics has a context of its own, which ends too. */
    @EventListener
    void stopping(ContextClosedEvent event) {
        if (event.getApplicationContext().getParent() == null) {
            log.info("Stopping: calls and deliveries that have begun are ended first");
        }
    }

    private String times(Duration total) {
        Map<String, Duration> parts = times.parts();
        parts.put("routes, workers and ports", Duration.ofNanos(System.nanoTime() - componentsReady));
        Duration rest = parts.values().stream().reduce(total, Duration::minus);
        return seconds(total) + ": "
                + parts.entrySet().stream()
                        .map(part -> part.getKey() + " " + seconds(part.getValue()))
                        .collect(Collectors.joining(", "))
                + ", the JVM and all other components " + seconds(rest);
    }

    /** An empty setting names no folder either. */
    private static String named(String folders) {
        return folders.isEmpty() ? "none" : folders;
    }

    private static String issuer(Environment settings) {
        String issuer = settings.getProperty("spring.security.oauth2.resourceserver.jwt.issuer-uri", "");
        return issuer.isBlank() ? "of the local identity" : "of the issuer " + issuer;
    }

    private static String listens(Environment settings, String address, String port) {
        return settings.getProperty(address, "all addresses") + ", port " + settings.getProperty(port, "none");
    }

    private static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
    }

    private static boolean endsOnOutOfMemory() {
        try {
            return Boolean.parseBoolean(ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                    .getVMOption("ExitOnOutOfMemoryError")
                    .getValue());
        } catch (IllegalArgumentException e) {
            return false; // another JVM, which does not know the option
        }
    }
}
