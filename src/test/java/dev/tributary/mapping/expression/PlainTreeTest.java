package dev.tributary.mapping.expression;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tributary.provider.Payload;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainTreeTest {

    /** Reads decimals as the gateway does; the other readers take a number that is too large for an infinite one. */
    private static final ObjectMapper EXACT =
            new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    /** The longest numbers that a call may hold; an event with them is read again by JSON libraries with their default limits. */
    @ParameterizedTest
    @ValueSource(
            strings = {"12e2147483647", "1e-9999999", "1e99999", "N", "Ne9999", "0.N", "12345678901234567890", "-1.50"})
    void everyNumberOfACallCanBeReadAgain(String number) throws Exception {
        int digits = 1_000 - number.length();
        Object kept = tree("{\"n\":" + number.replace("N", "7".repeat(digits)) + "}");
        String written = new ObjectMapper().writeValueAsString(kept);
        for (ObjectMapper reader : List.of(new ObjectMapper(), EXACT)) {
            assertThat(reader.readTree(written).path("n").asText()).isNotEmpty();
        }
    }

    @Test
    void numbersOfUsualSizeStayNumbers() {
        assertThat(tree("{\"n\":[1,2.50,1e3,99999999999999999999]}"))
                .hasToString("{n=[1, 2.50, 1E+3, 99999999999999999999]}");
    }

    @Test
    void numbersBeyondEveryNumberTypeBecomeText() {
        String digits = "7".repeat(41);
        assertThat(tree("{\"n\":" + digits + "}")).isEqualTo(Map.of("n", digits));
        assertThat(tree("{\"n\":0." + digits + "}")).isEqualTo(Map.of("n", "0." + digits));
        assertThat(tree("{\"n\":" + digits.substring(1) + "}"))
                .isEqualTo(Map.of("n", new BigDecimal(digits.substring(1))));
    }

    @Test
    void halvesOfSurrogatePairsAreReplacedInNamesAndTexts() {
        JsonNode odd = new ObjectMapper().createObjectNode().put("a\ud800", "\udc00b");
        assertThat(PlainTree.of(odd)).isEqualTo(Map.of("a\uFFFD", "\uFFFDb"));
    }

    private static Object tree(String json) {
        return Objects.requireNonNull(
                PlainTree.of(Payload.parse(json.getBytes(UTF_8)).root()));
    }
}
