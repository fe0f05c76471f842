package dev.tributary.banking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MoneyTest {

    @ParameterizedTest(name = "{0} {1} is {2} {3}")
    @CsvSource({
        "1099, MXN, 1099.00, CREDIT",
        "-535, MXN, 535.00, DEBIT",
        "-5827.6400000000003, MXN, 5827.64, DEBIT",
        "0.125, MXN, 0.12, CREDIT",
        "0.135, MXN, 0.14, CREDIT",
        "-0.125, MXN, 0.12, DEBIT",
        "1500.5, JPY, 1500, CREDIT",
        "1501.5, JPY, 1502, CREDIT",
        "-1.2345, KWD, 1.234, DEBIT",
        "12.5, mxn, 12.50, CREDIT",
        "1.123456789012345678, usd, 1.12, CREDIT",
        "1E+3, MXN, 1000.00, CREDIT",
        "0, MXN, 0.00, CREDIT",
        "-0.001, MXN, 0.00, CREDIT",
        "9007199254740993.01, MXN, 9007199254740993.01, CREDIT"
    })
    void roundsToTheMinorUnitAndTakesTheSignOff(String value, String currency, String amount, CreditDebit indicator) {
        var money = Money.of(new BigDecimal(value), currency);

        assertThat(money.amount()).isEqualTo(amount);
        assertThat(Money.indicator(new BigDecimal(value), money)).isEqualTo(indicator);
    }

    @ParameterizedTest
    @ValueSource(strings = {"$", "PESOS", "BTC", "M.N.", "MXN MXN"})
    void namesAnUnknownCurrencyByItsIsoCodeAndKeepsTheProvidersText(String sent) {
        assertThat(Money.of(new BigDecimal("-60.5"), sent)).isEqualTo(new Money("60.5", "XXX", sent, null));
    }

    @Test
    void keepsEveryDigitOfACurrencyThatIsNotInIso4217BesideTheFiveOfTheWire() {
        assertThat(Money.of(new BigDecimal("-0.000000000000000017"), "ETH"))
                .isEqualTo(new Money("0.00000", "XXX", "ETH", "0.000000000000000017"));
        assertThat(Money.of(new BigDecimal("1.50000000000"), "ETH"))
                .isEqualTo(new Money("1.50000", "XXX", "ETH", null));
    }

    @Test
    void cutsALongTextInPlaceOfACurrency() {
        assertThat(Money.of(BigDecimal.ONE, "\uD83D\uDCB0".repeat(50)).providerCurrency())
                .isEqualTo("\uD83D\uDCB0".repeat(40));
    }

    @Test
    void namesTheMissingCurrencyByItsIsoCode() {
        assertThat(Money.of(new BigDecimal("1.234"), null)).isEqualTo(new Money("1.234", "XXX"));
        assertThat(Money.of(new BigDecimal("1.234"), " ")).isEqualTo(new Money("1.234", "XXX"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1E+999999999", "1E-999999999", "1E+35"})
    void refusesNumbersThatWouldFillTheHeap(String value) {
        assertThatIllegalArgumentException().isThrownBy(() -> Money.of(new BigDecimal(value), "MXN"));
    }
}
