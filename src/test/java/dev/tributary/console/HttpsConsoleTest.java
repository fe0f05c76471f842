package dev.tributary.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.TestGateway;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The console behind a proxy that ends TLS, with a clock that the tests move. */
class HttpsConsoleTest {

    private static final AtomicReference<Duration> AHEAD = new AtomicReference<>(Duration.ZERO);

    private static TestGateway gateway;
    private final Browser browser = new Browser(gateway::uri);

    @BeforeAll
    static void start() {
        InstantSource moved = () -> Instant.now().plus(AHEAD.get());
        Clock clock = moved.withZone(ZoneOffset.UTC);
        gateway = TestGateway.startAt(clock, "--tributary.public-url=https://gateway.example");
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void sendsEachOfItsCookiesByHttpsOnly() throws Exception {
        assertSecure(browser.get("/console/events"), "REDIRECT_URI=");
        assertSecure(browser.get(link()), "tributary-session=");
        assertSecure(browser.get("/console/events"), "tributary-form=");
    }

    @Test
    void refusesALinkThatIsOlderThanTenMinutes() throws Exception {
        browser.submit("/console/sign-in", "/console/sign-in/link", Map.of());
        String link = link();
        AHEAD.set(Duration.ofMinutes(10));
        try {
            HttpResponse<String> refused = browser.get(link);
            assertThat(refused.statusCode()).isEqualTo(403);
            assertThat(refused.body()).contains("it is older than ten minutes");
        } finally {
            AHEAD.set(Duration.ZERO);
        }
        assertThat(browser.get(link).statusCode()).isEqualTo(302);
    }

    private static String link() throws Exception {
        String link = Files.readString(gateway.data().resolve("console-link")).strip();
        return link.substring(link.indexOf("/console"));
    }

    private static void assertSecure(HttpResponse<String> answer, String cookie) {
        assertThat(answer.headers().allValues("Set-Cookie"))
                .filteredOn(set -> set.startsWith(cookie))
                .isNotEmpty()
                .allSatisfy(set -> assertThat(set).contains("Secure", "HttpOnly", "SameSite=Lax"));
    }
}
