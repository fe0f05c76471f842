package dev.tributary.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TimeOrderedIdTest {

    private static final Instant NOW = Instant.parse("2026-03-02T09:15:07.123Z");
    private final TimeOrderedId ids = new TimeOrderedId(Clock.fixed(NOW, ZoneOffset.UTC));

    @Test
    void isAUuidOfVersionSevenThatTellsItsMillisecond() {
        UUID id = UUID.fromString(ids.next());
        assertThat(id.version()).isEqualTo(7);
        assertThat(id.variant()).isEqualTo(2);
        assertThat(TimeOrderedId.instantOf(id.toString())).isEqualTo(NOW);
    }

    @Test
    void sortsByTheOrderOfMintingWithinAMillisecond() {
        assertThat(Stream.generate(ids::next).limit(4000)).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void readsTheExampleOfTheSpecification() {
        assertThat(TimeOrderedId.instantOf("017F22E2-79B0-7CC3-98C4-DC0C0C07398F"))
                .isEqualTo("2022-02-22T19:22:22Z");
    }

    @Test
    void everyIdOfAMomentIsGreaterThanItsLowest() {
        assertThat(ids.next()).isGreaterThan(TimeOrderedId.lowest(NOW));
        assertThat(TimeOrderedId.lowest(NOW.plusMillis(1))).isGreaterThan(ids.next());
    }
}
