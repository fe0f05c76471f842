package dev.tributary.mapping.value;

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
    @CsvSource({"XXX", "ZZZ", "sek", "SEKS", "''"})
    void needsACurrencyThatIsSpentInMinorUnits(String currency) {
        assertThat(money("10", '"' + currency + '"')).isNull();
        assertThat(money("10", "752")).isNull();
        assertThat(money("10", "null")).isNull();
    }

    @Test
    void isNoMoneyBeyondThirteenDigitsOrBelowZero() {
        assertThat(money("9999999999999.999", "\"SEK\"")).isNull();
        assertThat(money("10000000000000", "\"SEK\"")).isNull();
        assertThat(money("-0.01", "\"SEK\"")).isNull();
    }

    private static @Nullable Object money(String amount, String currency) {
        String body = "{\"amount\":" + amount + ",\"currency\":" + currency + "}";
        JsonNode root = Payload.parse(body.getBytes(StandardCharsets.UTF_8)).root();
        return new Money(PayloadPath.of("$.currency")).convert(root.get("amount"), new Reading(root));
    }
}
