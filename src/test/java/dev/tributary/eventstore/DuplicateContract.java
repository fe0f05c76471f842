package dev.tributary.eventstore;

import static dev.tributary.event.EventFixtures.payment;
import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoDatabase;
import dev.tributary.store.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How occurrences that were stored before are found, on every server of the protocol that the gateway supports. */
abstract class DuplicateContract {

    private static final Duration MAX_WAIT = Duration.ofSeconds(5);
    private static final String DIGEST = "n4bQgYhMfWWaL-qgxVrQFaO_TxsrC4Is0V1sFbDwCgg";

    private MongoDatabase database;
    private EventStore store;

    abstract MongoDatabase database();

    @BeforeEach
    void open() {
        database = database();
        store = new EventStore(EventStore.INDEXES.on(database));
    }

    @Test
    void aBatchOfDuplicatesCostsNoMoreCommandsThanOneDuplicate() {
        List<StoredEvent> first = batch(250);
        insert(first);
        int before = TestDatabase.commands(database);

        List<InsertOutcome> outcomes = insert(batch(250));

        assertThat(TestDatabase.commands(database) - before).isLessThanOrEqualTo(3);
        assertThat(outcomes)
                .containsExactlyElementsOf(first.stream()
                        .map(event -> (InsertOutcome) new InsertOutcome.Duplicate(event.id()))
                        .toList());
    }

    @Test
    void aRepeatInTheNextWindowIsADuplicateAndOneInTheWindowAfterIsNot() {
        StoredEvent original = stored("s1", DIGEST + ".495000");
        insert(List.of(original));

        assertThat(insert(List.of(stored("s1", DIGEST + ".495001"))))
                .containsExactly(new InsertOutcome.Duplicate(original.id()));
        assertThat(insert(List.of(stored("s1", DIGEST + ".495002")))).containsExactly(new InsertOutcome.Stored());
        assertThat(insert(List.of(stored("s2", DIGEST + ".495001")))).containsExactly(new InsertOutcome.Stored());
    }

    @Test
    void anEqualCallOfManyWindowsLaterIsStoredAndItsRepeatsAreDuplicates() {
        StoredEvent original = stored("s1", DIGEST + ".495000");
        StoredEvent later = stored("s1", DIGEST + ".495010");
        insert(List.of(original));

        assertThat(insert(List.of(stored("s1", "k"), later, stored("s1", DIGEST + ".495011"))))
                .containsExactly(
                        new InsertOutcome.Stored(),
                        new InsertOutcome.Stored(),
                        new InsertOutcome.Duplicate(later.id()));
        for (int window : new int[] {495009, 495010, 495011}) {
            assertThat(insert(List.of(stored("s1", DIGEST + "." + window))))
                    .containsExactly(new InsertOutcome.Duplicate(later.id()));
        }
        assertThat(insert(List.of(stored("s1", DIGEST + ".495001"))))
                .containsExactly(new InsertOutcome.Duplicate(original.id()));
        assertThat(insert(List.of(later)))
                .as("sent again after a lost reply")
                .containsExactly(new InsertOutcome.Stored());
        assertThat(new EventReader(database)
                        .find("default", later.id())
                        .orElseThrow()
                        .event())
                .isEqualTo(later.event());
    }

    @Test
    void equalCallsOfDistantWindowsInOneBatchAreAllStored() {
        List<StoredEvent> batch = List.of(
                stored("s1", DIGEST + ".495000"), stored("s1", DIGEST + ".495010"), stored("s1", DIGEST + ".495020"));
        assertThat(insert(batch)).containsOnly(new InsertOutcome.Stored());
        assertThat(insert(List.of(stored("s1", DIGEST + ".495000"), stored("s1", DIGEST + ".495021"))))
                .containsExactlyInAnyOrder(
                        new InsertOutcome.Duplicate(batch.get(0).id()),
                        new InsertOutcome.Duplicate(batch.get(2).id()));
    }

    @Test
    void aBatchOfNewCallsIsOneCommand() {
        int before = TestDatabase.commands(database);
        insert(List.of(stored("s1", DIGEST + ".495000"), stored("s2", DIGEST + ".495000"), stored("s1", "k")));
        assertThat(TestDatabase.commands(database) - before).isEqualTo(1);
    }

    @Test
    void aRepeatAcrossTheEdgeOfAWindowInOneBatchIsADuplicate() {
        StoredEvent original = stored("s1", DIGEST + ".495000");
        assertThat(insert(List.of(original, stored("s1", DIGEST + ".495001"))))
                .containsExactly(new InsertOutcome.Stored(), new InsertOutcome.Duplicate(original.id()));
    }

    @Test
    void aCallOfTheWindowBeforeThatIsStoredLateIsADuplicateOfItsRepeat() {
        StoredEvent repeat = stored("s1", DIGEST + ".495001");
        insert(List.of(repeat));

        assertThat(insert(List.of(stored("s1", DIGEST + ".495000"))))
                .containsExactly(new InsertOutcome.Duplicate(repeat.id()));
        assertThat(insert(List.of(stored("s2", DIGEST + ".495001"), stored("s2", DIGEST + ".495000"))))
                .first()
                .isEqualTo(new InsertOutcome.Stored());
        assertThat(insert(List.of(stored("s3", DIGEST + ".495001"), stored("s3", DIGEST + ".495000"))))
                .last()
                .isInstanceOf(InsertOutcome.Duplicate.class);
    }

    @Test
    void aKeyThatOnlyLooksLikeOneOfAWindowHasNone() {
        assertThat(insert(List.of(stored("s1", "release-1.7"), stored("s1", "release-1.8"))))
                .containsOnly(new InsertOutcome.Stored());
    }

    private List<InsertOutcome> insert(List<StoredEvent> batch) {
        return store.insert(batch, "writer", MAX_WAIT);
    }

    private static List<StoredEvent> batch(int size) {
        return IntStream.range(0, size)
                .mapToObj(i -> stored("s" + i % 3, "k" + i))
                .toList();
    }

    private static StoredEvent stored(String source, String key) {
        return StoredEvent.of(payment(source, key));
    }
}
