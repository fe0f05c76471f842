package dev.tributary.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DateTimeException;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimestampTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0, 1970-01-01T00:00:00.000Z",
        "1471349422, 0, 2016-08-16T12:10:22.000Z",
        "1471349422, 120000000, 2016-08-16T12:10:22.120Z",
        "1471349422, 1, 2016-08-16T12:10:22.000000001Z",
        "1471349422, 123450000, 2016-08-16T12:10:22.12345Z",
        "1709210096, 7000000, 2024-02-29T12:34:56.007Z",
        "253402300799, 999999999, 9999-12-31T23:59:59.999999999Z"
    })
    void writesAndReadsMillisecondsOrFiner(long seconds, long nanos, String text) {
        Instant moment = Instant.ofEpochSecond(seconds, nanos);
        assertThat(Timestamp.text(moment)).isEqualTo(text);
        assertThat(Timestamp.parse(text)).isEqualTo(moment);
    }

    @Test
    void readsOtherOffsets() {
        assertThat(Timestamp.parse("2016-08-16T14:10:22+02:00")).isEqualTo(Instant.ofEpochSecond(1471349422));
    }

    @ParameterizedTest
    @CsvSource({"2016-13-16T12:10:22.000Z", "2016-08-16 12:10:22.000Z", "2016-08-16T12:10:22.000", "soon"})
    void refusesTextsThatAreNotMoments(String text) {
        assertThatThrownBy(() -> Timestamp.parse(text)).isInstanceOf(DateTimeException.class);
    }
}
