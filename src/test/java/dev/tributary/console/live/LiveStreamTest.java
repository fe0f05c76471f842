package dev.tributary.console.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The end of a stream of which the page has not ended. */
class LiveStreamTest {

    /** Sends to each client, for a moment, what a page shows that does not change. */
    private static final class Servlet extends HttpServlet {

        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            var streams = new LiveStreams(new SimpleMeterRegistry());
            streams.start();
            try {
                new LiveStream(
                                () -> new Shown("same", false),
                                Duration.ZERO,
                                "same",
                                response,
                                streams,
                                Duration.ofMillis(1))
                        .send();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Test
    @Timeout(30)
    void endsWhenItsLifeIsOverSoThatTheBrowserConnectsAgain(@TempDir Path folder) throws Exception {
        var server = new Tomcat();
        server.setBaseDir(folder.toString());
        server.setPort(0);
        Context context = server.addContext("", folder.toString());
        Tomcat.addServlet(context, "live", new Servlet());
        context.addServletMappingDecoded("/", "live");
        server.start();
        try {
            URI address = URI.create("http://localhost:" + server.getConnector().getLocalPort() + "/");
            String sent = HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString())
                    .body();

            assertThat(sent).as("nothing that says that the page has ended").matches("retry: 2000\n(:\n\n)+");
        } finally {
            server.stop();
            server.destroy();
        }
    }
}
