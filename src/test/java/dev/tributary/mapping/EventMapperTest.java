package dev.tributary.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.event.Event;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventMapperTest {

    private static final String UNMAPPED = "gateway.provider.unmapped.v1";

    private final Mapping mapping = new Mapping();

    @ParameterizedTest
    @CsvSource({
        "CREATED, created, created",
        "AWAITING_CREDENTIALS, action_required, action_required",
        "AWAITING_THIRD_PARTY_APP_AUTHENTICATION, action_required, action_required",
        "EXECUTING, processing, processing",
        "SENT, submitted, submitted",
        "EXECUTED, executed, executed",
        "FAILED, failed, failed",
        "CANCELLED, cancelled, cancelled",
        "UNKNOWN, updated, unknown",
        "SETTLED, updated, unknown"
    })
    void givesEachPaymentStatusItsTypeInBothEnvelopes(String status, String type, String canonical) {
        for (String body : List.of("""
                {"event":"signable-operation:update","content":{"id":"p","type":"TRANSFER","status":"%s"},"webHook":{}}""", """
                {"context":{},"event":"payment:updated","content":{"id":"p","status":"%s"}}""", """
                {"context":{},"event":"payment:updated","content":{"id":"p","status":"STATUS_%s"}}""")) {
            Event event = mapping.one("tink", body.formatted(status));

            assertThat(event.type()).isEqualTo("bank.payment." + type + ".v1");
            assertThat(Mapping.object(event, "payment"))
                    .containsEntry("status", canonical)
                    .containsEntry("providerStatus", status);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "UPDATED, refreshed, active,",
        "TEMPORARY_ERROR, refresh_failed, error, true",
        "PERMANENT_ERROR, refresh_failed, error, false",
        "AUTHENTICATION_ERROR, refresh_failed, action_required,",
        "SESSION_EXPIRED, refresh_failed, expired,",
        "STRANGE_ERROR, refresh_failed, unknown,"
    })
    void readsTheEndOfARefreshFromItsStatus(String status, String type, String canonical, Boolean retryable) {
        Event event = mapping.one("tink", refresh("\"credentialsStatus\":\"" + status + "\""));

        assertThat(event.type()).isEqualTo("bank.connection." + type + ".v1");
        assertThat(Mapping.object(event, "connection")).containsEntry("status", canonical);
        assertThat(Mapping.object(event, "error").get("retryable")).isEqualTo(retryable);
    }

    @ParameterizedTest
    @CsvSource({
        "CREATED, pending",
        "AUTHENTICATING, pending",
        "AWAITING_MOBILE_BANKID_AUTHENTICATION, action_required",
        "UPDATING, refreshing",
        "UPDATED, active",
        "AUTHENTICATION_ERROR, action_required",
        "TEMPORARY_ERROR, error",
        "PERMANENT_ERROR, error",
        "SESSION_EXPIRED, expired",
        "DELETED, deleted",
        "NEW, unknown"
    })
    void givesEachCredentialsStatusItsWord(String status, String canonical) {
        Event event = mapping.one("tink", """
                {"type":"credentials.updated","data":{"id":"c","status":"%s"}}""".formatted(status));

        assertThat(Mapping.object(event, "connection"))
                .containsEntry("status", canonical)
                .containsEntry("providerStatus", status);
    }

    @Test
    void saysThatARefreshWhoseStatusIsNewHasNoRule() {
        assertReason(mapping.one("tink", refresh("\"credentialsStatus\":\"UPDATING\"")), "no_rule");
    }

    @Test
    void namesWhatIsMissing() {
        Event event = mapping.one("tink", """
                {"context":{},"event":"account:created","content":{"userId":"u"}}""");

        assertReason(event, "missing_data", "$.content.account.id", "$.content.id");
        assertThat(event.providerType()).isEqualTo("account:created");
        assertThat(event.timeReceived()).isTrue();
        assertThat(event.time()).isEqualTo("2026-03-02T09:15:07.123Z");
    }

    @Test
    void wantsSomethingThatTheEventIsAbout() {
        Event event = mapping.one("tink", """
                {"type":"credentials.updated","data":{"note":"x"}}""");

        assertReason(event, "missing_data", "$.data.credentialsId", "$.data.id", "$.data.userId");
    }

    @Test
    void takesATestPingForDone() {
        Event event = mapping.one("tink", "{\"type\":\"test\"}");

        assertThat(event.type()).isEqualTo("gateway.provider.test.v1");
    }

    @Test
    void fillsTheAttributesFromTheCallAndTheId() {
        Event event = mapping.one("tink", refresh("\"credentialsStatus\":\"UPDATED\""));

        assertThat(event.id()).isEqualTo(Mapping.FIRST_ID);
        assertThat(event.recordedTime()).isEqualTo(Instant.ofEpochMilli(0x019cadd471f3L));
        assertThat(event.source()).isEqualTo("https://gateway.example.com/sources/tink/int_main");
        assertThat(event.dataSchema()).isEqualTo("https://gateway.example.com/schemas/connection/1.0.json");
        assertThat(event.tenant()).isEqualTo("default");
        assertThat(event.receiptId()).isEqualTo("019cadd4-7188-7c11-8a55-0b6a1d5f7c20");
    }

    @Test
    void leavesWhatNoAttributeMayHoldToTheData() {
        Event event = mapping.one("paybook", """
                {"event":"refresh","id_credential":"a\\u0001b","id_job":"j\\uffff","endpoints":{}}""");

        assertThat(event.subject()).isNull();
        assertThat(event.partitionKey()).isNull();
        assertThat(event.correlationId()).isNull();
        assertThat(Mapping.object(event, "connection")).containsEntry("id", "a\u0001b");
    }

    @Test
    void makesTheNameOfAnEventFitForItsAttribute() {
        Event event = mapping.one("paybook", "{\"event\":\"a\\u0000b" + "x".repeat(300) + "\"}");

        assertThat(event.type()).isEqualTo(UNMAPPED);
        assertThat(event.providerType()).hasSize(256).startsWith("a\uFFFDbx");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            2023-06-16 19:06:18+0000        | 2023-06-16T19:06:18.000Z
            2023-06-16T19:06:18.944+00:00   | 2023-06-16T19:06:18.944Z
            2023-06-16 19:06:18.944575Z     | 2023-06-16T19:06:18.944575Z
            2023-02-30 19:06:18.944575+0000 |
            """)
    void takesTheProvidersTimeOrMarksThatOfReceipt(String at, @Nullable String time) {
        Event event = mapping.one(
                "paybook",
                "{\"events\":[{\"header\":{\"event\":{\"name\":\"credentials.created\",\"eid\":\"e\",\"at\":\"" + at
                        + "\"}},\"payload\":{\"id_credential\":\"c\"}}]}");

        assertThat(event.timeReceived()).isEqualTo(time == null);
        assertThat(time == null ? null : event.time()).isEqualTo(time);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2024-01-15T10:30:00Z", "2024-01-15 11:30:00+01:00", "2024-01-15T10:30:00,0+0000"})
    void takesTheTimeOfADottedCallInEachFormOfIso8601(String timestamp) {
        Event event = mapping.one(
                "tink",
                "{\"type\":\"credentials.updated\",\"data\":{\"id\":\"c\"},\"timestamp\":\"" + timestamp + "\"}");

        assertThat(event.time()).isEqualTo("2024-01-15T10:30:00.000Z");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\\n", "\u00a0", "\\ufeff"})
    void takesABlankIdForAMissingOne(String blank) {
        String paybook = "{\"event\":\"credential_create\",\"id_credential\":\"" + blank + "\",\"endpoints\":{}}";
        String sixpark = "{\"data\":{\"id\":\"e\",\"attributes\":{\"event_type\":\"ACCOUNT_OPENED\"},"
                + "\"relationships\":{\"account\":{\"data\":{\"id\":\"" + blank + "\"}}}}}";

        assertReason(mapping.one("paybook", paybook), "missing_data", "$.id_credential");
        assertReason(mapping.one("sixpark", sixpark), "missing_data", "$.data.relationships.account.data.id");
    }

    @Test
    void refusesWhatWouldBeTooLargeForSubscribers() {
        String page = "\"/v1/accounts?id_credential=5e793889ea4c5165d46f9811&skip=0\"";
        String few = String.join(",", Collections.nCopies(300, page));
        String many = String.join(",", Collections.nCopies(600, page));
        String body = "{\"event\":\"refresh\",\"id_credential\":\"c\",\"endpoints\":{\"accounts\":[%s]}}";

        assertThat(mapping.one("paybook", body.formatted(few)).type()).isEqualTo("bank.connection.refreshed.v1");
        assertReason(mapping.one("paybook", body.formatted(many)), "too_large");
    }

    @Test
    void boundsHowManyEventsOneCallMakes() {
        String body = "{\"events\":[" + "0,".repeat(1_000) + "0]}";

        assertReason(mapping.one("paybook", body), "too_many_events");
    }

    @Test
    void takesEachElementOfASplitCallForItself() {
        List<Event> events = mapping.all(
                "paybook",
                "{\"events\":[7,{\"header\":{\"event\":{\"name\":\"credentials.created\"}},\"payload\":[]}]}"
                        .getBytes(StandardCharsets.UTF_8));

        assertThat(events).hasSize(2);
        assertReason(events.get(0), "missing_data", "$.header.event.name");
        assertReason(events.get(1), "missing_data", "$.payload.id_credential");
        assertThat(events).extracting(Event::id).doesNotHaveDuplicates();
    }

    @Test
    void givesEveryListedKindInTheOrderOfFetching() {
        Event event = mapping.one("paybook", """
                {"event":"refresh","id_credential":"c","endpoints":{"attachments":["/v1/x"],"transactions":["/v1/t"],
                 "accounts":["/v1/a","//evil","http://evil"],"credential":["/v1/c"]}}""");

        assertThat(event.data().get("resources"))
                .isEqualTo(List.of(
                        Map.of("kind", "credential", "href", "/v1/c"),
                        Map.of("kind", "account", "href", "/v1/a"),
                        Map.of("kind", "transaction", "href", "/v1/t"),
                        Map.of("kind", "attachment", "href", "/v1/x")));
    }

    private static String refresh(String members) {
        return "{\"context\":{},\"event\":\"refresh:finished\",\"content\":{\"credentialsId\":\"c\"," + members + "}}";
    }

    private static void assertReason(Event event, String reason, String... missing) {
        assertThat(event.type()).isEqualTo(UNMAPPED);
        assertThat(event.data()).isEqualTo(Map.of("reason", reason, "missing", List.of(missing)));
    }
}
