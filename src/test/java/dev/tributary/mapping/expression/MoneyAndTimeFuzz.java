package dev.tributary.mapping.expression;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.tributary.provider.InvalidPayloadException;
import dev.tributary.provider.Payload;
import dev.tributary.provider.PayloadPath;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a value as an amount and as a moment: once as text, and once as JSON where it is some. */
public final class MoneyAndTimeFuzz {

    private static final Instant YEAR_10000 = Instant.parse("9999-12-31T23:59:59.999999999Z");
    private static final List<TimeFormat> TIMES = List.of(
            TimeFormat.of("epoch_millis"),
            TimeFormat.of("epoch"),
            TimeFormat.of("rfc3339"),
            TimeFormat.of("uuuu-MM-dd HH:mm:ssXXX"));
    private static final Money MONEY = new Money(PayloadPath.of("$.currency"));

    private MoneyAndTimeFuzz() {}

    /** Fails if an amount has more digits than it may, or a moment lies outside the years 1970 to 9999. */
    public static void fuzzerTestOneInput(byte[] input) {
        String text = new String(input, UTF_8);
        read(Payload.parse("{\"currency\":\"SEK\"}".getBytes(UTF_8)).root(), new TextNode(text));
        try {
            JsonNode root = Payload.parse(("{\"currency\":\"JPY\",\"v\":" + text + "}").getBytes(UTF_8))
                    .root();
            JsonNode value = root.get("v");
            if (value != null) {
                read(root, value);
                PlainTree.of(value);
            }
        } catch (InvalidPayloadException refused) {
            // as it must
        }
    }

    private static void read(JsonNode root, JsonNode value) {
        checkMoney(MONEY.convert(value, new Reading(root)));
        for (TimeFormat format : TIMES) {
            Instant moment = format.read(value);
            if (moment != null && (moment.isBefore(Instant.EPOCH) || moment.isAfter(YEAR_10000))) {
                throw new AssertionError(moment);
            }
        }
    }

    private static void checkMoney(@Nullable Object money) {
        if (money instanceof Map<?, ?> map
                && !String.valueOf(map.get("amount")).matches("[0-9]{1,13}(\\.[0-9]{1,4})?")) {
            throw new AssertionError(money);
        }
    }
}
