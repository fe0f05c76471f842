package dev.tributary.ledger;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Currency;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An amount without its sign, in exact decimals.
 *
 * @param amount digits with a full stop, rounded to the currency's minor unit where ISO 4217 has one
 * @param currency ISO 4217 code as the provider sent it, in capitals; {@code XXX}, "no currency", where it sent none
 * @see <a href="https://www.six-group.com/en/products-services/financial-information/data-standards.html">ISO 4217</a>
 */
public record Money(String amount, String currency) {

    private static final String NO_CURRENCY = "XXX";
    /** What Decimal128 holds; more is no amount of money, and 1E+999999999 would fill the heap when written out. */
    private static final int MOST_DIGITS = 34;

    /**
     * Rounds half to even; a currency that this runtime does not know keeps every digit.
     *
     * @param code null or blank where the provider sent none
     * @throws IllegalArgumentException if the number has more than 34 digits before or after its full stop
     */
    public static Money of(BigDecimal value, @Nullable String code) {
        String currency =
                code == null || code.isBlank() ? NO_CURRENCY : code.strip().toUpperCase(Locale.ROOT);
        return new Money(rounded(value, currency).abs().toPlainString(), currency);
    }

    /** Which way the amount of {@link #of} goes; nothing, and what rounds to nothing, is a credit. */
    public static CreditDebit indicator(BigDecimal value, Money money) {
        boolean nothing = new BigDecimal(money.amount()).signum() == 0;
        return value.signum() < 0 && !nothing ? CreditDebit.DEBIT : CreditDebit.CREDIT;
    }

    private static BigDecimal rounded(BigDecimal value, String currency) {
        if (Math.abs((long) value.scale()) > MOST_DIGITS || value.precision() > 2 * MOST_DIGITS) {
            throw new IllegalArgumentException(
                    "a number of " + value.precision() + " digits and scale " + value.scale() + " is no amount");
        }
        int digits = minorUnit(currency);
        return digits < 0 ? value : value.setScale(digits, RoundingMode.HALF_EVEN);
    }

    /** Digits after the full stop; negative where ISO 4217 has none or the code is unknown. */
    private static int minorUnit(String currency) {
        try {
            return Currency.getInstance(currency).getDefaultFractionDigits();
        } catch (IllegalArgumentException e) {
            return -1;
        }
    }
}
