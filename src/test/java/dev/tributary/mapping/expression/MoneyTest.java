package dev.tributary.mapping.expression;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.provider.Payload;
import dev.tributary.provider.PayloadPath;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MoneyTest {

    @ParameterizedTest
    @CsvSource({
        "10, SEK, 10.00",
        "0, SEK, 0.00",
        "0.10, GBP, 0.10",
        "5827.6400000000003, MXN, 5827.64",
        "2.675, USD, 2.68",
        "2.665, USD, 2.66",
        "100.4, JPY, 100",
        "1.23456, KWD, 1.235",
        "1.23456, CLF, 1.2346",
        "9999999999999, SEK, 9999999999999.00",
        "1E3, EUR, 1000.00"
    })
    void hasTheDigitsOfItsCurrency(String amount, String currency, String expected) {
        assertThat(money(amount, '"' + currency + '"')).isEqualTo(Map.of("amount", expected, "currency", currency));
    }

    @Test
    void readsDecimalsWrittenAsText() {
        assertThat(money("\"1209.06\"", "\"GBP\"")).isEqualTo(Map.of("amount", "1209.06", "currency", "GBP"));
    }

    @ParameterizedTest
    @CsvSource({"eur, EUR", "' Sek ', SEK", "xau, XAU"})
    void takesAKnownCodeInAnySpelling(String sent, String code) {
        assertThat(money("10", '"' + sent + '"'))
                .asString()
                .contains("currency=" + code)
                .doesNotContain("provider");
    }

    @ParameterizedTest
    @CsvSource({"$", "PESOS", "ZZZ", "SEKS", "EU\u20AC", "US Dollars"})
    void keepsTheAmountAndTheProvidersTextOfAnUnknownCurrency(String sent) {
        assertThat(money("10.5", '"' + sent + '"'))
                .isEqualTo(Map.of("amount", "10.5", "currency", "XXX", "providerCurrency", sent));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"\"", "\" \"", "null", "{}", "\"XXX\"", "\"xxx\""})
    void keepsTheAmountWithoutACurrency(String sent) {
        assertThat(money("10", sent)).isEqualTo(Map.of("amount", "10", "currency", "XXX"));
    }

    @Test
    void keepsEveryDigitBesideTheFiveOfTheWire() {
        assertThat(money("\"0.000000000000000017\"", "\"ETH\""))
                .isEqualTo(Map.of(
                        "amount",
                        "0.00000",
                        "currency",
                        "XXX",
                        "providerCurrency",
                        "ETH",
                        "providerAmount",
                        "0.000000000000000017"));
        assertThat(money("1.123456789012345678", "\"MXN\"")).isEqualTo(Map.of("amount", "1.12", "currency", "MXN"));
        assertThat(money("10", "752")).isEqualTo(Map.of("amount", "10", "currency", "XXX", "providerCurrency", "752"));
    }

    @Test
    void isNoMoneyBeyondThirteenDigitsOrBelowZero() {
        assertThat(money("9999999999999.999", "\"SEK\"")).isNull();
        assertThat(money("10000000000000", "\"SEK\"")).isNull();
        assertThat(money("-0.01", "\"SEK\"")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "\"12,50\"", "1E99"})
    void notesAnAmountThatItCannotGive(String amount) {
        var reading = new Reading(root(amount, "\"EUR\""));

        assertThat(new Money(PayloadPath.of("$.currency"))
                        .convert(reading.root().get("amount"), reading))
                .isNull();
        assertThat(reading.skipped()).containsExactly("the amount beside $.currency");
    }

    private static @Nullable Object money(String amount, String currency) {
        JsonNode root = root(amount, currency);
        return new Money(PayloadPath.of("$.currency")).convert(root.get("amount"), new Reading(root));
    }

    private static JsonNode root(String amount, String currency) {
        String body = "{\"amount\":" + amount + ",\"currency\":" + currency + "}";
        return Payload.parse(body.getBytes(StandardCharsets.UTF_8)).root();
    }
}
