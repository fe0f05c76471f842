package dev.tributary.statistics;

import static dev.tributary.statistics.StatisticKind.DELIVERIES;
import static dev.tributary.statistics.StatisticKind.EVENTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.mongodb.client.MongoDatabase;
import dev.tributary.event.TimeOrderedId;
import dev.tributary.statistics.Intervals.Length;
import dev.tributary.statistics.StatisticQuery.Row;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Counts of several gateways, on every server of the protocol that the gateway supports. */
abstract class StatisticContract {

    private static final Instant NOON = Instant.parse("2026-03-02T12:00:00Z");

    private MongoDatabase database;
    private Tallies first;
    private Tallies second;

    abstract MongoDatabase database();

    @BeforeEach
    void open() {
        database = StatisticStore.INDEXES.on(database());
        first = gateway(NOON);
        second = gateway(NOON);
    }

    private Tallies gateway(Instant now) {
        Clock clock = Clock.fixed(now, ZoneOffset.UTC);
        return new Tallies(new TimeOrderedId(clock), new StatisticStore(database), clock);
    }

    @Test
    void addsUpWhatGatewaysHaveCountedHoweverOftenTheyWriteIt() {
        first.add(EVENTS, "default", NOON, "a.v1", "tink", "s1");
        first.add(EVENTS, "default", NOON.plusSeconds(299), "a.v1", "tink", "s1");
        first.add(EVENTS, "default", NOON.plusSeconds(300), "a.v1", "tink", "s1");
        first.add(EVENTS, "other", NOON, "a.v1", "tink", "s9");
        first.flush();
        first.flush();
        second.add(EVENTS, "default", NOON, "b.v1", "tink", "s2");
        second.flush();
        second.add(EVENTS, "default", NOON, "b.v1", "tink", "s2");
        second.flush();

        assertThat(count(gateway(NOON), Map.of(), List.of(), Length.TOTAL)).containsExactly("[] 5");
        assertThat(count(gateway(NOON), Map.of(), List.of("sourceId", "type"), Length.TOTAL))
                .containsExactly("[s1, a.v1] 3", "[s2, b.v1] 2");
        assertThat(count(gateway(NOON), Map.of("sourceId", "s1"), List.of(), Length.FIVE_MINUTES))
                .containsExactly("[] 2", "[] 1");
        assertThat(count(gateway(NOON), Map.of("sourceId", "s9"), List.of(), Length.TOTAL))
                .isEmpty();
    }

    @Test
    void showsWhatItHasNotWrittenYetAndCountsItOnce() {
        first.add(EVENTS, "default", NOON, "a.v1", "tink", "s1");
        assertThat(count(first, Map.of(), List.of(), Length.TOTAL)).containsExactly("[] 1");
        assertThat(count(second, Map.of(), List.of(), Length.TOTAL)).isEmpty();
        first.flush();
        first.add(EVENTS, "default", NOON, "a.v1", "tink", "s1");
        assertThat(count(first, Map.of(), List.of(), Length.TOTAL)).containsExactly("[] 2");
        assertThat(count(second, Map.of(), List.of(), Length.TOTAL)).containsExactly("[] 1");
    }

    @Test
    void goesOnWithADayThatItHasForgotten() {
        first.add(EVENTS, "default", NOON, "a.v1", "tink", "s1");
        first.flush();
        Tallies later = gateway(NOON.plus(Duration.ofDays(3)));
        later.add(EVENTS, "default", NOON, "a.v1", "tink", "s1");
        later.flush();
        later.add(EVENTS, "default", NOON, "a.v1", "tink", "s1");
        later.flush();
        assertThat(count(first, Map.of(), List.of(), Length.TOTAL)).containsExactly("[] 3");
    }

    @Test
    void tellsHowLongDeliveriesTookToWithinTenPerCent() {
        for (int i = 1; i <= 1_000; i++) {
            first.add(DELIVERIES, "default", NOON, Measure.of(Duration.ofMillis(i * 20L)), 1, "hook");
        }
        first.add(DELIVERIES, "default", NOON, Measure.FAILED, 7, "hook");
        first.flush();

        long[] counts = rows(second, DELIVERIES, Map.of(), List.of(), Length.HOUR)
                .get(0)
                .counts();
        assertThat(counts[Measure.FAILED]).isEqualTo(7);
        assertThat((double) Measure.percentile(counts, 0.5)).isCloseTo(10_000, within(1_000.0));
        assertThat((double) Measure.percentile(counts, 0.95)).isCloseTo(19_000, within(1_900.0));
        assertThat((double) Measure.percentile(counts, 0.99)).isCloseTo(19_800, within(1_980.0));
        assertThat(Measure.percentile(new long[counts.length], 0.5)).isEqualTo(-1);
    }

    @Test
    void refusesAQuestionThatNeedsTooManyCounts() {
        for (int i = 0; i < 20_001; i++) {
            (i < 15_000 ? first : second).add(EVENTS, "default", NOON, "a.v1", "tink", "s" + i);
        }
        first.flush();
        second.flush();
        Tallies reader = gateway(NOON);
        assertThatThrownBy(() -> count(reader, Map.of(), List.of(), Length.TOTAL))
                .isInstanceOf(TooManyCountsException.class);
        assertThat(count(reader, Map.of("sourceId", "s7"), List.of(), Length.TOTAL))
                .containsExactly("[] 1");
    }

    private List<String> count(Tallies gateway, Map<String, String> where, List<String> groups, Length length) {
        return rows(gateway, EVENTS, where, groups, length).stream()
                .map(row -> row.values() + " " + row.counts()[0])
                .toList();
    }

    private List<Row> rows(
            Tallies gateway, StatisticKind kind, Map<String, String> where, List<String> groups, Length length) {
        var intervals =
                new Intervals(length, ZoneId.of("UTC"), NOON.minus(Duration.ofDays(1)), NOON.plus(Duration.ofDays(1)));
        return new StatisticReader(gateway, new StatisticStore(database))
                .read(new StatisticQuery("default", kind, where, groups, intervals));
    }
}
