package dev.tributary.source.registration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.client.MongoDatabase;
import dev.tributary.source.access.ProviderRetry;
import dev.tributary.source.registration.Registration.Seen;
import dev.tributary.source.registration.Registration.State;
import dev.tributary.source.registration.RegistrationStore.Claimed;
import dev.tributary.source.registration.webhook.WantedWebhook;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Registrations and their leases, on every server of the protocol. */
abstract class RegistrationStoreContract {

    private static final Instant NOW = Instant.parse("2026-03-02T09:00:00Z");
    private static final Duration FIRST = Duration.ofMinutes(15);

    private MongoDatabase database;
    private RegistrationStore store;

    abstract MongoDatabase freshDatabase();

    @BeforeEach
    void open() {
        database = freshDatabase();
        store = at(Duration.ZERO);
    }

    private RegistrationStore at(Duration later) {
        return new RegistrationStore(database, FIRST, Clock.fixed(NOW.plus(later), ZoneOffset.UTC));
    }

    private static Registration registration(String id, String tenant) {
        return new Registration(
                id,
                tenant,
                "tink",
                State.REGISTERING,
                new WantedWebhook("https://gateway.example.com/hooks/tink/" + id, List.of("a", "b"), "text", 5),
                null,
                "secret",
                List.of(),
                null,
                false,
                null,
                Seen.NEVER,
                NOW,
                NOW,
                1);
    }

    private Claimed inserted(String id) {
        return store.insert(registration(id, "t")).orElseThrow();
    }

    @Test
    void keepsARegistrationAsItWasWritten() {
        Claimed claimed = inserted("s");
        var seen = new Seen(NOW, true, 1001, 7, List.of("disabled"));
        Registration changed = claimed.registration()
                .with(State.REGISTERED, null)
                .withWebhook("w1")
                .with(seen, "a problem")
                .withSecret("other", NOW.plusSeconds(60), "w0", NOW)
                .with(new ProviderRetry(3, NOW.plusSeconds(30)));
        Registration written = store.write(claimed, changed).registration();
        assertThat(written.revision()).isEqualTo(2);
        assertThat(store.find("t", "s")).contains(written);
        assertThat(store.find("t", "s").orElseThrow().seen()).isEqualTo(seen);
        assertThat(store.find("another", "s")).isEmpty();
    }

    @Test
    void hasOneRegistrationOfASourceAndOneLeaseOfIt() {
        Claimed claimed = inserted("s");
        assertThat(store.insert(registration("s", "t"))).isEmpty();
        assertThatThrownBy(() -> store.claimed("t", "s")).isInstanceOf(RegistrationException.class);
        store.release(claimed, null);
        assertThatThrownBy(() -> store.claimed("another", "s")).isInstanceOf(RegistrationException.class);
        assertThat(store.claimed("t", "s").registration()).isEqualTo(claimed.registration());
    }

    @Test
    void changesNothingAfterALeaseWasLost() {
        Claimed lost = inserted("s");
        RegistrationStore later = at(RegistrationStore.LEASE.plusSeconds(1));
        Claimed taken = later.claimed("t", "s");
        assertThatThrownBy(() -> store.write(lost, lost.registration().withWebhook("lost")))
                .isInstanceOf(RegistrationException.class);
        store.release(lost, null);
        store.delete(lost);
        assertThat(later.write(taken, taken.registration().withWebhook("kept"))
                        .registration()
                        .webhookId())
                .isEqualTo("kept");
        later.delete(taken);
        assertThat(store.find("t", "s")).isEmpty();
    }

    @Test
    void leasesThoseThatAreDueAndRegisteredToOneGateway() {
        for (String id : List.of("a", "b")) {
            Claimed claimed = inserted(id);
            store.release(store.write(claimed, claimed.registration().with(State.REGISTERED, null)), null);
        }
        store.release(inserted("unfinished"), null);
        assertThat(store.claimDue(10)).isEmpty();
        RegistrationStore later = at(FIRST);
        List<Claimed> due = later.claimDue(1);
        assertThat(due).hasSize(1);
        assertThat(later.claimDue(10)).hasSize(1).doesNotContainAnyElementsOf(due);
        later.release(due.get(0), NOW.plus(FIRST).plusSeconds(60));
        assertThat(later.claimDue(10)).isEmpty();
        assertThat(at(FIRST.plusSeconds(60)).claimDue(10))
                .extracting(claimed -> claimed.registration().sourceId())
                .containsExactly(due.get(0).registration().sourceId());
    }

    @Test
    void leasesWhatWasToBeReplacedOnceItsRequestHasLostItsLease() {
        Claimed claimed = inserted("s");
        Registration registered = claimed.registration().withWebhook("w1").with(State.REGISTERED, null);
        Claimed written = store.write(claimed, registered);
        store.write(written, registered.renewed(registered.wanted(), false).withSecret("other", NOW, null, NOW));
        assertThat(at(RegistrationStore.LEASE).claimDue(10)).isEmpty();
        assertThat(at(RegistrationStore.LEASE.plusMillis(1)).claimDue(10))
                .extracting(one -> one.registration().state())
                .containsExactly(State.REGISTERING);
    }

    @Test
    void notesWhatTheProviderSaysAtTheSameRevision() {
        Claimed claimed = inserted("s");
        var seen = new Seen(NOW, false, 3, 0, List.of("failures_rising"));
        Claimed noted = store.note(claimed, claimed.registration().with(seen, null));
        assertThat(store.find("t", "s")).contains(noted.registration());
        assertThat(noted.registration().revision()).isEqualTo(1);
    }

    @Test
    void listsATenantsByPages() {
        inserted("a");
        inserted("b");
        store.insert(registration("c", "another"));
        assertThat(store.find("t", null, 1)).extracting(Registration::sourceId).containsExactly("a");
        assertThat(store.find("t", "a", 10)).extracting(Registration::sourceId).containsExactly("b");
        assertThat(store.all("a", 10)).extracting(Registration::sourceId).containsExactly("b", "c");
    }
}
