package dev.tributary.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tributary.event.Event;
import dev.tributary.provider.InvalidPayloadException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(10)
class HostilePayloadTest {

    private static final String PAYMENT =
            "{\"context\":{},\"event\":\"payment:updated\",\"content\":{\"id\":\"p\",\"status\":\"SENT\",%s}}";

    private final Mapping mapping = new Mapping();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":NaN}",
                "{\"a\":Infinity}",
                "{\"a\":01}",
                "{\"a\":1e99999999999}",
                "{'a':1}",
                "{\"a\":1}{}",
                "{\"a\":1",
                "{\"a\":\"\u0000\"}",
                "{\"a\\udc00\":1}",
                "[{\"a\":1}]",
                "\"a\"",
                "null",
                ""
            })
    void isNoPayloadAtAll(String body) {
        assertThatExceptionOfType(InvalidPayloadException.class).isThrownBy(() -> mapping.one("tink", body));
    }

    @Test
    void isNoPayloadWhereItIsTooDeepOrTooLong() {
        for (String body : List.of(
                "{\"a\":" + "[".repeat(64) + "]".repeat(64) + "}",
                "{\"a\":" + "9".repeat(1_001) + "}",
                "{\"" + "n".repeat(1_001) + "\":1}",
                "{\"a\":[" + "1,".repeat(100_000) + "1]}")) {
            assertThatExceptionOfType(InvalidPayloadException.class).isThrownBy(() -> mapping.one("tink", body));
        }
        assertThat(mapping.one("tink", "{\"a\":" + "[".repeat(63) + "]".repeat(63) + "}")
                        .data())
                .containsEntry("reason", "no_profile");
    }

    @Test
    void hidesNoSecondMessageBehindADuplicateKey() {
        Event event = mapping.one("paybook", "{\"event\":\"refresh\",\"id_credential\":\"a\",\"id_credential\":\"b\"}");

        assertThat(event.data()).containsEntry("reason", "duplicate_keys");
        assertThat(event.subject()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1e999999999", "1e-999999999", "-1e999999999", "0e999999999", "-1", "0", "-0.5", "253402300800000",
                "99999999999999999999999999", "\"\"", "\"never\"", "\"0000-00-00T00:00:00Z\"", "true", "{}", "[1]",
                        "null",
                "\"+1000000000-01-01T00:00:00Z\"", "\"2023-02-30T00:00:00Z\"", "\"0001-01-01T00:00:00Z\""
            })
    void takesANonsensicalTimeForNone(String time) {
        Event event = mapping.one("tink", PAYMENT.formatted("\"updated\":" + time));

        assertThat(event.timeReceived()).isTrue();
        assertThat(event.time()).isEqualTo("2026-03-02T09:15:07.123Z");
        assertThat(Mapping.object(event, "payment")).doesNotContainKey("updatedAt");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1e999999999",
                "1e13",
                "10000000000000",
                "-10",
                "\"1e5\"",
                "\"-10\"",
                "\"\"",
                "true",
                "{}",
                "{\"value\":{\"unscaledValue\":\"1\",\"scale\":\"-999\"},\"currencyCode\":\"SEK\"}",
                "{\"value\":{\"unscaledValue\":\"1\",\"scale\":\"999999999\"},\"currencyCode\":\"SEK\"}"
            })
    void inventsNoAmount(String amount) {
        Event event = mapping.one("tink", PAYMENT.formatted("\"currency\":\"SEK\",\"amount\":" + amount));

        assertThat(event.type()).isEqualTo("bank.payment.submitted.v1");
        assertThat(Mapping.object(event, "payment")).doesNotContainKey("amount");
    }

    @Test
    void keepsAnAmountWhoseCurrencyIsNotKnown() {
        String amount = "\"amount\":{\"value\":{\"unscaledValue\":\"1\",\"scale\":\"2\"}%s}";

        assertThat(Mapping.object(
                                mapping.one("tink", PAYMENT.formatted(amount.formatted(",\"currencyCode\":\"SEKK\""))),
                                "payment")
                        .get("amount"))
                .isEqualTo(Map.of("amount", "0.01", "currency", "XXX", "providerCurrency", "SEKK"));
        assertThat(Mapping.object(mapping.one("tink", PAYMENT.formatted(amount.formatted(""))), "payment")
                        .get("amount"))
                .isEqualTo(Map.of("amount", "0.01", "currency", "XXX"));
    }

    @Test
    void takesHalfOfASurrogatePairForNoText() {
        assertThat(mapping.one("paybook", "{\"event\":\"refresh\",\"id_credential\":\"a\\ud800\"}")
                        .data())
                .containsEntry("reason", "missing_data");
        assertThat(Mapping.object(
                                mapping.one(
                                        "tink",
                                        "{\"type\":\"credentials.updated\",\"data\":{\"userId\":\"u\","
                                                + "\"x\":\"\\ud83d\\ude00\\ud83d\",\"n\":[null,1.10,12345678901234567890]}}"),
                                "extensions")
                        .get("tink"))
                .hasToString("{userId=u, x=\uD83D\uDE00\uFFFD, n=[null, 1.10, 12345678901234567890]}");
    }

    @Test
    void keepsNulAndReadsBehindAByteOrderMark() {
        assertThat(Mapping.object(
                        mapping.one("paybook", "\uFEFF{\"event\":\"refresh\",\"id_credential\":\"a\\u0000b\"}"),
                        "connection"))
                .containsEntry("id", "a\u0000b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"7", "[]", "{}", "[\"x\"]", "null", "true", "\"\""})
    void looksForIdsAmongTextOnly(String id) {
        Event event = mapping.one("sixpark", """
                {"data":{"attributes":{"event_type":"ACCOUNT_OPENED"},"relationships":%s}}""".formatted(id));

        assertThat(event.data()).containsEntry("reason", "missing_data");
    }

    @Test
    void takesANumberForAnOpaqueId() {
        assertThat(mapping.one("paybook", "{\"event\":\"refresh\",\"id_credential\":12345678901234567890}")
                        .subject())
                .isEqualTo("connections/12345678901234567890");
    }
}
