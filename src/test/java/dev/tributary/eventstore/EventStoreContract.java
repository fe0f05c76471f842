package dev.tributary.eventstore;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.set;
import static com.mongodb.client.model.Updates.unset;
import static dev.tributary.event.EventFixtures.event;
import static dev.tributary.event.EventFixtures.payment;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoDatabase;
import dev.tributary.event.Event;
import dev.tributary.event.EventFixtures;
import dev.tributary.event.EventType;
import dev.tributary.eventstore.StoredEvent.Pending;
import dev.tributary.mongo.page.ListOrder;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bson.Document;
import org.bson.types.Binary;
import org.bson.types.Decimal128;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an event store holds on every server of the protocol that the gateway supports. */
abstract class EventStoreContract {

    private static final Duration MAX_WAIT = Duration.ofSeconds(5);
    private static final String WRITER = "writer";

    private MongoDatabase database;
    private EventStore store;
    private EventReader reader;

    abstract MongoDatabase database();

    @BeforeEach
    void open() {
        database = database();
        store = new EventStore(EventStore.INDEXES.on(database));
        reader = new EventReader(database);
    }

    @Test
    void givesBackTheBytesThatItTook() {
        StoredEvent payment = stored(payment("s1", "k1"));
        assertThat(store.insert(List.of(payment), WRITER, MAX_WAIT)).containsExactly(new InsertOutcome.Stored());
        StoredEvent found = reader.find("default", payment.event().id()).orElseThrow();
        assertThat(found.body()).isEqualTo(payment.body());
        assertThat(found.event()).isEqualTo(payment.event());
    }

    @Test
    void givesBackEveryKindOfValueInTheBytesThatWereRecordedLongAgo() throws Exception {
        Event event = EventFixtures.everyKindOfValue();
        store.insert(List.of(stored(event)), WRITER, MAX_WAIT);
        assertThat(reader.find("default", event.id()).orElseThrow().body())
                .asString(UTF_8)
                .isEqualTo(EventFixtures.recordedBytes());
    }

    /** Such a document holds all bytes that go out in one member. */
    @Test
    void readsAndReplacesWhatAReleaseBeforeSchemaVersion3Stored() {
        StoredEvent pending =
                StoredEvent.of(event(EventType.CONNECTION_REFRESHED, "s1", "k1", Map.of("n", 0)), Pending.FOLLOW_UPS);
        store.insert(List.of(pending), WRITER, MAX_WAIT);
        byte[] old = "{\"id\" : 1,\"data\":{\"n\" : 0}}".getBytes(UTF_8);
        database.getCollection("events")
                .updateOne(eq("_id", pending.id()), combine(unset("datajson"), set("body", new Binary(old))));
        StoredEvent found = reader.find("default", pending.id()).orElseThrow();
        assertThat(found.body()).isEqualTo(old);
        assertThat(found.event().data()).containsEntry("n", 0);
        StoredEvent changed = StoredEvent.of(pending.event().with(Map.of("n", 1)), Pending.FAN_OUT);
        assertThat(store.replacePending(changed, found.body(), WRITER)).isTrue();
        assertThat(all().get(0).body()).isEqualTo(changed.body());
    }

    /** As somebody could do who can write to the database. */
    @Test
    void dataThatIsNoJsonObjectMakesOnlyItsEventUnreadable() {
        StoredEvent damaged = stored(payment("s1", "k1"));
        store.insert(List.of(damaged, stored(payment("s1", "k2"))), WRITER, MAX_WAIT);
        var events = database.getCollection("events");
        for (String data : List.of("", "{\"n\":", "[1]", "null", "{\"n\":1},\"id\":\"2\"")) {
            events.updateOne(eq("_id", damaged.id()), set("datajson", new Binary(data.getBytes(UTF_8))));
            assertDamaged(damaged);
        }
        events.updateOne(eq("_id", damaged.id()), set("datajson", "text"));
        assertDamaged(damaged);
        events.updateOne(eq("_id", damaged.id()), unset("datajson"));
        assertDamaged(damaged);
    }

    private void assertDamaged(StoredEvent damaged) {
        assertThat(all()).extracting(StoredEvent::isUnreadable).containsExactly(true, false);
        assertThat(all().get(0).body())
                .asString(UTF_8)
                .startsWith("{\"specversion\":\"1.0\",\"id\":\"" + damaged.id())
                .endsWith(",\"data\":{}}");
        assertThat(reader.masked().find("default", damaged.id()))
                .hasValueSatisfying(event -> assertThat(event.isUnreadable()).isTrue());
    }

