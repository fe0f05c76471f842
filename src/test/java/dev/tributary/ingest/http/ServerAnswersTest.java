package dev.tributary.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tributary.TestGateway;
import dev.tributary.faultrun.Drips;
import dev.tributary.faultrun.RawConnection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.env.Environment;

/** What the HTTP server refuses by itself is answered in the form of every other refusal. */
@ExtendWith(OutputCaptureExtension.class)
class ServerAnswersTest {

    private static TestGateway gateway;

    @BeforeAll
    static void start() {
        gateway = TestGateway.start("--tributary.server.header-timeout=1s");
        gateway.source("known", "paybook", "paybook-header", Map.of("header", "X-Secret"), "a-secret", null);
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
        "GET /api/v1/events HTTP/1.1, Host: x|Authorization: Bearer a\u0001b, 400",
        "TRACE /api/v1/events HTTP/1.1, Host: x|Authorization: Bearer a, 405",
        "TRACE /hooks/tink/x HTTP/1.1, Host: x, 405",
        "TRACE / HTTP/1.1, Host: x, 405",
        "PROPFIND /api/v1/events HTTP/1.1, Host: x, 401",
        "PROPFIND /hooks/tink/x HTTP/1.1, Host: x, 404",
        "GET /api/v1//events HTTP/1.1, Host: x, 400",
        "GET /api/v1/events;a=b HTTP/1.1, Host: x, 400",
        "get /api/v1/events HTTP/1.1, Host: x, 401"
    })
    void answersProblemDetails(String line, String headers, int status) throws IOException {
        try (var connection = new RawConnection(gateway.port())) {
            String answer = connection
                    .write(line + "\r\n" + headers.replace("|", "\r\n") + "\r\nConnection: close\r\n\r\n")
                    .readToEnd(Duration.ofSeconds(8));
            assertThat(answer)
                    .startsWith("HTTP/1.1 " + status)
                    .contains("application/problem+json", "\"status\":" + status)
                    .doesNotContainIgnoringCase("<html", "tomcat", "Bearer a");
        }
    }

    @Test
    void noRefusalIsForCaches() throws IOException {
        try (var connection = new RawConnection(gateway.port())) {
            String answer = connection
                    .write("GET /api/v1//events HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                    .readToEnd(Duration.ofSeconds(8));
            assertThat(answer).startsWith("HTTP/1.1 400").containsOnlyOnce("Cache-Control: no-store");
        }
    }

    @Test
    void aMethodThatIsNotOfferedIsA405WithAToken() throws IOException {
        for (String method : List.of("PROPFIND", "PUT", "get")) {
            try (var connection = new RawConnection(gateway.port())) {
                String answer = connection
                        .write(method
                                + " /api/v1/events HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer "
                                + gateway.adminToken() + "\r\n\r\n")
                        .readToEnd(Duration.ofSeconds(8));
                assertThat(answer)
                        .as(method)
                        .startsWith("HTTP/1.1 405")
                        .contains("application/problem+json", "Allow: ");
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET /hooks/paybook/known | POST",
                "PUT /hooks/paybook/known | POST",
                "TRACE /api/v1/events | GET, POST, PATCH, DELETE",
            })
    void aMethodThatIsNotOfferedIsA405ThatNamesTheOthers(String line, String allowed) throws IOException {
        try (var connection = new RawConnection(gateway.port())) {
            assertThat(connection
                            .write(line + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                            .readToEnd(Duration.ofSeconds(8)))
                    .startsWith("HTTP/1.1 405")
                    .contains(
                            "\r\nAllow: " + allowed + "\r\n",
                            "\"code\":\"method_not_allowed\"",
                            "Cache-Control: no-store");
        }
        if (allowed.equals("POST")) {
            assertThat(gateway.metrics()).containsPattern("ingest_refused_total\\{reason=\"wrong_method\"} [1-9]");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\nA: 1\r\nB: 1\r\nC: 1\r\nD: 1\r\nE: 1\r\nF: 1\r\nG: 1\r\nH: 1\r\nI: 1\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n2\r\n{}XX\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n2;a=b\r\n{}\r\n0\r\nno trailer\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n{}"
            })
    void aBodyThatIsNoValidCodingIsA400(String rest, CapturedOutput output) {
        assertAnswers("400", "400", rest, output);
    }

    /** A provider sends its call again after a 503. */
    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 1000\r\n\r\n{}", "Transfer-Encoding: chunked\r\n\r\n5\r\n{}"})
    void aBodyThatStallsIsNoFaultOfTheGateway(String rest, CapturedOutput output) {
        assertAnswers("503", "400", rest, output);
    }

    private static void assertAnswers(String toProviders, String ofTheApi, String rest, CapturedOutput output) {
        String token = "Authorization: Bearer " + gateway.adminToken() + "\r\nContent-Type: ";
        // the console answers a form that it can read with a page: it has no token against forged forms
        Map<String, String> answers = Map.of(
                "/api/v1/configuration/sources", ofTheApi,
                "/api/v1/replays", ofTheApi,
                "/hooks/paybook/known", toProviders,
                "/console/sign-in", "40");
        // at the same time: each waits until the gateway ends the connection
        answers.entrySet().parallelStream().forEach(to -> assertThat(answer("POST " + to.getKey()
                        + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + token
                        + (to.getKey().startsWith("/console")
                                ? "application/x-www-form-urlencoded"
                                : "application/json")
                        + "\r\n" + rest))
                .as("%s to %s", rest, to.getKey())
                .startsWith("HTTP/1.1 " + to.getValue())
                .containsAnyOf("application/problem+json", "HTTP/1.1 403"));
        assertThat(output).doesNotContain(" ERROR ", "\tat ");
    }

    @Test
    void aTokenOfTwentyKilobytesIsReadAndAHeaderBeyondTheLimitIsA431() throws IOException {
        assertThat(answerToToken(20_000)).startsWith("HTTP/1.1 401");
        assertThat(answerToToken(50_000))
                .startsWith("HTTP/1.1 431")
                .contains("application/problem+json", "\"status\":431");
    }

    @Test
    void theManagementPortAnswersInTheSameForm() throws IOException {
        int port = gateway.bean(Environment.class).getRequiredProperty("local.management.port", Integer.class);
        for (String request : List.of(
                "GET /actuator/health HTTP/1.1\r\nHost: x\r\nX: " + "x".repeat(50_000),
                "GET /actuator/health HTTP/1.1\r\nHost: a b",
                "GET /actuator/%00 HTTP/1.1\r\nHost: x",
                "GET /nothing HTTP/1.1\r\nHost: x",
                "TRACE / HTTP/1.1\r\nHost: x")) {
            try (var connection = new RawConnection(port)) {
                assertThat(connection
                                .write(request + "\r\nConnection: close\r\n\r\n")
                                .readToEnd(Duration.ofSeconds(8)))
                        .as("%.60s", request)
                        .startsWith("HTTP/1.1 4")
                        .contains("application/problem+json")
                        .doesNotContainIgnoringCase("<html", "tomcat");
            }
        }
        assertThat(gateway.manage("/actuator/health").statusCode()).isEqualTo(200);
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

    /** They may stand before a request, and belong to none. */
    @Test
    void aConnectionThatSendsNothingButEmptyLinesIsCutAtTheDeadlineOfAHeader() throws IOException {
        String call = "GET /nothing HTTP/1.1\r\nHost: x\r\n\r\n";
        try (var fresh = new Drips(gateway.port(), 1, "\r\n", "\r\n");
                var afterARequest = new Drips(gateway.port(), 1, call, "\r\n")) {
            await().atMost(Duration.ofSeconds(8)).until(() -> fresh.closed() >= 1 && afterARequest.closed() >= 1);
        }
    }

    /** Providers keep connections. The header came at once, however long ago the answer before it was sent. */
    @Test
    void aRequestOnAConnectionThatWasIdleMayTakeLongerThanAHeader() throws IOException {
        String body = "{\"provider\":\"none\"}";
        try (var connection = new RawConnection(gateway.port())) {
            connection.write("GET /nothing HTTP/1.1\r\nHost: x\r\n\r\n").read(12);
            awaitPassed(Duration.ofMillis(1_200));
            connection.write("POST /api/v1/configuration/sources HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                    + "Content-Type: application/json\r\nAuthorization: Bearer " + gateway.adminToken()
                    + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body.substring(0, body.length() - 1));
            awaitPassed(Duration.ofMillis(1_200));
            assertThat(connection.write("}").readToEnd(Duration.ofSeconds(8))).contains("HTTP/1.1 400");
        }
    }

    private static void awaitPassed(Duration duration) {
        long from = System.nanoTime();
        await().until(() -> System.nanoTime() - from > duration.toNanos());
    }

    @Test
    void bodiesOfTheApiThatArriveByteByByteAreCutAtTheirDeadline() throws IOException {
        String head = "POST /api/v1/configuration/sources HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                + "Authorization: Bearer " + gateway.adminToken() + "\r\n";
        try (var ofLength = new Drips(gateway.port(), 1, head + "Content-Length: 1000\r\n\r\n", "x");
                var chunked = new Drips(gateway.port(), 1, head + "Transfer-Encoding: chunked\r\n\r\n", "1\r\nx\r\n")) {
            await().atMost(Duration.ofSeconds(20)).until(() -> ofLength.closed() >= 1 && chunked.closed() >= 1);
        }
    }

    private static String answer(String request) {
        try (var connection = new RawConnection(gateway.port())) {
            return connection.write(request).readToEnd(Duration.ofSeconds(20));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
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
