package dev.tributary.mapping.expression;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.event.CurrencyUnit;
import dev.tributary.provider.PayloadPath;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An amount and its currency as {@code {"amount":"10.00","currency":"SEK"}}, rounded to the currency's minor unit; of a
 * currency that is not known as {@code {"amount":"10","currency":"XXX","providerCurrency":"PESOS"}}. Another value
 * (not a number, negative, of more than 13 digits) counts as absent and is noted; the raw bytes keep it.
 */
record Money(PayloadPath currency) implements Conversion {

    private static final int MAX_DIGITS = 13;
    /** More digits than the rounding errors of floats need. A larger number would make the arithmetic below slow. */
    private static final int MAX_SCALE = 1_000;

    private static final Pattern DECIMAL = Pattern.compile("[0-9]{1,40}(\\.[0-9]{1,40})?");

    @Override
    public @Nullable Object convert(JsonNode value, Reading reading) {
        JsonNode code = currency.read(reading.root());
        CurrencyUnit unit = CurrencyUnit.of(code == null ? null : Conversion.text(code));
        BigDecimal amount = decimal(value);
        if (amount == null || !bounded(amount) || !bounded(unit.round(amount))) {
            reading.skip("the amount beside " + currency);
            return null;
        }
        Map<String, Object> money = new LinkedHashMap<>();
        money.put("amount", unit.round(amount).toPlainString());
        money.put("currency", unit.code());
        put(money, "providerCurrency", unit.providerText());
        put(money, "providerAmount", unit.lostDigits(amount));
        return money;
    }

    private static void put(Map<String, Object> money, String name, @Nullable String text) {
        if (text != null) {
            money.put(name, text);
        }
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
}
