package dev.tributary.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.statistics.Intervals.Length;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class IntervalsTest {

    private static final ZoneId STOCKHOLM = ZoneId.of("Europe/Stockholm");

    /** On 29 March 2026 the clocks go from 02:00 to 03:00, on 25 October from 03:00 back to 02:00. */
    @Test
    void daysAreThoseOfTheClockOnTheWall() {
        assertThat(starts(Length.DAY, STOCKHOLM, "2026-03-28T10:00:00Z", "2026-03-31T00:00:00Z"))
                .containsExactly(
                        "2026-03-27T23:00:00Z", "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z", "2026-03-30T22:00:00Z");
        assertThat(starts(Length.DAY, ZoneId.of("Asia/Kathmandu"), "2026-03-01T00:00:00Z", "2026-03-02T00:00:00Z"))
                .containsExactly("2026-02-28T18:15:00Z", "2026-03-01T18:15:00Z");
    }

    @Test
    void noHourIsLeftOutOrCountedTwiceWhenTheClockChanges() {
        assertThat(starts(Length.HOUR, STOCKHOLM, "2026-10-25T00:00:00Z", "2026-10-25T03:00:00Z"))
                .containsExactly("2026-10-25T00:00:00Z", "2026-10-25T01:00:00Z", "2026-10-25T02:00:00Z");
        assertThat(starts(Length.HOUR, STOCKHOLM, "2026-03-29T00:00:00Z", "2026-03-29T02:00:00Z"))
                .containsExactly("2026-03-29T00:00:00Z", "2026-03-29T01:00:00Z");
        assertThat(starts(Length.HOUR, ZoneId.of("Asia/Kolkata"), "2026-03-01T00:00:00Z", "2026-03-01T01:00:00Z"))
                .containsExactly("2026-02-28T23:30:00Z", "2026-03-01T00:30:00Z");
    }

    @Test
    void aMomentBelongsToThePartThatHasBegun() {
        var hours = new Intervals(
                Length.HOUR, STOCKHOLM, Instant.parse("2026-03-01T10:30:00Z"), Instant.parse("2026-03-01T12:30:00Z"));
        assertThat(hours.of(second("2026-03-01T10:29:59Z"))).isEqualTo(-1);
        assertThat(hours.of(second("2026-03-01T10:30:00Z"))).isZero();
        assertThat(hours.of(second("2026-03-01T10:59:59Z"))).isZero();
        assertThat(hours.of(second("2026-03-01T11:00:00Z"))).isEqualTo(1);
        assertThat(hours.of(second("2026-03-01T12:29:59Z"))).isEqualTo(2);
        assertThat(hours.of(second("2026-03-01T12:30:00Z"))).isEqualTo(-1);
    }

    private static long second(String moment) {
        return Instant.parse(moment).getEpochSecond();
    }

    private static List<String> starts(Length length, ZoneId zone, String from, String before) {
        var intervals = new Intervals(length, zone, Instant.parse(from), Instant.parse(before));
        List<String> starts = new ArrayList<>();
        int last = intervals.of(second(before) - 1);
        for (int i = 0; i <= last; i++) {
            starts.add(intervals.start(i).toString());
        }
        return starts;
    }
}
