package dev.tributary.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.TestGateway;
import dev.tributary.faultrun.RawConnection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.time.Duration;
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

    private static final List<String> PAGE = List.of("limit", "cursor", "unknown");
    private static final List<String> RECORDS = List.of("sourceId", "connectionId", "accountId");

    private static final Map<String, List<String>> LISTS = Map.ofEntries(
            Map.entry(
                    "/api/v1/events",
                    List.of(
                            "type",
                            "type[prefix]",
                            "provider",
                            "sourceId",
                            "subject",
                            "tenantid",
                            "time[gte]",
                            "time[lt]",
                            "recordedtime[gte]",
                            "recordedtime[lt]",
                            "correlationid",
                            "userId",
                            "mentions")),
            Map.entry(
                    "/api/v1/receipts",
                    List.of("provider", "sourceId", "verdict", "receivedtime[gte]", "receivedtime[lt]")),
            Map.entry(
                    "/api/v1/deliveries",
                    List.of(
                            "eventId",
                            "webHookId",
                            "state",
                            "eventType",
                            "time[gte]",
                            "time[lt]",
                            "outcome",
                            "status")),
            Map.entry("/api/v1/follow-ups", List.of("eventId", "sourceId", "time[gte]", "time[lt]")),
            Map.entry("/api/v1/drift", List.of("sourceId", "day")),
            Map.entry("/api/v1/connections", RECORDS),
            Map.entry("/api/v1/accounts", RECORDS),
            Map.entry("/api/v1/transactions", RECORDS),
            Map.entry("/api/v1/documents", RECORDS),
            Map.entry("/api/v1/audit", List.of("number", "who", "action", "what", "time[gte]", "time[lt]")),
            Map.entry("/api/v1/configuration/sources", List.of()),
            Map.entry("/api/v1/configuration/web-hooks", List.of("type")),
            Map.entry("/api/v1/configuration/authorized-domains", List.of()));

    private static final List<String> EXPORTED = List.of("/api/v1/events", "/api/v1/audit");
    private static final List<String> FORMS = List.of("application/json", "application/x-ndjson", "text/csv");

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

    /** The store is there and nothing is overloaded, so that a 503 would be an error as well. */
    @Test
    void noQueryStringIsAnErrorOfTheServer() throws Exception {
        long seed = 20_260_302;
        var random = new Random(seed);
        String token = GATEWAY.token("fuzz", TestGateway.EVERYTHING);
        for (int round = 0; round < 900; round++) {
            String path = List.copyOf(LISTS.keySet()).get(random.nextInt(LISTS.size()));
            String query = path + '?' + query(path, random);
            String form = EXPORTED.contains(path) ? FORMS.get(random.nextInt(FORMS.size())) : FORMS.get(0);
            int status = GATEWAY.sendAs(token, "GET", query, "", "Accept", form).status();
            assertThat(status).as("seed %d, %s as %s", seed, query, form).isIn(200, 400);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "time[gte]=%2B999999999-12-31T23:59:59Z",
                "time[lt]=-999999999-01-01T00:00:00Z",
                "recordedtime[gte]=10000-01-01T00:00:00Z",
                "recordedtime[lt]=2026-02-30T00:00:00Z",
                "time[gte]=2026-01-01T00:00:00%2B18:01",
                "time[gte]=1e400",
                "type[prefix]=a%00",
                "subject=%0A",
                "provider=%C2%85",
                "type=&type[prefix]=bank"
            })
    void refusesAFilterThatNoStoreCanCompare(String query) throws Exception {
        for (String form : FORMS) {
            var refused =
                    GATEWAY.get("/api/v1/events?" + query.replace("[", "%5B").replace("]", "%5D"), "Accept", form);
            assertThat(refused.status()).as(form).isEqualTo(400);
            assertThat(refused.json().at("/errors/0/pointer").asText())
                    .isEqualTo("#/" + query.substring(0, query.indexOf('=')));
        }
    }

    private static String query(String path, Random random) {
        List<String> names = new ArrayList<>(LISTS.getOrDefault(path, List.of()));
        names.addAll(PAGE);
        List<String> parameters = new ArrayList<>();
        for (int i = 0; i <= random.nextInt(3); i++) {
            var value = new StringBuilder();
            for (int piece = 0; piece <= random.nextInt(2); piece++) {
                String one = PIECES.get(random.nextInt(PIECES.size()));
                value.append(random.nextInt(20) == 0 ? one.repeat(300) : one);
            }
            String name = URLEncoder.encode(names.get(random.nextInt(names.size())), UTF_8);
            parameters.add(name + '=' + URLEncoder.encode(value.toString(), UTF_8));
        }
        return String.join("&", parameters);
    }

    /** The server leaves such a parameter out: the answer would be the whole list. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "type=%zz",
                "type=%",
                "type=%4",
                "type=bank&subject=%u0041",
                "type=%C0%80",
                "type=%ED%A0%80",
                "subject=caf%E9",
                "%00=1",
                "type[prefix]=%FF",
                "%ff%fe=1",
                "=",
                "limit=1&=a",
                "a[=b"
            })
    void refusesAQueryThatCannotBeDecoded(String query) throws Exception {
        for (String path : LISTS.keySet()) {
            assertThat(raw("GET", path + '?' + query))
                    .as(path)
                    .startsWith("HTTP/1.1 400 ")
                    .contains("application/problem+json");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-01-01T00:00:00+02:00", "2026-01-01T00:00:00.5+05:30", "2026-01-01T00:00+14:00"})
    void takesAnOffsetWhosePlusIsNotEscaped(String moment) throws Exception {
        LISTS.forEach((path, names) -> names.stream()
                .filter(name -> name.contains("time["))
                .forEach(name -> assertThat(raw("GET", path + '?' + name + '=' + moment))
                        .as(path + name)
                        .startsWith("HTTP/1.1 200 ")));
    }

    @Test
    void takesEmptyPartsOfAQueryForNone() throws Exception {
        for (String path : LISTS.keySet()) {
            assertThat(raw("GET", path + "?&&limit=1&")).as(path).startsWith("HTTP/1.1 200 ");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dry_run=%zz",
                "dry_run=true%",
                "dry_run=%FF",
                "dry_run%=true",
                "=true",
                "dry_run",
                "dry_run=",
                "dry_run=false&dry_run=true",
                "dry_run=true&dry_run=true",
                "DRY_RUN=true"
            })
    void erasesNothingWhereTheDryRunIsMisspelt(String query) throws Exception {
        String erasure = "/api/v1/users/paybook/misspelt/erasure";
        assertThat(raw("POST", erasure + '?' + query)).startsWith("HTTP/1.1 400 ");
        assertThat(GATEWAY.get(erasure).status()).isEqualTo(404);
    }

    private static String raw(String method, String target) {
        String port = GATEWAY.context().getEnvironment().getRequiredProperty("local.server.port");
        try (var connection = new RawConnection(Integer.parseInt(port))) {
            return connection
                    .write(method + " " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                            + "Authorization: Bearer " + GATEWAY.adminToken() + "\r\n\r\n")
                    .readToEnd(Duration.ofSeconds(20));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void refusesAFilterOfSevenThousandCharacters() throws Exception {
        var refused = GATEWAY.get("/api/v1/events?type[prefix]=" + "a".repeat(7_000));
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().at("/errors/0/detail").asText()).isEqualTo("must have at most 1000 characters");
    }
}
