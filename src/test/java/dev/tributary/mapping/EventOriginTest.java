package dev.tributary.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.mapping.EventOrigin.Field;
import dev.tributary.provider.Payload;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What gives each field of an event, by the mapping files as they are shipped. */
class EventOriginTest {

    private final Mapping mapping = new Mapping();

    @Test
    void tellsTablesDefaultsConstantsTimesAndTemplatesApart() {
        EventOrigin origin = origin("tink", """
                {"event":"signable-operation:update","webHook":{},"content":
                 {"id":"o","type":"TRANSFER","status":"SETTLED","updated":1700000000000,"statusMessage":"none"}}""");

        assertThat(origin.file()).isEqualTo("mappings/tink/tink-hooks.yaml");
        assertThat(origin.rule()).isEqualTo("rules[0]");
        assertThat(origin.events()).containsExactly("signable-operation:update");
        assertThat(origin.conditions()).containsExactly("$.content.type = TRANSFER");
        assertThat(origin.list()).isNull();
        assertThat(shown(origin))
                .containsEntry("/type", "default [$.content.status] table type")
                .containsEntry("/subject", "path [$.content.id] payments/{payment.id}")
                .containsEntry("/time", "path [$.content.updated] format epoch_millis")
                .containsEntry("/providertype", "path [$.event]")
                .containsEntry("/data/payment/id", "path [$.content.id]")
                .containsEntry("/data/payment/kind", "constant []")
                .containsEntry("/data/payment/status", "default [$.content.status] table status")
                .containsEntry("/data/payment/statusMessage", "path [$.content.statusMessage]")
                .doesNotContainKeys("/data/payment/createdAt", "/data/user/id", "/correlationid");
    }

    @Test
    void saysWhatWasNormalizedFirst() {
        EventOrigin origin = origin("tink", """
                {"context":{},"event":"payment:updated","content":{"id":"p","status":"STATUS_EXECUTED",
                 "amount":{"value":{"unscaledValue":"1000","scale":"2"},"currencyCode":"SEK"}}}""");

        assertThat(shown(origin))
                .containsEntry("/data/payment/status", "path [$.content.status] table paymentStatus, normalized")
                .containsEntry("/data/payment/amount", "path [$.content.amount, $.content.currency] money, normalized")
                .containsEntry("/data/payment/id", "path [$.content.id]")
                .containsEntry("/time", "receipt []");
    }

    @Test
    void namesTheElementAndTheListsInIt() {
        List<EventOrigin> origins = origins("paybook", """
                {"rid":"r","events":[{"header":{}},{"header":{"event":{"eid":"1","name":"credentials.refreshed"}},
                 "payload":{"id_credential":"c","id_user":"u","endpoints":{"accounts":["/v1/accounts"]}}}]}""");

        assertThat(origins).hasSize(2);
        assertThat(origins.get(0).rule()).isNull();
        EventOrigin second = origins.get(1);
        assertThat(second.list()).isEqualTo("$.events[*]");
        assertThat(second.element()).isEqualTo(1);
        assertThat(shown(second)).containsEntry("/data/resources", "list [$.payload.endpoints.accounts]");
    }

    @Test
    void showsAnObjectWhoseMembersAreKeptAsOneField() {
        assertThat(shown(origin("tink", """
                {"type":"credentials.updated","data":{"userId":"u","Alice":"secret"}}"""))).containsEntry("/data/extensions/tink", "path [$.data]");
    }

    @Test
    void knowsNoneOfACallThatIsForNoFile() {
        assertThat(origins("tink", "{\"other\":1}")).isEmpty();
        assertThat(origins("tink", "{\"type\":\"a\",\"type\":\"b\"}")).isEmpty();
    }

    private EventOrigin origin(String provider, String body) {
        return origins(provider, body).get(0);
    }

    private List<EventOrigin> origins(String provider, String body) {
        return mapping.origins(provider, Payload.parse(body.getBytes(StandardCharsets.UTF_8)));
    }

    private static Map<String, String> shown(EventOrigin origin) {
        return origin.fields().stream().collect(Collectors.toMap(Field::pointer, EventOriginTest::shown));
    }

    private static String shown(Field field) {
        String how = field.conversion() == null ? "" : " " + field.conversion();
        String template = field.template() == null ? "" : " " + field.template();
        return field.by() + " " + field.paths() + how + template + (field.normalized() ? ", normalized" : "");
    }
}
