package dev.tributary.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.TestGateway;
import dev.tributary.TestGateway.Answer;
import dev.tributary.event.CloudEventFormat;
import dev.tributary.event.Event;
import dev.tributary.event.Proof;
import dev.tributary.eventstore.EventStore;
import dev.tributary.eventstore.StoredEvent;
import dev.tributary.eventstore.StoredEvent.Pending;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventApiTest {

    private static final String EVENTS = "/api/v1/events";
    private static final TestGateway GATEWAY = TestGateway.shared();

    private static String token = "";

    /** The data has spaces and an exponent that no JSON library writes: bytes that are written anew are told from stored ones. */
    @BeforeAll
    static void fill() throws Exception {
        store("analysts", 1, "bank.payment.executed.v1", "tink");
        store("analysts", 2, "bank.payment.failed.v1", "tink");
        store("analysts", 3, "bank.connection.refreshed.v1", "paybook");
        store("elsewhere", 4, "bank.payment.failed.v1", "tink");
        token = GATEWAY.token("analysts", "events:read events:export");
    }

    @Test
    void givesAnEventByteForByte() throws Exception {
        Answer answer = GATEWAY.getAs(token, EVENTS + "/" + id(2));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).isEqualTo("application/cloudevents+json;charset=utf-8");
        assertThat(answer.body()).isEqualTo(body(2));
        assertThat(GATEWAY.getAs(token, EVENTS + "/" + id(2) + "/mapping")
                        .json()
                        .path("obstacle")
                        .asText())
                .isEqualTo("receipt_not_kept");
    }

    @Test
    void hidesTheEventsOfOtherTenants() throws Exception {
        assertThat(GATEWAY.getAs(token, EVENTS + "/" + id(4)).status()).isEqualTo(404);
        assertThat(GATEWAY.getAs(token, EVENTS + "/unknown").status()).isEqualTo(404);
        assertThat(GATEWAY.getAs(token, EVENTS).body()).doesNotContain(id(4));
        assertThat(GATEWAY.getAs(token, EVENTS + "?tenantid=elsewhere").body()).isEqualTo("{\"result\":[]}");
    }

    @Test
    void listsOldestFirstInTheBytesOfTheEvents() throws Exception {
        Answer answer = GATEWAY.getAs(token, EVENTS);
        assertThat(answer.header("Content-Type")).startsWith("application/json");
        assertThat(answer.body()).isEqualTo("{\"result\":[" + body(1) + "," + body(2) + "," + body(3) + "]}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "type=bank.payment.failed.v1",
                "type[prefix]=bank.payment.f",
                "type%5Bprefix%5D=bank.payment.f&provider=tink",
                "subject=payments/2",
                "correlationid=job-2",
                "userId=user-2",
                "mentions=2&provider=tink",
                "time[gte]=2026-03-02T00:00:00Z&time[lt]=2026-03-03T00:00:00Z",
                "recordedtime[gte]=2026-04-02T02:00:00%2B02:00&recordedtime[lt]=2026-04-03T00:00:00Z",
                "recordedtime[gte]=2026-04-02T02:00:00+02:00&recordedtime[lt]=2026-04-03T00:00:00Z",
                "recordedtime[gte]=2026-04-02T17:30:00+05:30&recordedtime[lt]=2026-04-02T12:00:00.001+00:00",
                "recordedtime[gte]=2026-04-02T10:00:00-02:00&recordedtime[lt]=2026-04-03T02:00:00.5+14:00",
                "recordedtime[gte]=2026-04-02T12:00:00Z&recordedtime[lt]=2026-04-02T12:00:00.001Z",
                "recordedtime[gte]=2026-04-02T11:59:59.9999Z&recordedtime[lt]=2026-04-02T12:00:00.0001Z",
                "subject=payments/2&type=bank.payment.failed.v1",
                "subject=payments/2&type[prefix]=bank.",
                "tenantid=analysts&type=bank.payment.failed.v1"
            })
    void filters(String query) throws Exception {
        JsonNode found = GATEWAY.getAs(token, EVENTS + "?" + query).json();
        assertThat(found.at("/result")).hasSize(1);
        assertThat(found.at("/result/0/id").asText()).isEqualTo(id(2));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "colour=red",
                "type[suffix]=v1",
                "type=",
                "type=a&type=b",
                "limit=none",
                "limit=201",
                "limit=-1",
                "time[gte]=yesterday",
                "time[gte]=%2B999999999-12-31T23:59:59Z",
                "recordedtime[lt]=-999999999-01-01T00:00:00Z",
                "type[prefix]=a%00",
                "subject=a%0Ab",
                "$where=1",
                "cursor=!"
            })
    void refusesWhatItDoesNotKnow(String query) throws Exception {
        Answer refused = GATEWAY.getAs(token, EVENTS + "?" + query);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().at("/errors/0/pointer").asText()).startsWith("#/");
        assertThat(refused.json().has("details")).isFalse();
    }

    @Test
    void takesAPrefixOfATypeLiterally() throws Exception {
        for (String prefix : List.of("bank.p.*", "payment", "bank.payment.failed.v11", "%5Ebank")) {
            assertThat(GATEWAY.getAs(token, EVENTS + "?type[prefix]=" + prefix).body())
                    .isEqualTo("{\"result\":[]}");
        }
        assertThat(GATEWAY.getAs(token, EVENTS + "?type[prefix]=bank.&type=gateway.x.v1")
                        .body())
                .isEqualTo("{\"result\":[]}");
    }

    @Test
    void pagesStayStableUnderInserts() throws Exception {
        String own = GATEWAY.token("pages", "events:read");
        store("pages", 11, "bank.payment.executed.v1", "tink");
        store("pages", 13, "bank.payment.executed.v1", "tink");
        store("pages", 15, "bank.payment.executed.v1", "tink");
        JsonNode first = GATEWAY.getAs(own, EVENTS + "?limit=2").json();
        store("pages", 10, "bank.payment.executed.v1", "tink");
        store("pages", 16, "bank.payment.executed.v1", "tink");
        JsonNode second = GATEWAY.getAs(
                        own,
                        EVENTS + "?limit=2&cursor=" + first.at("/nextCursor").asText())
                .json();
        List<String> seen = new ArrayList<>();
        first.at("/result").forEach(event -> seen.add(event.at("/id").asText()));
        second.at("/result").forEach(event -> seen.add(event.at("/id").asText()));
        assertThat(seen).containsExactly(id(11), id(13), id(15), id(16));
        assertThat(second.has("nextCursor")).isFalse();
    }

    @Test
    void refusesACursorOfAnotherListOrWithOtherFilters() throws Exception {
        String cursor = GATEWAY.getAs(token, EVENTS + "?limit=1")
                .json()
                .at("/nextCursor")
                .asText();
        assertThat(GATEWAY.getAs(token, EVENTS + "?cursor=" + cursor).status()).isEqualTo(200);
        String other = GATEWAY.token("elsewhere", "events:read");
        for (Answer refused : List.of(
                GATEWAY.getAs(token, EVENTS + "?provider=tink&cursor=" + cursor),
                GATEWAY.getAs(token, "/api/v1/receipts?cursor=" + cursor),
                GATEWAY.getAs(other, EVENTS + "?cursor=" + cursor))) {
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.json().at("/errors/0/pointer").asText()).isEqualTo("#/cursor");
            assertThat(refused.json().at("/errors/0/detail").asText()).contains("other filters");
        }
    }

    /** The last one is a cursor of a version that encrypted them. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "!",
                "AQ",
                "AgECAwQFBgcIMDE5Y2FkZDQ",
                "NDFmZTJjMDkuVmhQdEhsM3lVbzZkY2JQU1lpU3VlV1ZQeGdPQ3p2c2pNb1FzN2s0"
            })
    void refusesWhatIsNoCursorOfThisVersion(String cursor) throws Exception {
        Answer refused = GATEWAY.getAs(token, EVENTS + "?cursor=" + cursor);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().at("/errors/0/detail").asText()).contains("begin again without a cursor");
    }

    @Test
    void exportsOneEventALine() throws Exception {
        Answer export = GATEWAY.sendAs(token, "GET", EVENTS, "", "Accept", "application/x-ndjson");
        assertThat(export.header("Content-Type")).startsWith("application/x-ndjson");
        assertThat(export.body()).isEqualTo(body(1) + "\n" + body(2) + "\n" + body(3) + "\n");
    }

    @Test
    void exportsATableWithoutFormulas() throws Exception {
        Answer export = GATEWAY.sendAs(token, "GET", EVENTS + "?subject=payments/1", "", "Accept", "text/csv");
        assertThat(export.header("Content-Type")).startsWith("text/csv");
        List<String> lines = export.body().lines().toList();
        assertThat(lines).hasSize(2);
        assertThat(lines.get(0)).startsWith("id,source,type,subject,time").endsWith(",data");
        assertThat(lines.get(1))
                .startsWith(id(1) + ",")
                .contains(",'=cmd()|x,")
                .endsWith(
                        ",\"{\"\"payment\"\" : {\"\"id\"\":\"\"1\"\"},\"\"user\"\":{\"\"id\"\":\"\"user-1\"\"},\"\"n\"\":1.0e0}\"");
    }

    @Test
    void exportsOnlyWithItsScope() throws Exception {
        String reader = GATEWAY.token("analysts", "events:read");
        Answer refused = GATEWAY.sendAs(reader, "GET", EVENTS, "", "Accept", "text/csv");
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(GATEWAY.sendAs(token, "GET", EVENTS + "?limit=1", "", "Accept", "text/csv")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void saysWhichContentTypesItOffersAndTakes() throws Exception {
        String lists = "application/json, application/x-ndjson, text/csv, application/vnd.apache.parquet";
        tells(406, lists, GATEWAY.sendAs(token, "GET", EVENTS, "", "Accept", "image/png"));
        String webHooks = "/api/v1/configuration/web-hooks";
        tells(406, "application/json", GATEWAY.get(webHooks, "Accept", "image/png"));
        tells(415, "application/json", GATEWAY.send("POST", webHooks, "a=b", "Content-Type", "text/plain"));
    }

    private static void tells(int status, String types, Answer answer) throws Exception {
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("Accept")).isEqualTo(status == 415 ? types : "");
        assertThat(answer.json().at("/detail").asText()).endsWith(": " + types + ".");
    }

    /** Begins with the recorded time, as a UUIDv7 does. */
    private static String id(int number) {
        String millis = "%012x".formatted(recordedAt(number).toEpochMilli());
        return "%s-%s-7d7e-9f3a-0000000000%02d".formatted(millis.substring(0, 8), millis.substring(8), number);
    }

    private static Instant recordedAt(int number) {
        return Instant.parse("2026-04-%02dT12:00:00Z".formatted(number));
    }

    private static String body(int number) {
        boolean third = number == 3;
        return """
                {"specversion":"1.0","id":"%s","source":"http://localhost:8080/sources/%s/s","type":"%s",\
                "subject":"payments/%d","time":"2026-03-%02dT12:00:00.000Z",\
                "dataschema":"http://localhost:8080/schemas/payment/1.0.json","datacontenttype":"application/json",\
                "recordedtime":"2026-04-%02dT12:00:00.000Z","correlationid":"job-%d","provider":"%s",\
                "providertype":"=cmd()|x","timebasis":"provider","proof":"body","mappingversion":"tink-hooks@1.0.0",\
                "tenantid":"analysts","receiptid":"receipt","data":%s}""".formatted(
                        id(number),
                        third ? "paybook" : "tink",
                        third
                                ? "bank.connection.refreshed.v1"
                                : number == 2 ? "bank.payment.failed.v1" : "bank.payment.executed.v1",
                        number,
                        number,
                        number,
                        number,
                        third ? "paybook" : "tink",
                        data(number));
    }

    private static String data(int number) {
        return "{\"payment\" : {\"id\":\"%1$d\"},\"user\":{\"id\":\"user-%1$d\"},\"n\":%1$d.0e0}".formatted(number);
    }

    private static void store(String tenant, int number, String type, String provider) throws Exception {
        var event = new Event(
                id(number),
                "http://localhost:8080/sources/" + provider + "/s",
                type,
                "payments/" + number,
                "2026-03-%02dT12:00:00.000Z".formatted(number),
                false,
                "http://localhost:8080/schemas/payment/1.0.json",
                null,
                recordedAt(number),
                "job-" + number,
                provider,
                "=cmd()|x",
                Proof.BODY,
                "tink-hooks@1.0.0",
                tenant,
                "receipt",
                "source",
                "key-" + number,
                Map.of("payment", Map.of("id", String.valueOf(number)), "user", Map.of("id", "user-" + number)));
        GATEWAY.context()
                .getBean(EventStore.class)
                .insert(
                        List.of(new StoredEvent(
                                event,
                                CloudEventFormat.write(event, data(number).getBytes(UTF_8)),
                                Pending.NOTHING)),
                        "writer",
                        Duration.ofSeconds(5));
    }
}
