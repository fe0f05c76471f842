package dev.tributary.source.drift;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What counts as the same payload, and what of it is written down. */
class ShapeTest {

    private static final String USUAL =
            "{\"event\":\"made\",\"content\":{\"id\":7,\"rows\":[{\"a\":1,\"b\":null},{\"a\":2,\"b\":\"x\"}]}}";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"event\":\"sent\",\"content\":{\"id\":1.5,\"rows\":[{\"a\":1,\"b\":null},{\"a\":2,\"b\":\"x\"}]}}",
                "{\"content\":{\"rows\":[{\"b\":\"y\",\"a\":3},{\"a\":4,\"b\":null},{\"a\":4,\"b\":null}],\"id\":7},\"event\":\"\"}"
            })
    void isTheSameWhateverTheValuesAndTheOrder(String other) {
        assertThat(Shape.hash(json(other))).isEqualTo(Shape.hash(json(USUAL)));
        assertThat(Shape.fields(json(other))).isEqualTo(Shape.fields(json(USUAL)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"event\":\"made\",\"content\":{\"id\":7,\"rows\":[{\"a\":1,\"b\":null}]}}",
                "{\"event\":\"made\",\"content\":{\"id\":\"7\",\"rows\":[{\"a\":1,\"b\":null},{\"a\":2,\"b\":\"x\"}]}}",
                "{\"event\":\"made\",\"content\":{\"rows\":[{\"a\":1,\"b\":null},{\"a\":2,\"b\":\"x\"}]},\"id\":7}",
                "{\"event\":\"made\",\"content\":{\"id\":7,\"rows\":{\"a\":1,\"b\":null}}}",
                "{\"event\":\"made\",\"content\":{\"id\":7,\"rows\":[]}}",
                "{\"event\":\"made\"}",
                "{}"
            })
    void isAnotherWhereAFieldOrAKindDiffers(String other) {
        assertThat(Shape.hash(json(other))).isNotEqualTo(Shape.hash(json(USUAL)));
        assertThat(Shape.fields(json(other))).isNotEqualTo(Shape.fields(json(USUAL)));
    }

    @Test
    void namesEachFieldByItsPathAndKind() {
        assertThat(fields(USUAL))
                .containsExactly(
                        "$ object",
                        "$.event string",
                        "$.content object",
                        "$.content.id number",
                        "$.content.rows array",
                        "$.content.rows[*] object",
                        "$.content.rows[*].a number",
                        "$.content.rows[*].b null",
                        "$.content.rows[*].b string");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "648a053b59f043380d473be3",
                "2026-03-02",
                "12",
                "maria@example.com",
                "Maria Example",
                "Mar\u00eda",
                "a.b",
                "$where",
                "",
                "a_word_that_has_more_than_forty_characters_"
            })
    void keepsNoNameThatMayBeAValue(String name) {
        assertThat(fields("{\"rows\":{\"" + name + "\":{\"id\":1}}}"))
                .containsExactly("$ object", "$.rows object", "$.rows.* object", "$.rows.*.id number");
        assertThat(Shape.hash(json("{\"rows\":{\"" + name + "\":{\"id\":1},\"77\":{\"id\":2}}}")))
                .isEqualTo(Shape.hash(json("{\"rows\":{\"x@y\":{\"id\":1}}}")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"id_site", "Content-Type", "line2", "sha256", "even_type", "_links"})
    void keepsTheNameOfAMember(String name) {
        assertThat(fields("{\"" + name + "\":true}")).containsExactly("$ object", "$." + name + " boolean");
    }

    @Test
    void takesAnObjectWithMoreThanAHundredMembersForAMap() {
        String members = IntStream.range(0, 101)
                .mapToObj(n -> "\"" + (char) ('a' + n % 26) + (char) ('a' + n / 26) + "\":1")
                .collect(Collectors.joining(","));

        assertThat(fields("{" + members + "}")).containsExactly("$ object", "$.* number");
    }

    @Test
    void looksAtAPartOfWhatIsVeryLarge() {
        String rows = "[" + "{\"a\":[1,2,3]},".repeat(30_000) + "{\"z\":1}]";

        assertThat(fields("{\"rows\":" + rows + "}"))
                .containsExactly(
                        "$ object", "$.rows array", "$.rows[*] object", "$.rows[*].a array", "$.rows[*].a[*] number");
        String deep = "{\"a_long_name_of_a_member\":".repeat(30) + "1" + "}".repeat(30);
        assertThat(Shape.fields(json(deep)))
                .hasSizeLessThan(12)
                .allMatch(field -> field.path().length() <= 200);
    }

    @ParameterizedTest
    @CsvSource({"$, object", "$.a.b, string", "$.events[*].id, number", "$.*.a-b[*][*], null"})
    void isStoredUnderANameThatAStoreTakes(String path, String kind) {
        var field = new Field(path, kind);

        assertThat(field.key()).doesNotContain(".", "$").isNotEmpty();
        assertThat(Field.ofKey(field.key())).isEqualTo(field);
    }

    private static List<String> fields(String payload) {
        return Shape.fields(json(payload)).stream()
                .map(field -> field.path() + ' ' + field.kind())
                .toList();
    }

    private static JsonNode json(String text) {
        try {
            return new JsonMapper().readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
