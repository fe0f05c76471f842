package dev.tributary.mapping.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.tributary.event.Timestamp;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeFormatTest {

    @Test
    void readsMilliseconds() {
        assertThat(text("epoch_millis", LongNode.valueOf(1471349422000L))).isEqualTo("2016-08-16T12:10:22.000Z");
        assertThat(text("epoch_millis", LongNode.valueOf(1L))).isEqualTo("1970-01-01T00:00:00.001Z");
    }

    @ParameterizedTest
    @CsvSource({
        "1618395156625, 2021-04-14T10:12:36.625Z",
        "1618395156, 2021-04-14T10:12:36.000Z",
        "99999999999, 5138-11-16T09:46:39.000Z",
        "100000000000, 1973-03-03T09:46:40.000Z",
        "1618395156.5, 2021-04-14T10:12:36.500Z",
        "1618395156625.125, 2021-04-14T10:12:36.625125Z"
    })
    void tellsSecondsFromMillisecondsAsNumberAndAsText(String number, String expected) {
        assertThat(text("epoch", TextNode.valueOf(number))).isEqualTo(expected);
        assertThat(text("epoch", DecimalNode.valueOf(new BigDecimal(number)))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "2024-01-15T10:30:00Z, 2024-01-15T10:30:00.000Z",
        "2024-01-15T11:30:00.25+01:00, 2024-01-15T10:30:00.250Z",
        "2024-01-15t10:30:00.123456789z, 2024-01-15T10:30:00.123456789Z",
        "2024-01-15T10:30:00, ",
        "2024-01-15 10:30, ",
        "1705314600, "
    })
    void readsRfc3339(String written, @Nullable String expected) {
        assertThat(text("rfc3339", TextNode.valueOf(written))).isEqualTo(expected);
    }

    @Test
    void readsAPatternAndKeepsItsMicroseconds() {
        String pattern = "yyyy-MM-dd HH:mm:ss.SSSSSSZ";

        assertThat(text(pattern, TextNode.valueOf("2023-06-16 19:06:18.944575+0000")))
                .isEqualTo("2023-06-16T19:06:18.944575Z");
        assertThat(text(pattern, TextNode.valueOf("2023-06-16 14:06:18.944500-0500")))
                .isEqualTo("2023-06-16T19:06:18.9445Z");
        assertThat(text(pattern, TextNode.valueOf("2023-06-16T19:06:18.944575Z")))
                .isNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            2023-06-16 19:06:18.944575+0000   | 2023-06-16T19:06:18.944575Z
            2023-06-16 19:06:18+0000          | 2023-06-16T19:06:18.000Z
            2023-06-16 19:06:18.944+0000      | 2023-06-16T19:06:18.944Z
            2023-06-16T19:06:18.944575+0000   | 2023-06-16T19:06:18.944575Z
            2023-06-16 14:06:18.944575-05:00  | 2023-06-16T19:06:18.944575Z
            2023-06-16T19:06:18.944575Z       | 2023-06-16T19:06:18.944575Z
            2023-06-16 19:06:18Z              | 2023-06-16T19:06:18.000Z
            2023-06-16 19:06:18,5 +05:30      | 2023-06-16T13:36:18.500Z
            2023-06-16t21:06:18.1234567891+02 | 2023-06-16T19:06:18.123456789Z
            2024-02-29 00:00:00+0000          | 2024-02-29T00:00:00.000Z
            2023-02-29 00:00:00+0000          |
            2023-02-30 19:06:18.944575+0000   |
            2023-04-31T19:06:18Z              |
            2023-06-16 24:00:00+0000          |
            2023-06-16 19:06:18               |
            2023-06-16                        |
            2023-06-16 19:06:18+9900          |
            """)
    void readsIso8601InItsUsualSpellings(String written, @Nullable String expected) {
        assertThat(text("iso8601", TextNode.valueOf(written))).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"yyyy-MM-dd HH:mm:ss.SSSSSSZ", "uuuu-MM-dd HH:mm:ss.SSSSSSZ"})
    void takesADayThatIsNotInTheCalendarForNone(String pattern) {
        assertThat(text(pattern, TextNode.valueOf("2023-02-28 19:06:18.944575+0000")))
                .isEqualTo("2023-02-28T19:06:18.944575Z");
        assertThat(text(pattern, TextNode.valueOf("2023-02-30 19:06:18.944575+0000")))
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"yyyy-MM-dd", "HH:mm:ssZ", "yyyy-MM-dd HH:mm:ss", "nonsense", ""})
    void refusesAPatternThatGivesNoMoment(String pattern) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TimeFormat.of(pattern))
                .withMessageContaining(pattern);
    }

    private static @Nullable String text(String format, JsonNode value) {
        Instant moment = TimeFormat.of(format).read(value);
        return moment == null ? null : Timestamp.text(moment);
    }
}
