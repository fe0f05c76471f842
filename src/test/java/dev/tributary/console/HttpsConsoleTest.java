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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The console behind a proxy that ends TLS, with a clock that the tests move. */
class HttpsConsoleTest {

    private static final AtomicReference<Duration> AHEAD = new AtomicReference<>(Duration.ZERO);

    private static TestGateway gateway;
    private final Browser browser = new Browser(path -> gateway.uri(path));

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
    void sendsItsCookiesByHttpsOnlyAndTakesThemAway() throws Exception {
        List<String> set =
                new ArrayList<>(browser.get("/console/sign-in").headers().allValues("Set-Cookie"));
        for (String page : List.of("/console/events", newLink(), "/console/events")) {
            set.addAll(browser.get(page).headers().allValues("Set-Cookie"));
        }
        assertThat(set)
                .filteredOn(cookie -> !cookie.contains("Max-Age=0"))
                .allSatisfy(cookie -> assertThat(cookie).contains("Secure", "HttpOnly", "SameSite=Lax"))
                .extracting(cookie -> cookie.substring(0, cookie.indexOf('=')))
                .containsOnly("REDIRECT_URI", "tributary-session", "tributary-form");
        assertThat(set)
                .filteredOn(cookie -> cookie.startsWith("REDIRECT_URI="))
                .anyMatch(cookie -> cookie.contains("Max-Age=0"))
                .allMatch(
                        cookie -> cookie.contains("Path=/;"), "a browser takes away the cookie of the same path only");
    }

    @Test
    void refusesALinkThatIsOlderThanTenMinutes() throws Exception {
        String link = newLink();
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

    private String newLink() throws Exception {
        browser.submit("/console/sign-in", "/console/sign-in/link", Map.of());
        String link = Files.readString(gateway.data().resolve("console-link")).strip();
        return link.substring(link.indexOf("/console"));
    }
}
