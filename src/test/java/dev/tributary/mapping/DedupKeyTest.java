package dev.tributary.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.event.Event;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DedupKeyTest {

    private static final String OPERATION = """
            {"event":"signable-operation:update","content":{%s"type":"TRANSFER"},"webHook":{"secret":"s"}}""";

    private final Mapping mapping = new Mapping();

    @Test
    void keepsPartsApart() {
        assertThat(tink("\"id\":\"ab\",\"status\":\"c\",\"updated\":1,"))
                .isNotEqualTo(tink("\"id\":\"a\",\"status\":\"bc\",\"updated\":1,"));
    }

    @Test
    void ignoresEverythingButItsPartsWhereAllAreThere() {
        assertThat(tink("\"id\":\"a\",\"status\":\"SENT\",\"updated\":1,\"statusMessage\":\"x\","))
                .isEqualTo(tink("\"statusMessage\":\"y\",\"updated\":1,\"status\":\"SENT\",\"id\":\"a\","));
    }

    @Test
    void tellsAbsentFromEmpty() {
        assertThat(tink("\"id\":\"\",\"status\":\"SENT\",\"updated\":1,"))
                .isNotEqualTo(tink("\"status\":\"SENT\",\"updated\":1,"));
    }

    @Test
    void letsTheBytesDecideWhereAPartIsMissing() {
        assertThat(tink("\"id\":\"a\",\"status\":\"SENT\",")).isEqualTo(tink("\"id\":\"a\",\"status\":\"SENT\","));
        assertThat(tink("\"id\":\"a\",\"status\":\"SENT\",")).isNotEqualTo(tink("\"id\":\"a\",  \"status\":\"SENT\","));
        assertThat(tink("\"id\":\"a\",\"status\":\"SENT\",\"updated\":null,"))
                .isNotEqualTo(tink("\"id\":\"a\",\"status\":\"SENT\","));
    }

    @Test
    void collapsesEqualBodiesInsideOneHourOnly() {
        byte[] body = "{\"type\":\"test\"}".getBytes(StandardCharsets.UTF_8);
        Instant hour = Instant.parse("2026-03-02T09:00:00Z");

        assertThat(key("tink", body, hour)).isEqualTo(key("tink", body, hour.plus(Duration.ofMinutes(59))));
        assertThat(key("tink", body, hour)).isNotEqualTo(key("tink", body, hour.plus(Duration.ofMinutes(60))));
        assertThat(key("tink", body, hour))
                .isNotEqualTo(key("tink", "{\"type\": \"test\"}".getBytes(StandardCharsets.UTF_8), hour));
    }

    @Test
    void readsListedEndpointsInAnyOrder() {
        String body = """
                {"event":"credential_update","id_credential":"c","id_job_uuid":"j","is_executing":1,"endpoints":%s}""";

        assertThat(paybook(body.formatted("{\"accounts\":[\"/b\",\"/a\"],\"credential\":[\"/c\"]}")))
                .isEqualTo(paybook(body.formatted("{\"credential\":[\"/c\"],  \"accounts\":[\"/a\",\"/b\"]}")));
        assertThat(paybook(body.formatted("{\"accounts\":[\"/a\"]}")))
                .isNotEqualTo(paybook(body.formatted("{\"accounts\":[\"/a\",\"/a\"]}")));
        assertThat(paybook(body.formatted("{\"accounts\":[\"a\\\",\\\"b\"]}")))
                .isNotEqualTo(paybook(body.formatted("{\"accounts\":[\"a\",\"b\"]}")));
    }

    @Test
    void collapsesARefreshOnlyWithItsOwnBytes() {
        String refresh = "{\"event\":\"refresh\",\"id_credential\":\"c\",\"id_job_uuid\":\"j\",\"endpoints\":{}}";

        assertThat(paybook(refresh)).isEqualTo(paybook(refresh)).isNotEqualTo(paybook(refresh + " "));
    }

    @Test
    void takesTheBytesOfTheElementWhereASplitCallLacksAnId() {
        String element = "{\"header\":{\"event\":{\"name\":\"documents.failed\"}},\"payload\":{\"n\":[1, 2]}}";
        String spaced = element.replace(":", ": ");

        List<String> keys = syncfy("{\"rid\":\"\u00e9\",\"events\":[ " + element + " , " + spaced + ",7,\"x\",7]}");
        List<String> again = syncfy("{\"x\":{\"events\":[0]},\"events\":[" + element + "],\"rid\":\"r2\"}");
        List<String> marked = syncfy("\uFEFF{\"events\":[" + element + "]}");

        assertThat(keys).hasSize(5);
        assertThat(keys.get(0)).isEqualTo(again.get(0)).isEqualTo(marked.get(0)).isNotEqualTo(keys.get(1));
        assertThat(keys.get(2)).isEqualTo(keys.get(4)).isNotEqualTo(keys.get(3));
    }

    /** The parser of such a body does not tell where an element stands. */
    @ParameterizedTest
    @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-32"})
    void tellsElementsWithoutAnIdApartInABodyThatIsNotUtf8(String charset) {
        String body = "{\"events\":[{\"payload\":{\"n\":%d}},{\"payload\":{\"n\":2}}]}";

        List<String> keys = syncfy(body.formatted(1), Charset.forName(charset));

        assertThat(keys).doesNotHaveDuplicates().isEqualTo(syncfy(body.formatted(1), Charset.forName(charset)));
        assertThat(keys).doesNotContainAnyElementsOf(syncfy(body.formatted(3), Charset.forName(charset)));
    }

    @Test
    void takesTheEventIdWhereTheElementHasOne() {
        String element =
                "{\"header\":{\"event\":{\"name\":\"%s\",\"eid\":\"e1\"}},\"payload\":{\"id_credential\":\"c\"}}";

        assertThat(syncfy("{\"rid\":\"1\",\"events\":[" + element.formatted("credentials.created") + "]}"))
                .isEqualTo(syncfy("{\"rid\":\"2\",\"events\":[" + element.formatted("credentials.deleted") + "]}"));
    }

    @Test
    void usesAnUnmappedCallsKeyIfItIsCompleteElseItsBytes() {
        String complete = "{\"data\":{\"id\":\"e1\",\"attributes\":{\"event_type\":\"NEW\"%s}}}";
        String without = "{\"data\":{\"attributes\":{\"event_type\":\"NEW\"%s}}}";

        assertThat(one("sixpark", complete.formatted(""))).isEqualTo(one("sixpark", complete.formatted(",\"x\":1")));
        assertThat(one("sixpark", without.formatted("")))
                .isEqualTo(one("sixpark", without.formatted("")))
                .isNotEqualTo(one("sixpark", without.formatted(",\"x\":1")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"\"\"", "\" \"", "\"\\t\\n\"", "\"\u00a0\"", "\"\\u200b\"", "\"\\u0000\"", "null", "{}", "[]"})
    void letsTheBytesDecideWhereAPartIsBlank(String blank) {
        String sixpark = "{\"data\":{\"id\":%s,\"attributes\":{\"event_type\":\"ACCOUNT_OPENED\"},\"relationships\":"
                + "{\"account\":{\"data\":{\"id\":\"%s\"}}}}}";
        String update =
                "{\"event\":\"credential_update\",\"id_credential\":\"c\",\"id_job_uuid\":%s,\"is_executing\":1,"
                        + "\"endpoints\":{\"credential\":[\"/v1/credentials/c\"]},\"id_site\":\"%s\"}";
        String element = "{\"events\":[{\"header\":{\"event\":{\"name\":\"credentials.created\",\"eid\":%s}},"
                + "\"payload\":{\"id_credential\":\"%s\"}}]}";

        assertBytesDecide("sixpark", sixpark, blank);
        assertBytesDecide("paybook", update, blank);
        assertBytesDecide("paybook", element, blank);
    }

    private void assertBytesDecide(String provider, String body, String blank) {
        String call = one(provider, body.formatted(blank, "x"));
        assertThat(one(provider, body.formatted(blank, "x"))).isEqualTo(call);
        assertThat(one(provider, body.formatted(blank, "y"))).isNotEqualTo(call);
    }

    @Test
    void neverTakesOneProfileForAnother() {
        assertThat(one("paybook", "{\"events\":[{\"header\":{\"event\":{\"name\":\"x\",\"eid\":\"e1\"}}}]}"))
                .isNotEqualTo(one("sixpark", "{\"data\":{\"id\":\"e1\",\"attributes\":{\"event_type\":\"x\"}}}"));
    }

    private String tink(String members) {
        return one("tink", OPERATION.formatted(members));
    }

    private String paybook(String body) {
        return one("paybook", body);
    }

    private List<String> syncfy(String body) {
        return syncfy(body, StandardCharsets.UTF_8);
    }

    private List<String> syncfy(String body, Charset charset) {
        return mapping.all("paybook", body.getBytes(charset)).stream()
                .map(Event::dedupKey)
                .toList();
    }

    private String one(String provider, String body) {
        return mapping.one(provider, body).dedupKey();
    }

    private String key(String provider, byte[] body, Instant receivedAt) {
        return mapping.all(provider, body, receivedAt).get(0).dedupKey();
    }
}
