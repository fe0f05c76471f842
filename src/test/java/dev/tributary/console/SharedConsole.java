package dev.tributary.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.api.DeliveryApi;
import java.net.URI;
import java.nio.file.Files;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One gateway for all tests of pages in this JVM; it has the source {@code s}. */
public final class SharedConsole {

    private static @Nullable DeliveryApi started;

    private SharedConsole() {}

    public static synchronized DeliveryApi api() throws Exception {
        if (started == null) {
            var api = new DeliveryApi();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> close(api)));
            started = api;
        }
        return started;
    }

    private static void close(DeliveryApi api) {
        try {
            api.close();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** A browser in which the administrator has signed in. */
    public static Browser signedIn() throws Exception {
        var browser = new Browser(api().gateway::uri);
        browser.get(newLink());
        return browser;
    }

    /** Asks for a link as a person without a session does, and reads it where the administrator does. */
    static String newLink() throws Exception {
        DeliveryApi api = api();
        var other = new Browser(api.gateway::uri);
        other.get("/console/sign-in");
        assertThat(other.submit("/console/sign-in", "/console/sign-in/link", Map.of())
                        .body())
                .contains("A new link is in the log");
        URI link = URI.create(
                Files.readString(api.gateway.data().resolve("console-link")).strip());
        assertThat(link.getHost() + ':' + link.getPort())
                .isEqualTo("localhost:" + api.gateway.uri("/").getPort());
        return link.getRawPath() + '?' + link.getRawQuery();
    }
}
