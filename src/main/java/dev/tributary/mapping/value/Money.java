package dev.tributary.mapping.value;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.provider.PayloadPath;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An amount and its currency as {@code {"amount":"10.00","currency":"SEK"}}, rounded to the currency's minor unit.
 * What is no such amount (no number, no ISO 4217 currency, negative, beyond 13 digits) counts as absent: none is
 * invented, and the raw bytes keep it.
 */
record Money(PayloadPath currency) implements Conversion {

    private static final int MAX_DIGITS = 13;
    /** Far beyond what a float's noise needs; a larger one is an attack on the arithmetic below. */
    private static final int MAX_SCALE = 1_000;

    private static final Pattern DECIMAL = Pattern.compile("[0-9]{1,40}(\\.[0-9]{1,40})?");
    private static final Pattern CODE = Pattern.compile("[A-Z]{3}");

    @Override
    public @Nullable Object convert(JsonNode value, Reading reading) {
        Currency unit = unit(currency.read(reading.root()));
        BigDecimal amount = decimal(value);
        if (unit == null || amount == null || !bounded(amount)) {
            return null;
        }
        BigDecimal rounded = amount.setScale(unit.getDefaultFractionDigits(), RoundingMode.HALF_EVEN);
        if (!bounded(rounded)) {
            return null;
        }
        Map<String, Object> money = new LinkedHashMap<>();
        money.put("amount", rounded.toPlainString());
        money.put("currency", unit.getCurrencyCode());
        return money;
    }

    /** Looks at exponents only: {@code 1e999999999} must be refused before anything writes its zeros. */
    private static boolean bounded(BigDecimal amount) {
        return amount.signum() >= 0
                && amount.scale() <= MAX_SCALE
                && (long) amount.precision() - amount.scale() <= MAX_DIGITS;
    }

    private static @Nullable BigDecimal decimal(JsonNode value) {
        if (value.isNumber()) {
            return value.decimalValue();
        }
        return value.isTextual() && DECIMAL.matcher(value.textValue()).matches()
                ? new BigDecimal(value.textValue())
                : null;
    }

    private static @Nullable Currency unit(@Nullable JsonNode code) {
        if (code == null || !code.isTextual() || !CODE.matcher(code.textValue()).matches()) {
            return null;
        }
        try {
            Currency found = Currency.getInstance(code.textValue());
            return found.getDefaultFractionDigits() < 0 ? null : found;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