    @Test
    void oneDuplicateAmongSeveralFailsNoOther() {
        StoredEvent first = stored(payment("s1", "k1"));
        store.insert(List.of(first), WRITER, MAX_WAIT);
        List<StoredEvent> batch =
                List.of(stored(payment("s1", "k0")), stored(payment("s1", "k1")), stored(payment("s1", "k2")));
        assertThat(store.insert(batch, WRITER, MAX_WAIT))
                .containsExactly(
                        new InsertOutcome.Stored(),
                        new InsertOutcome.Duplicate(first.event().id()),
                        new InsertOutcome.Stored());
        assertThat(all()).hasSize(3);
    }

    @Test
    void equalOccurrencesInOneBatchGiveOneEvent() {
        List<StoredEvent> batch = new ArrayList<>();
        Collections.nCopies(5, "k").forEach(key -> batch.add(stored(payment("s1", key))));
        List<InsertOutcome> outcomes = store.insert(batch, WRITER, MAX_WAIT);
        assertThat(all()).hasSize(1);
        String id = all().get(0).event().id();
        assertThat(outcomes).containsOnly(new InsertOutcome.Stored(), new InsertOutcome.Duplicate(id));
        assertThat(outcomes).containsOnlyOnce(new InsertOutcome.Stored());
    }

    @Test
    void theSameKeyOfTwoSourcesIsTwoOccurrences() {
        assertThat(store.insert(List.of(stored(payment("s1", "k")), stored(payment("s2", "k"))), WRITER, MAX_WAIT))
                .containsOnly(new InsertOutcome.Stored());
    }

    @Test
    void anInsertThatIsSentAgainAfterALostReplyIsNotADuplicate() {
        StoredEvent payment = stored(payment("s1", "k1"));
        store.insert(List.of(payment), WRITER, MAX_WAIT);
        assertThat(store.insert(List.of(payment), WRITER, MAX_WAIT)).containsExactly(new InsertOutcome.Stored());
    }

    @Test
    void keepsAnotherTenantsEventsToItself() {
        StoredEvent payment = stored(payment("s1", "k1"));
        store.insert(List.of(payment), WRITER, MAX_WAIT);
        assertThat(reader.find("other", payment.event().id())).isEmpty();
        assertThat(found(query("other", null, null, 10))).isEmpty();
    }

    @Test
    void pagesStayStableWhileEventsAreAdded() {
        for (int i = 0; i < 5; i++) {
            store.insert(List.of(stored(payment("s1", "k" + i))), WRITER, MAX_WAIT);
        }
        List<StoredEvent> first = found(query("default", null, null, 3));
        store.insert(List.of(stored(payment("s1", "later"))), WRITER, MAX_WAIT);
        List<StoredEvent> second = found(query("default", null, first.get(2).id(), 10));
        assertThat(first).hasSize(3);
        assertThat(second).hasSize(3).extracting(StoredEvent::event).doesNotContainAnyElementsOf(events(first));
    }

    @Test
    void findsAnyOfSeveralTypes() {
        store.insert(
                List.of(
                        stored(payment("s1", "k1")),
                        stored(event(EventType.UNMAPPED, "s1", "k2", Map.of())),
                        stored(event(EventType.CONNECTION_REFRESHED, "s1", "k3", Map.of()))),
                WRITER,
                MAX_WAIT);
        Set<String> both = Set.of("bank.payment.executed.v1", EventType.CONNECTION_REFRESHED);
        assertThat(found(query("default", both, null, 10)))
                .extracting(stored -> stored.event().dedupKey())
                .containsExactly("k1", "k3");
        assertThat(found(query("default", Set.of("bank.payment"), null, 10))).isEmpty();
        assertThat(found(query("default", Set.of(), null, 10))).isEmpty();
    }

