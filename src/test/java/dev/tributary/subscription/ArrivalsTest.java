package dev.tributary.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.secret.SecretCipher;
import dev.tributary.store.TestDatabase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ArrivalsTest {

    private static final Instant START = Instant.parse("2026-03-02T10:00:00Z");

    private final SettableClock clock = new SettableClock();
    private SubscriptionStore store;

    @BeforeEach
    void open() {
        store = new SubscriptionStore(TestDatabase.memory(), new SecretCipher(new byte[32]));
    }

    @Test
    void comesUpAtOnceAndAgainWhenWhatWasOnTheWayHasArrived() {
        var arrivals = new Arrivals(new SubscriptionDirectory(store), clock);
        assertThat(arrivals.poll()).isNull();

        store.insert(SubscriptionFixtures.everything("s1", "https://example.com"));
        assertThat(arrivals.poll()).extracting(Subscription::id).isEqualTo("s1");
        assertThat(arrivals.poll()).isNull();

        clock.now = START.plusSeconds(29);
        assertThat(arrivals.poll()).isNull();
        clock.now = START.plusSeconds(30);
        assertThat(arrivals.poll()).extracting(Subscription::id).isEqualTo("s1");
        assertThat(arrivals.poll()).isNull();
    }

    @Test
    void looksBackAtStartForThoseThatAreYoung() {
        store.insert(SubscriptionFixtures.createdAt(START.minus(Duration.ofMinutes(11)), "old", "https://example.com"));
        store.insert(
                SubscriptionFixtures.createdAt(START.minus(Duration.ofMinutes(9)), "young", "https://example.com"));

        var arrivals = new Arrivals(new SubscriptionDirectory(store), clock);
        assertThat(arrivals.poll()).extracting(Subscription::id).isEqualTo("young");
        assertThat(arrivals.poll()).isNull();
    }

    private static final class SettableClock extends Clock {

        private Instant now = START;

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
