package dev.tributary.event;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Currency;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The currency of an amount: a known ISO 4217 code in capitals, else {@code XXX}, "no currency", beside what the provider
 * has sent.
 *
 * @param digits behind the point: those of the currency's minor unit; where it has none, at most so many
 * @param hasMinorUnit whether every amount has all of these digits
 * @param providerText what the provider sent instead of a known code, cut after 40 characters; null where it sent one, or none
 * @see <a href="https://www.six-group.com/en/products-services/financial-information/data-standards.html">ISO 4217</a>
 */
public record CurrencyUnit(
        String code,
        int digits,
        boolean hasMinorUnit,
        @Nullable String providerText) {

    private static final String NO_CURRENCY = "XXX";
    /** As many as an amount has on the wire. */
    private static final int MAX_DIGITS = 5;

    private static final int MAX_TEXT = 40;

    /** @param sent null or blank where the provider sent none */
    public static CurrencyUnit of(@Nullable String sent) {
        String text = sent == null ? "" : sent.strip();
        Currency known = known(text.toUpperCase(Locale.ROOT));
        if (known == null) {
            return new CurrencyUnit(NO_CURRENCY, MAX_DIGITS, false, text.isEmpty() ? null : cut(text));
        }
        int minor = known.getDefaultFractionDigits();
        return new CurrencyUnit(known.getCurrencyCode(), minor < 0 ? MAX_DIGITS : minor, minor >= 0, null);
    }

    /** Rounds half to even, to the minor unit where there is one. */
    public BigDecimal round(BigDecimal amount) {
        return hasMinorUnit || amount.scale() > digits ? amount.setScale(digits, RoundingMode.HALF_EVEN) : amount;
    }

    /**
     * The digits that {@link #round} takes from an amount without a minor unit, which may be part of the amount.
     *
     * @return the amount as the provider sent it, without its sign; null where rounding changes nothing
     */
    public @Nullable String lostDigits(BigDecimal amount) {
        return hasMinorUnit || round(amount).compareTo(amount) == 0
                ? null
                : amount.abs().toPlainString();
    }

    private static @Nullable Currency known(String code) {
        try {
            return Currency.getInstance(code);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static String cut(String text) {
        int end = text.offsetByCodePoints(0, Math.min(MAX_TEXT, text.codePointCount(0, text.length())));
        return text.substring(0, end);
    }
}