    @Test
    void findsPendingEventsUntilTheirDeliveriesAreAdded() {
        StoredEvent payment = StoredEvent.of(payment("s1", "k1"), Pending.FAN_OUT);
        store.insert(List.of(payment, stored(payment("s1", "k2"))), WRITER, MAX_WAIT);
        Instant later = Instant.now().plusSeconds(60);
        assertThat(reader.pending(Pending.FAN_OUT, "", later, 10)).hasSize(1);
        assertThat(reader.pending(Pending.FAN_OUT, "", payment.event().recordedTime(), 10))
                .isEmpty();
        assertThat(reader.pending(Pending.FAN_OUT, payment.id(), later, 10)).isEmpty();
        store.fannedOut(List.of(payment.id()));
        assertThat(reader.pending(Pending.FAN_OUT, "", later, 10)).isEmpty();
        assertThat(all()).extracting(StoredEvent::pending).containsOnly(Pending.NOTHING);
    }

    @Test
    void readsWhatAWriterStoredFromAnIdOnPageByPage() {
        List<StoredEvent> own = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            own.add(stored(payment("s1", "k" + i)));
        }
        store.insert(own, WRITER, MAX_WAIT);
        store.insert(List.of(stored(payment("s1", "other"))), "another", MAX_WAIT);
        List<String> read = new ArrayList<>();
        reader.since(own.get(1).id(), Set.of(WRITER), null, 2, page -> {
            assertThat(page).hasSizeLessThanOrEqualTo(2);
            page.forEach(event -> read.add(event.id()));
        });
        assertThat(read)
                .containsExactlyElementsOf(
                        own.subList(1, 5).stream().map(StoredEvent::id).toList());
        reader.since(own.get(0).id(), Set.of(WRITER), "nobody", 2, page -> assertThat(page)
                .isEmpty());
    }

    @Test
    void replacesAPendingEventOnlyFromTheBytesThatTheChangeWasMadeFrom() {
        StoredEvent pending =
                StoredEvent.of(event(EventType.CONNECTION_REFRESHED, "s1", "k1", Map.of("n", 0)), Pending.FOLLOW_UPS);
        store.insert(List.of(pending), WRITER, MAX_WAIT);
        StoredEvent one = StoredEvent.of(pending.event().with(Map.of("n", 1)), Pending.FOLLOW_UPS);
        StoredEvent two = StoredEvent.of(pending.event().with(Map.of("n", 2)), Pending.FAN_OUT);
        assertThat(store.replacePending(one, pending.body(), WRITER)).isTrue();
        assertThat(store.replacePending(two, pending.body(), WRITER)).isFalse();
        assertThat(store.replacePending(two, one.body(), WRITER)).isTrue();
        assertThat(store.replacePending(one, two.body(), WRITER))
                .as("its follow-ups have ended")
                .isFalse();
        assertThat(all().get(0).body()).isEqualTo(two.body());
        assertThat(reader.find(List.of(two.id(), "unknown"))).hasSize(1);
    }

    @Test
    void showsAnalystsTheDataAsADocument() {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("amount", new BigDecimal("0.10"));
        data.put("big", new BigInteger("9".repeat(50)));
        data.put("$odd.key", List.of(Map.of("nested", true)));
        StoredEvent odd = stored(event(EventType.UNMAPPED, "s1", "k1", data));
        assertThat(store.insert(List.of(odd), WRITER, MAX_WAIT)).containsExactly(new InsertOutcome.Stored());
        Document document = database.getCollection("events").find().first();
        assertThat(document).isNotNull();
        Document shown = document.get("data", Document.class);
        assertThat(shown.get("amount")).isEqualTo(Decimal128.parse("0.10"));
        assertThat(shown.get("big")).isEqualTo("9".repeat(50));
        assertThat(shown).containsKey("\uFF04odd\uFF0Ekey");
        assertThat(reader.find("default", odd.event().id())
                        .orElseThrow()
                        .event()
                        .data())
                .containsKeys("$odd.key")
                .containsEntry("big", new BigInteger("9".repeat(50)));
    }

    private List<StoredEvent> all() {
        return found(query("default", null, null, 100));
    }

    private static List<Event> events(List<StoredEvent> stored) {
        return stored.stream().map(StoredEvent::event).toList();
    }

    private static StoredEvent stored(Event event) {
        return StoredEvent.of(event);
    }

    private List<StoredEvent> found(EventQuery query) {
        return reader.find(query).found();
    }

    private static EventQuery query(String tenant, @Nullable Set<String> types, @Nullable String after, int limit) {
        return new EventQuery(
                tenant,
                types,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                ListOrder.ASCENDING,
                after,
                limit);
    }
}
