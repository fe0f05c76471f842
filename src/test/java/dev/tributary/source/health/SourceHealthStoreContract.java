package dev.tributary.source.health;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoDatabase;
import dev.tributary.source.health.CallTimes.Calls;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The health of sources, on every server of the protocol. */
abstract class SourceHealthStoreContract {

    private static final Instant NOW = Instant.parse("2026-03-02T09:00:00Z");

    private SourceHealthStore store;

    abstract MongoDatabase freshDatabase();

    @BeforeEach
    void open() {
        store = new SourceHealthStore(freshDatabase());
        store.add(Map.of("s", "t"), NOW);
    }

    private SourceHealth health() {
        return store.find("t", List.of("s", "of-another")).get(0);
    }

    private void called(Instant first, Instant last) {
        store.called(Map.of("s", new Calls(first, last)), store.all());
    }

    @Test
    void beginsHealthyAndIsAddedOnce() {
        store.change(health(), List.of("silent"), NOW);
        store.add(Map.of("s", "t"), NOW.plusSeconds(1));
        assertThat(health().reasons()).containsExactly("silent");
        assertThat(store.find("another", List.of("s"))).isEmpty();
        assertThat(store.all()).containsOnlyKeys("s");
    }

    @Test
    void keepsTheLongestGapOfEachDayAndForgetsOldDays() {
        called(NOW, NOW.plusSeconds(10));
        called(NOW.plusSeconds(610), NOW.plusSeconds(620));
        called(NOW.plusSeconds(680), NOW.plusSeconds(680));
        assertThat(health().firstCallAt()).isEqualTo(NOW);
        assertThat(health().lastCallAt()).isEqualTo(NOW.plusSeconds(680));
        assertThat(health().gaps()).isEqualTo(Map.of("20260302", Duration.ofMinutes(10)));

        Instant tomorrow = NOW.plus(Duration.ofDays(1));
        called(tomorrow, tomorrow);
        assertThat(health().usualGap()).isEqualTo(Duration.ofDays(1).minusSeconds(680));
        Instant muchLater = NOW.plus(Duration.ofDays(9));
        called(muchLater, muchLater);
        assertThat(health().gaps()).containsOnlyKeys("20260303", "20260311");
    }

    @Test
    void leavesAReportedSilenceOutOfTheUsualGap() {
        called(NOW, NOW);
        store.change(health(), List.of("silent"), NOW.plusSeconds(60));
        called(NOW.plusSeconds(5000), NOW.plusSeconds(5000));
        assertThat(health().usualGap()).isEqualTo(Duration.ZERO);
        assertThat(health().lastCallAt()).isEqualTo(NOW.plusSeconds(5000));
    }

    @Test
    void changesOnceWhereTwoGatewaysMeetAndIsToldOnce() {
        SourceHealth before = health();
        assertThat(store.change(before, List.of("missing"), NOW)).isTrue();
        assertThat(store.change(before, List.of("silent"), NOW)).isFalse();
        assertThat(health().reasons()).containsExactly("missing");
        assertThat(health().told()).isFalse();
        store.told(before);
        assertThat(health().told()).as("of a change before").isFalse();
        store.told(health());
        assertThat(health().told()).isTrue();
    }
}
