package dev.tributary.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.platform.membership.Memberships;
import dev.tributary.store.TestDatabase;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class BacklogTest {

    private static final Instant NOW = Instant.parse("2026-03-02T09:00:00Z");
    private static final List<String> S1 = List.of("s1");

    private final Backlog backlog = new Backlog(Memberships.of(TestDatabase.embedded()), System::nanoTime);

    @Test
    void keepsAnEndpointDueForWhatWasAddedAfterAClaimHadReadTheQueue() {
        add();
        Backlog.Claiming claim = backlog.claiming("s1", NOW);
        add();
        backlog.claimed(claim, false);
        assertThat(backlog.due(NOW)).containsExactly("s1");

        backlog.claimed(backlog.claiming("s1", NOW), false);
        assertThat(backlog.due(NOW)).isEmpty();
    }

    @Test
    void keepsAnEndpointDueForWhatBecameDueWhileAClaimWasMade() {
        backlog.due("s1", NOW.plusMillis(20));
        Backlog.Claiming claim = backlog.claiming("s1", NOW);
        backlog.claimed(claim, false);
        assertThat(backlog.due(NOW.plusMillis(20))).containsExactly("s1");
    }

    private void add() {
        backlog.adding(S1);
        backlog.added(S1, NOW);
    }
}
