package dev.tributary.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tributary.TestGateway;
import dev.tributary.faultrun.RawConnection;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Of eight places for bodies that have not arrived, one source and one client address get six each, and no more. */
class SlowBodiesTest {

    private static final int SHARE = 6;
    /** The server's own timeout for a body that stalls is longer. */
    private static final Duration AT_ONCE = Duration.ofSeconds(3);

    private static final String SECRET = "a-shared-secret-for-tests";
    private static final String BODY = "{\"event\":\"credential_create\",\"id_credential\":\"c\"}";

    private static TestGateway gateway;

    private final List<RawConnection> connections = new ArrayList<>();

    @BeforeAll
    static void start() {
        gateway = TestGateway.start(
                "--tributary.ingest.max-reading=8",
                "--tributary.ingest.min-rate-after=9s",
                "--tributary.server.max-api-requests=2",
                "--tributary.server.header-timeout=1s",
                "--tributary.ingest.max-body=64KB",
                "--tributary.ingest.max-bytes=256KB");
        for (int i = 0; i <= SHARE + 1; i++) {
            gateway.source("s" + i, "paybook", "paybook-header", Map.of("header", "X-Secret"), SECRET, null);
            gateway.source("t" + i, "sixpark", "sixpark", Map.of(), SECRET, null);
        }
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @AfterEach
    void disconnect() throws IOException {
        for (RawConnection connection : connections) {
            connection.close();
        }
        awaitReading(0);
    }

    @Test
    void aSourceHasItsShareOfThemFromHoweverManyAddresses() throws IOException {
        for (int i = 0; i < SHARE; i++) {
            begin("127.0.0." + (10 + i), "s0");
        }
        awaitReading(SHARE);
        assertThat(begin("127.0.0.30", "s0").readToEnd(AT_ONCE))
                .startsWith("HTTP/1.1 503")
                .contains("Retry-After: ", "Connection: close");
        assertThat(gateway.metrics()).containsPattern("refused_total\\{reason=\"too_many_slow\"} [1-9]");
        assertThat(begin("127.0.0.30", "s1").write(BODY.substring(1)).read(12)).isEqualTo("HTTP/1.1 200");
    }

    @Test
    void aClientAddressHasItsShareOfThemAtHoweverManySources() throws IOException {
        for (int i = 0; i < SHARE; i++) {
            begin("127.0.0.40", "s" + i);
        }
        awaitReading(SHARE);
        assertThat(begin("127.0.0.40", "s6").readToEnd(AT_ONCE)).startsWith("HTTP/1.1 503");
        assertThat(begin("127.0.0.50", "s7").write(BODY.substring(1)).read(12)).isEqualTo("HTTP/1.1 200");
    }

    /** Three quarters of 256 KB. */
    @Test
    void aSourceHasItsShareOfTheBytesThatHaveArrived() throws IOException {
        for (int i = 0; i < 4; i++) {
            begin("127.0.0.1", "paybook/s0", 64_000).write("x".repeat(60_000));
        }
        await().until(() -> gateway.metrics().matches("(?s).*refused_total\\{reason=\"too_many_bytes\"} [1-9].*"));
        assertThat(begin("127.0.0.1", "s1").write(BODY.substring(1)).read(12)).isEqualTo("HTTP/1.1 200");
    }

    /** Four sources hold 230,000 bytes of 262,144; a tenth is 26,214. */
    @Test
    void theLastTenthIsForProvidersThatSendNoCallAgain() throws IOException {
        for (int i = 0; i < 4; i++) {
            begin("127.0.0.1", "sixpark/t" + i, 64_000).write("x".repeat(i < 3 ? 60_000 : 50_000));
        }
        await().untilAsserted(() -> assertThat(whole("sixpark/t4", 10_000)).startsWith("HTTP/1.1 503"));
        assertThat(whole("paybook/s0", 10_000)).startsWith("HTTP/1.1 400"); // verified, and no JSON
    }

    @Test
    void requestsBeyondTheLimitAreRefusedBesideCallsOfProvidersAndCounted() throws IOException {
        String create = "POST /api/v1/configuration/sources HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                + gateway.adminToken() + "\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{";
        for (int i = 0; i < 2; i++) {
            var connection = new RawConnection(gateway.port());
            connections.add(connection);
            connection.write(create);
        }
        await().untilAsserted(() -> {
            try (var third = new RawConnection(gateway.port())) {
                assertThat(third.write("GET /api/v1/events HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                                .readToEnd(AT_ONCE))
                        .startsWith("HTTP/1.1 503")
                        .contains("Retry-After: ");
            }
        });
        assertThat(begin("127.0.0.1", "s1").write(BODY.substring(1)).read(12)).isEqualTo("HTTP/1.1 200");
        assertThat(gateway.metrics()).containsPattern("server_refused_total\\{reason=\"too_many_requests\"} [1-9]");
    }

    @Test
    void aHeaderThatDoesNotEndIsCutAndCounted() throws IOException {
        var connection = new RawConnection(gateway.port());
        connections.add(connection);
        connection.write("POST /hooks/paybook/s0 HTTP/1.1\r\nHost: x\r\nX: ").readToEnd(Duration.ofSeconds(8));
        assertThat(gateway.metrics()).containsPattern("server_refused_total\\{reason=\"slow_header\"} [1-9]");
    }

    private static void awaitReading(int bodies) {
        await().until(() -> gateway.metrics().contains("\ntributary_ingest_reading " + bodies + ".0"));
    }

    /** Sends the first byte of a body; the rest is to come. */
    private RawConnection begin(String address, String source) throws IOException {
        return begin(address, "paybook/" + source, BODY.length());
    }

    private RawConnection begin(String address, String path, int length) throws IOException {
        var connection = new RawConnection(address, gateway.port());
        connections.add(connection);
        return connection.write("""
                POST /hooks/%s HTTP/1.1\r
                Host: x\r
                X-Secret: %s\r
                Content-Length: %d\r
                \r
                {""".formatted(path, SECRET, length));
    }

    /** The answer to a call whose body is there. */
    private static String whole(String path, int length) throws IOException {
        try (var connection = new RawConnection(gateway.port())) {
            return connection
                    .write("POST /hooks/" + path + " HTTP/1.1\r\nHost: x\r\nX-Secret: " + SECRET
                            + "\r\nConnection: close\r\nContent-Length: " + length + "\r\n\r\n" + "x".repeat(length))
                    .readToEnd(AT_ONCE);
        }
    }
}
