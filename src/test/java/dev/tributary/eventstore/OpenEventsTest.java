package dev.tributary.eventstore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.event.EventFixtures;
import java.util.List;
import org.junit.jupiter.api.Test;

class OpenEventsTest {

    private final OpenEvents open = new OpenEvents();
    private final StoredEvent first = StoredEvent.of(EventFixtures.payment("s1", "k1"));
    private final StoredEvent second = StoredEvent.of(EventFixtures.payment("s1", "k2"));
    private final StoredEvent third = StoredEvent.of(EventFixtures.payment("s1", "k3"));

    @Test
    void holdsTheCheckpointBackAtTheLowestOpenEvent() {
        open.begin(List.of(first, second));
        assertThat(open.checkpoint(third.id())).isEqualTo(first.id());
        open.end(first.id());
        assertThat(open.checkpoint(third.id())).isEqualTo(second.id());
        open.end(second.id());
        assertThat(open.checkpoint(third.id())).isEqualTo(third.id());
    }

    @Test
    void neverMovesTheCheckpointBackAndRefusesWhatIsOlder() {
        assertThat(open.checkpoint(second.id())).isEqualTo(second.id());
        assertThat(open.checkpoint(first.id())).isEqualTo(second.id());
        assertThat(open.begin(List.of(first, third))).isFalse();
        assertThat(open.ids()).isEmpty();
        assertThat(open.begin(List.of(third))).isTrue();
    }

    @Test
    void tellsWhatIsStillToBeComparedWithTheSubscriptions() {
        open.begin(List.of(first));
        assertThat(open.awaitsFanOut(first.id())).isTrue();
        open.fannedOut(first.id());
        assertThat(open.awaitsFanOut(first.id())).isFalse();
        assertThat(open.awaitsFanOut(second.id())).isFalse();
    }
}
