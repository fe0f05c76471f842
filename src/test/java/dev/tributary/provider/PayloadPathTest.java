package dev.tributary.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The singular queries of RFC 9535 that mapping files may use, and nothing beside them. */
class PayloadPathTest {

    private static final String PAYLOAD = """
            {"a":{"b":1,"b c":2,"":3,"a.b":4,"$":5,"length":6,"*":7,"@":8,"\u00e9":9,"0":10},
             "_x1":[10,[11,12],{"y":null}],"a.b":13,"long":12345678901234567890.10}""";

    private final JsonNode root =
            Payload.parse(PAYLOAD.getBytes(StandardCharsets.UTF_8)).root();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "$.a.b|1",
                "$['a']['b']|1",
                "$['a'].b|1",
                "$.a['b c']|2",
                "$.a['a.b']|4",
                "$['a.b']|13",
                "$.a['$']|5",
                "$.a.length|6",
                "$.a['*']|7",
                "$.a['@']|8",
                "$.a['\u00e9']|9",
                "$.a['0']|10",
                "$._x1[0]|10",
                "$._x1[1][1]|12",
                "$._x1[2].y|null",
                "$.long|12345678901234567890.10"
            })
    void readsOneValue(String path, String expected) {
        assertThat(String.valueOf(PayloadPath.of(path).read(root))).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "$.none",
                "$.a.none",
                "$.a.b.none",
                "$.a[0]",
                "$.a.b[0]",
                "$._x1[3]",
                "$._x1[999999]",
                "$._x1.length",
                "$._x1['0']",
                "$.none[0].x",
                "$.A"
            })
    void findsNothingWithoutFailing(String path) {
        @Nullable JsonNode found = PayloadPath.of(path).read(root);

        assertThat(found == null || found.isNull()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "$",
                "a",
                ".a",
                "$a",
                "$.",
                "$..a",
                "$.*",
                "$[*]",
                "$.a[*]",
                "$['a','b']",
                "$[0,1]",
                "$[0:1]",
                "$[-1]",
                "$[01]",
                "$[1000000]",
                "$[ 0 ]",
                "$.a ",
                " $.a",
                "$ .a",
                "$.a\n",
                "$[?@.a]",
                "$[?(@.a)]",
                "$.a.length()",
                "$.a.sum()",
                "$[\"a\"]",
                "$['']",
                "$['a\\'b']",
                "$['a\tb']",
                "$.\u00e9",
                "$.a-b",
                "$.0",
                "@.a",
                "$.a[]",
                "$['a'",
                "$.a.$['b']",
                "$.a~",
                "${a}",
                "$.a{{b}}",
                "$[0"
            })
    void refusesWhatIsNoPathToOneValue(String path) {
        assertThatIllegalArgumentException().isThrownBy(() -> PayloadPath.of(path));
    }

    @Test
    void saysItselfAsItWasWritten() {
        assertThat(PayloadPath.of("$.a['b c'][0]")).hasToString("$.a['b c'][0]");
    }
}
