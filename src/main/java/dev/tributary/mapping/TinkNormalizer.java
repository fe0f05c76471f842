package dev.tributary.mapping;

import static dev.tributary.mapping.ProviderNormalizer.shallowCopy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Tink writes a status as {@code UPDATED} or {@code STATUS_UPDATED}, and an amount as a number beside {@code currency}
 * or as {@code {"value":{"unscaledValue":"1000","scale":"2"},"currencyCode":"SEK"}}; after this only as the first.
 *
 * @see <a href="https://docs.tink.com/resources/payments/one-time-payments-notifications-and-webhooks">Tink, payment
 *     webhooks</a>
 */
final class TinkNormalizer implements ProviderNormalizer {

    private static final String STATUS_PREFIX = "STATUS_";
    private static final List<String> STATUSES = List.of("status", "credentialsStatus");
    private static final Pattern UNSCALED = Pattern.compile("-?[0-9]{1,40}");
    private static final Pattern SCALE = Pattern.compile("-?[0-9]{1,3}");

    @Override
    public String provider() {
        return "tink";
    }

    @Override
    public ObjectNode normalize(ObjectNode payload) {
        if (!(payload.get("content") instanceof ObjectNode content) || !differs(content)) {
            return payload;
        }
        ObjectNode changed = shallowCopy(content);
        STATUSES.forEach(name -> {
            if (prefixed(content.path(name))) {
                changed.put(name, content.get(name).textValue().substring(STATUS_PREFIX.length()));
            }
        });
        BigDecimal amount = amount(content.path("amount"));
        if (amount != null) {
            changed.set("amount", DecimalNode.valueOf(amount));
            changed.set("currency", content.path("amount").path("currencyCode"));
        }
        return shallowCopy(payload).set("content", changed);
    }

    private static boolean differs(ObjectNode content) {
        boolean differs = content.path("amount").isObject();
        for (String name : STATUSES) {
            differs |= prefixed(content.path(name));
        }
        return differs;
    }

    private static boolean prefixed(JsonNode status) {
        return status instanceof TextNode text && text.textValue().startsWith(STATUS_PREFIX);
    }

    /** The digits bound what {@code new BigDecimal} is asked for. */
    private static @Nullable BigDecimal amount(JsonNode amount) {
        String unscaled = amount.path("value").path("unscaledValue").asText();
        String scale = amount.path("value").path("scale").asText();
        return UNSCALED.matcher(unscaled).matches() && SCALE.matcher(scale).matches()
                ? new BigDecimal(new BigInteger(unscaled), Integer.parseInt(scale))
                : null;
    }
}
