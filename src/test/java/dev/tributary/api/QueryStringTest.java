package dev.tributary.api;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.Socket;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever stands in the query of a list, the answer is a page or tells the client what is wrong. */
class QueryStringTest {

    private static final TestGateway GATEWAY = TestGateway.shared();

    private static final Map<String, List<String>> LISTS = Map.of(
            "/api/v1/events",
            List.of(
                    "type",
                    "type[prefix]",
                    "provider",
                    "subject",
                    "tenantid",
                    "time[gte]",
                    "time[lt]",
                    "recordedtime[gte]",
                    "recordedtime[lt]",
                    "correlationid",
                    "limit",
                    "cursor"),
            "/api/v1/receipts",
            List.of("sourceId", "verdict", "limit", "cursor"),
            "/api/v1/deliveries",
            List.of(
                    "eventId",
                    "webHookId",
                    "state",
                    "eventType",
                    "time[gte]",
                    "time[lt]",
                    "outcome",
                    "status",
                    "cursor"),
            "/api/v1/follow-ups",
            List.of("eventId", "cursor"),
            "/api/v1/transactions",
            List.of("sourceId", "connectionId", "accountId", "cursor"),
            "/api/v1/documents",
            List.of("sourceId", "connectionId", "accountId", "cursor"));

    private static final List<String> PIECES = List.of(
            "a",
            "\0",
            "\n",
            "$where",
            "{\"$gt\":\"\"}",
            ".*",
            "[",
            "\\E",
            "\uD83D\uDE00",
            "\uFFFF",
            "\u2028",
            "%",
            "2026-01-01T00:00:00Z",
            "+999999999-12-31T23:59:59Z",
            "-0001-01-01T00:00:00Z",
            "9999-12-31T23:59:59.999999999Z",
            "0000-01-01T00:00:00+18:00",
            "99999999999999999999",
            "-1",
            "AQAAAAAAAAAAYQ",
            "019cadd4-71f3-7d7e-9f3a-000000000001",
            "ffffffff-ffff-ffff-ffff-ffffffffffff:x");

    @Test
    void noQueryStringIsAnErrorOfTheServer() throws Exception {
        long seed = 20_260_302;
        var random = new Random(seed);
        String token = GATEWAY.token("fuzz", TestGateway.EVERYTHING);
        for (int round = 0; round < 600; round++) {
            String query = query(random);
            int status = GATEWAY.getAs(token, query).status();
            assertThat(status).as("seed %d, %s", seed, query).isIn(200, 400, 503);
        }
    }

    private static String query(Random random) {
        String path = List.copyOf(LISTS.keySet()).get(random.nextInt(LISTS.size()));
        List<String> parameters = new ArrayList<>();
        for (int i = 0; i <= random.nextInt(3); i++) {
            List<String> names = LISTS.getOrDefault(path, List.of());
            var value = new StringBuilder();
            for (int piece = 0; piece <= random.nextInt(2); piece++) {
                String one = PIECES.get(random.nextInt(PIECES.size()));
                value.append(random.nextInt(20) == 0 ? one.repeat(300) : one);
            }
            String name = URLEncoder.encode(names.get(random.nextInt(names.size())), UTF_8);
            parameters.add(name + '=' + URLEncoder.encode(value.toString(), UTF_8));
        }
        return path + '?' + String.join("&", parameters);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "type=%zz",
                "type=%",
                "type=%C0%80",
                "type=%ED%A0%80",
                "%00=1",
                "type[prefix]=%FF",
                "=",
                "&&",
                "a[=b"
            })
    void noMalformedQueryStringIsAnErrorOfTheServer(String query) throws Exception {
        String port = GATEWAY.context().getEnvironment().getRequiredProperty("local.server.port");
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(port))) {
            socket.getOutputStream()
                    .write(("GET /api/v1/events?" + query + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                                    + "Authorization: Bearer " + GATEWAY.administrator() + "\r\n\r\n")
                            .getBytes(US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), UTF_8);
            assertThat(answer).containsPattern("^HTTP/1.1 (200|400) ");
        }
    }

    @Test
    void refusesAFilterOfSevenThousandCharacters() throws Exception {
        var refused = GATEWAY.get("/api/v1/events?type[prefix]=" + "a".repeat(7_000));
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().at("/errors/0/detail").asText()).isEqualTo("must have at most 1000 characters");
    }
}
