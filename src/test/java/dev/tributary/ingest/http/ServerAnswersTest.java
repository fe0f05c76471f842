package dev.tributary.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.TestGateway;
import dev.tributary.faultrun.Drips;
import dev.tributary.faultrun.RawConnection;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the HTTP server refuses by itself is answered in the form of every other refusal. */
class ServerAnswersTest {

    private static TestGateway gateway;

    @BeforeAll
    static void start() {
        gateway = TestGateway.start("--tributary.server.header-timeout=2s");
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @ParameterizedTest
    @CsvSource({
        "CONNECT example.com:443 HTTP/1.1, Host: example.com:443, 405",
        "POST /hooks/tink/x HTTP/1.1, Host: x|Transfer-Encoding: xchunked, 400",
        "POST /hooks/tink/x HTTP/9.9, Host: x, 400",
        "POST /hooks/tink%2fx HTTP/1.1, Host: x, 400",
        "POST /hooks/tink/%00 HTTP/1.1, Host: x, 400",
        "POST /hooks/tink/x HTTP/1.1, Host: a b, 400",
        "POST /hooks/tink/{x} HTTP/1.1, Host: x, 400",
        "POST /hooks/tink/x HTTP/1.1, Host: x|A\u0001B: x, 400",
        "POST /hooks/tink/x HTTP/1.1, Host: x|Content-Length: 1|Content-Length: 2, 400",
        "POST /hooks/tink/x HTTP/1.1, NoHost: x, 400",
        "GET /api/v1/events HTTP/1.1, Host: x|Authorization: Bearer a\u0001b, 400"
    })
    void answersProblemDetails(String line, String headers, int status) throws IOException {
        try (var connection = new RawConnection(gateway.port())) {
            String answer = connection
                    .write(line + "\r\n" + headers.replace("|", "\r\n") + "\r\nConnection: close\r\n\r\n")
                    .readToEnd(Duration.ofSeconds(8));
            assertThat(answer)
                    .startsWith("HTTP/1.1 " + status)
                    .contains("application/problem+json", "\"status\":" + status)
                    .doesNotContainIgnoringCase("<html", "tomcat");
        }
    }

    @Test
    void aTokenOfTwentyKilobytesIsReadAndAHeaderBeyondTheLimitIsA431() throws IOException {
        assertThat(answerToToken(20_000)).startsWith("HTTP/1.1 401");
        assertThat(answerToToken(50_000))
                .startsWith("HTTP/1.1 431")
                .contains("application/problem+json", "\"status\":431");
    }

    @Test
    void aHeaderThatArrivesByteByByteIsCutAtItsDeadline() throws Exception {
        try (var drips = new RawConnection(gateway.port())) {
            long startedAt = System.nanoTime();
            drips.write("GET / HTTP/1.1\r\nHost: x\r\nX: ");
            try (var clock = new Drips(gateway.port(), 1, "GET / HTTP/1.1\r\nHost: x\r\nX: ", "x")) {
                assertThat(clock).isNotNull();
                assertThat(drips.readToEnd(Duration.ofSeconds(4))).isIn("", "[reset]");
            }
            assertThat(Duration.ofNanos(System.nanoTime() - startedAt)).isLessThan(Duration.ofSeconds(4));
        }
    }

    private static String answerToToken(int length) throws IOException {
        try (var connection = new RawConnection(gateway.port())) {
            return connection
                    .write("GET /api/v1/events HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer "
                            + "x".repeat(length) + "\r\n\r\n")
                    .readToEnd(Duration.ofSeconds(8));
        }
    }
}
