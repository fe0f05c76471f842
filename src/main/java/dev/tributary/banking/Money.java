package dev.tributary.banking;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import dev.tributary.event.CurrencyUnit;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * An amount without its sign, in exact decimals.
 *
 * @param amount digits with a full stop, rounded to the currency's minor unit; without a minor unit, to five digits
 * @param currency ISO 4217 code in capitals; {@code XXX}, "no currency", where the provider sent no known one
 * @param providerCurrency what it sent instead; null where it sent a known code, or nothing
 * @param providerAmount all digits of an amount without a minor unit that had more than five; else null
 */
@JsonInclude(Include.NON_NULL)
public record Money(
        String amount,
        String currency,
        @Nullable String providerCurrency,
        @Nullable String providerAmount) {

    /** What Decimal128 holds; more is not an amount of money, and 1E+999999999 would fill the heap when written out. */
    private static final int MAX_DIGITS = 34;

    /** An amount in a known currency. */
    public Money(String amount, String currency) {
        this(amount, currency, null, null);
    }

    /**
     * Rounds half to even.
     *
     * @param code as the provider sent it; null or blank where it sent none
     * @throws IllegalArgumentException if the number has more than 34 digits before or after its full stop
     */
    public static Money of(BigDecimal value, @Nullable String code) {
        if (Math.abs((long) value.scale()) > MAX_DIGITS || value.precision() > 2 * MAX_DIGITS) {
            throw new IllegalArgumentException(
                    "a number of " + value.precision() + " digits and scale " + value.scale() + " is not an amount");
        }
        CurrencyUnit unit = CurrencyUnit.of(code);
        return new Money(
                unit.round(value).abs().toPlainString(), unit.code(), unit.providerText(), unit.lostDigits(value));
    }

    /** Which way the amount of {@link #of} goes; nothing, and what rounds to nothing, is a credit. */
    public static CreditDebit indicator(BigDecimal value, Money money) {
        boolean nothing = new BigDecimal(money.amount()).signum() == 0;
        return value.signum() < 0 && !nothing ? CreditDebit.DEBIT : CreditDebit.CREDIT;
    }
}
