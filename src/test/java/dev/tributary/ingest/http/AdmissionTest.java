package dev.tributary.ingest.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tributary.TestGateway;
import dev.tributary.faultrun.Drips;
import dev.tributary.faultrun.RawConnection;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Slow and refused calls hold no thread and take nothing from the calls of another source. */
@ExtendWith(OutputCaptureExtension.class)
class AdmissionTest {

    private static final String SECRET = "a-shared-secret-for-tests";
    private static final String CREATED =
            "{\"event\":\"credential_create\",\"id_credential\":\"%s\",\"id_user\":\"u\",\"id_job_uuid\":\"j\"}";

    private static TestGateway gateway;

    @BeforeAll
    static void start() {
        gateway = TestGateway.start();
        for (String id : List.of("genuine", "other", "slow")) {
            gateway.source(id, "paybook", "paybook-header", Map.of("header", "X-Secret"), SECRET, null);
        }
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void aTrickleOfBytesIsCutWith503AndTheConnectionIsClosed() throws IOException {
        long startedAt = System.nanoTime();
        try (var connection = new RawConnection(gateway.port())) {
            String answer = connection
                    .write(head("/hooks/paybook/slow", "Content-Length: 1000") + "{")
                    .readToEnd(Duration.ofSeconds(8));
            assertThat(answer)
                    .startsWith("HTTP/1.1 503")
                    .contains("Retry-After: ", "application/problem+json", "Connection: close");
        }
        assertThat(Duration.ofNanos(System.nanoTime() - startedAt))
                .isBetween(Duration.ofSeconds(1), Duration.ofSeconds(6));
        assertThat(gateway.metrics()).containsPattern("refused_total\\{reason=\"too_slow\"} [1-9]");
    }

    /** The server's own timeout begins anew with each byte. */
    @Test
    void bodiesThatArriveByteByByteAreCut() throws IOException {
        try (var ofLength = new Drips(gateway.port(), 1, head("/hooks/paybook/slow", "Content-Length: 1000"), "x");
                var chunked = new Drips(
                        gateway.port(), 1, head("/hooks/paybook/slow", "Transfer-Encoding: chunked"), "1\r\nx\r\n")) {
            await().atMost(Duration.ofSeconds(20)).until(() -> ofLength.closed() >= 1 && chunked.closed() >= 1);
        }
    }

    @Test
    void aBodyThatArrivesInPartsIsTakenAsAWhole() throws IOException {
        String body = CREATED.formatted("parts");
        try (var connection = new RawConnection(gateway.port())) {
            connection.write(head("/hooks/paybook/genuine", "Content-Length: " + body.length()));
            connection.write(body.substring(0, 10)).write(body.substring(10));
            assertThat(connection.read(12)).isEqualTo("HTTP/1.1 200");
            connection.write(head("/hooks/paybook/genuine", "Transfer-Encoding: chunked\r\nConnection: close"));
            connection.write("5\r\n" + body.substring(0, 5) + "\r\n");
            connection.write(Integer.toHexString(body.length() - 5) + "\r\n" + body.substring(5) + "\r\n0\r\n\r\n");
            assertThat(connection.readToEnd(Duration.ofSeconds(8)))
                    .as("the rest of the first answer, and the second one")
                    .contains("HTTP/1.1 200", "duplicate");
        }
    }

    @Test
    void aClientThatWaitsForItIsAskedForItsBodyOnlyIfTheSourceIsKnown() throws IOException {
        String expect = "Expect: 100-continue\r\nContent-Length: 2";
        try (var known = new RawConnection(gateway.port());
                var unknown = new RawConnection(gateway.port())) {
            assertThat(known.write(head("/hooks/paybook/other", expect)).read(12))
                    .isEqualTo("HTTP/1.1 100");
            assertThat(unknown.write(head("/hooks/paybook/none", expect)).read(12))
                    .isEqualTo("HTTP/1.1 404");
        }
    }

    @Test
    void anUnknownSourceIsRefusedWithoutWaitingForTheBody() throws IOException {
        try (var connection = new RawConnection(gateway.port())) {
            String answer = connection
                    .write(head("/hooks/nope/none", "Content-Length: 1000"))
                    .readToEnd(Duration.ofSeconds(4));
            assertThat(answer)
                    .startsWith("HTTP/1.1 404")
                    .contains("Connection: close")
                    .doesNotContain("[reset]");
        }
    }

    @Test
    void aRefusalOfTheApiClosesTheConnectionAndReadsNoFurther() throws IOException {
        for (String type : List.of("application/json", "application/x-www-form-urlencoded")) {
            for (String method : List.of("POST", "PATCH")) {
                try (var connection = new RawConnection(gateway.port())) {
                    String answer = connection
                            .write(method + " /api/v1/configuration/sources HTTP/1.1\r\nHost: x\r\nContent-Type: "
                                    + type + "\r\nContent-Length: 1000\r\n\r\n{")
                            .readToEnd(Duration.ofSeconds(4));
                    assertThat(answer)
                            .as("%s of %s", method, type)
                            .startsWith("HTTP/1.1 401")
                            .contains("Connection: close", "application/problem+json");
                }
            }
        }
    }

    @Test
    void aRefusalWhoseBodyHasArrivedKeepsTheConnection() throws IOException {
        try (var connection = new RawConnection(gateway.port())) {
            String call = head("/hooks/nope/none", "Content-Length: 2") + "{}";
            String first = connection.write(call).read(12);
            assertThat(first).isEqualTo("HTTP/1.1 404");
            connection.write(head("/hooks/nope/none", "Content-Length: 1000"));
            assertThat(connection.readToEnd(Duration.ofSeconds(4))).contains("HTTP/1.1 404");
        }
    }

    @Test
    void drippingConnectionsLeaveGenuineCallsTheirRateAndTheLogEmpty(CapturedOutput output) throws IOException {
        String slow = "Content-Length: 1000";
        String api = "POST /api/v1/configuration/sources HTTP/1.1\r\nHost: x\r\n" + slow + "\r\n\r\n";
        try (var toApi = new Drips(gateway.port(), 310, api, "x");
                var toUnknown = new Drips(gateway.port(), 300, head("/hooks/nope/none", slow), "x");
                var chunkedToUnknown = new Drips(
                        gateway.port(), 80, head("/hooks/nope/none", "Transfer-Encoding: chunked"), "1\r\nx\r\n");
                var toOther = new Drips(gateway.port(), 280, head("/hooks/paybook/other", slow), "x")) {
            assertThat(List.of(toApi, toUnknown, chunkedToUnknown, toOther)).hasSize(4);
            List<Integer> statuses = new ArrayList<>();
            IntStream.range(0, 100)
                    .forEach(i -> statuses.add(call("dripped" + i).statusCode()));
            assertThat(statuses.stream().filter(status -> status == 200).count())
                    .isGreaterThanOrEqualTo(95);
        }
        assertThat(output).doesNotContain(" ERROR ", "\tat ");
    }

    @Test
    void slowBodiesOfASourceLeaveItsOwnQuickCallsTheirRate() throws IOException {
        try (var drips = new Drips(gateway.port(), 300, head("/hooks/paybook/genuine", "Content-Length: 1000"), "x")) {
            assertThat(drips).isNotNull();
            for (int i = 0; i < 20; i++) {
                assertThat(call("beside" + i).statusCode()).isEqualTo(200);
            }
        }
    }

    private static HttpResponse<String> call(String id) {
        return gateway.post("/hooks/paybook/genuine", CREATED.formatted(id).getBytes(UTF_8), "X-Secret", SECRET);
    }

    private static String head(String path, String headers) {
        return "POST " + path + " HTTP/1.1\r\nHost: x\r\nX-Secret: " + SECRET + "\r\n" + headers + "\r\n\r\n";
    }
}
