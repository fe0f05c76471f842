package dev.tributary.source.drift;

import static com.mongodb.client.model.Filters.eq;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.mongodb.client.MongoDatabase;
import dev.tributary.source.drift.DriftFinding.Change;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.groups.Tuple;
import org.bson.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is noticed of a provider's payloads, on every server of the protocol. */
abstract class DriftContract {

    private static final String USUAL = "{\"id\":1,\"note\":\"x\",\"content\":{\"a\":1,\"b\":{\"c\":2}}}";

    private MongoDatabase database;
    private DriftStore store;
    private Instant now = Instant.parse("2026-03-02T09:00:00Z");
    private final InstantSource source = () -> now;
    private final Clock clock = source.withZone(ZoneOffset.UTC);
    private Gateway gateway;

    abstract MongoDatabase freshDatabase();

    private record Gateway(DriftWatch watch, DriftWork work, SimpleMeterRegistry metrics) {

        void sent(int times, String event, String payload) {
            JsonNode json = json(payload);
            for (int i = 0; i < times; i++) {
                watch.seen("default", "delta", "s1", event, json);
            }
        }

        double count(Change change) {
            Counter counter = metrics.find("tributary.drift")
                    .tags("provider", "delta", "change", change.wireName())
                    .counter();
            return counter == null ? 0 : counter.count();
        }
    }

    @BeforeEach
    void open() {
        database = DriftStore.INDEXES.on(freshDatabase());
        store = new DriftStore(database);
        gateway = gateway();
    }

    @Test
    void findsEventsAndFieldsThatWereNeverSeen() {
        gateway.sent(50, "made", USUAL);
        gateway.work().flush();
        assertThat(findings()).isEmpty();

        gateway.sent(2, "made", USUAL.replace("}}", "},\"extra\":[{\"d\":true}]}"));
        gateway.sent(1, "made", USUAL.replace("\"x\"", "7"));
        gateway.sent(3, "sent", USUAL);
        gateway.work().flush();

        assertFound(
                tuple(Change.NEW_FIELD, "made", "$.content.extra", "array", 2L),
                tuple(Change.NEW_FIELD, "made", "$.content.extra[*]", "object", 2L),
                tuple(Change.NEW_FIELD, "made", "$.content.extra[*].d", "boolean", 2L),
                tuple(Change.NEW_FIELD, "made", "$.note", "number", 1L),
                tuple(Change.NEW_EVENT, "sent", null, null, 3L));
        assertThat(findings())
                .extracting(DriftFinding::sourceId, DriftFinding::provider, DriftFinding::day, DriftFinding::firstSeen)
                .containsOnly(tuple("s1", "delta", LocalDate.parse("2026-03-02"), now));
    }

    @Test
    void countsWhatWasFoundButFindsItOnce() {
        gateway.sent(50, "made", USUAL);
        gateway.work().flush();
        for (int i = 0; i < 3; i++) {
            gateway.sent(2, "sent", USUAL);
            gateway.work().flush();
            gateway.work().check();
        }

        assertFound(tuple(Change.NEW_EVENT, "sent", null, null, 6L));
        assertThat(gateway.count(Change.NEW_EVENT)).isEqualTo(1);
    }

    @Test
    void learnsWhatIsUsualBeforeItFindsAnything() {
        gateway.sent(49, "made", USUAL);
        gateway.work().flush();
        gateway.sent(1, "made", "{\"other\":1}");
        gateway.work().flush();
        gateway.sent(1, "made", "{\"another\":1}");
        gateway.work().flush();

        assertFound(tuple(Change.NEW_FIELD, "made", "$.another", "number", 1L));
    }

    @Test
    void findsAFieldThatNearlyAllPayloadsHadAndNoneHasNow() {
        gateway.sent(45, "made", USUAL);
        gateway.sent(5, "made", "{\"id\":1}");
        gateway.sent(30, "sent", "{\"id\":1,\"note\":\"x\"}");
        gateway.sent(30, "sent", "{\"id\":1}");
        gateway.work().flush();
        now = now.plus(Duration.ofDays(3));
        gateway.sent(49, "made", "{\"id\":1}");
        gateway.sent(60, "sent", "{\"id\":1}");
        gateway.work().flush();
        gateway.work().check();
        assertThat(findings()).isEmpty();

        gateway.sent(1, "made", "{\"id\":1}");
        gateway.work().flush();
        gateway.work().check();
        gateway.work().check();

        assertFound(
                tuple(Change.VANISHED_FIELD, "made", "$.note", "string", 50L),
                tuple(Change.VANISHED_FIELD, "made", "$.content", "object", 50L));
        assertThat(gateway.count(Change.VANISHED_FIELD)).isEqualTo(2);
    }

    @Test
    void comparesADayWithTheSevenBefore() {
        gateway.sent(60, "made", USUAL);
        gateway.work().flush();
        now = now.plus(Duration.ofDays(8));
        gateway.sent(60, "made", "{\"id\":1}");
        gateway.work().flush();
        gateway.work().check();

        assertThat(findings()).isEmpty();
        assertThat(known().get("days", Document.class).keySet()).containsExactly("20260310");
    }

    @Test
    void isTheSameForGatewaysThatShareAStore() {
        Gateway other = gateway();
        gateway.sent(25, "made", USUAL);
        other.sent(25, "made", USUAL);
        gateway.work().flush();
        other.work().flush();
        other.work().check();
        gateway.work().check();

        gateway.sent(2, "made", USUAL.replace("\"id\"", "\"new\""));
        other.sent(3, "made", USUAL.replace("\"id\"", "\"new\""));
        gateway.work().flush();
        other.work().flush();
        gateway.work().check();

        assertFound(tuple(Change.NEW_FIELD, "made", "$.new", "number", 5L));
    }

    @Test
    void knowsAfterARestartWhatASourceHasSent() {
        gateway.sent(50, "made", USUAL);
        gateway.work().flush();
        Gateway restarted = gateway();
        restarted.sent(50, "made", USUAL);
        restarted.sent(1, "sent", USUAL);
        restarted.work().flush();

        assertFound(tuple(Change.NEW_EVENT, "sent", null, null, 1L));
        assertThat(known().getLong("calls")).isEqualTo(100);
    }

    @Test
    void storesNoValuesAndNoKeysOfMaps() {
        gateway.sent(50, "made", USUAL);
        gateway.work().flush();
        gateway.sent(
                1,
                "made",
                "{\"name\":\"Maria Example\",\"iban\":\"DE02120300000000202051\",\"by\":{\"maria@example.com\":1,\"648a053b59f0\":2}}");
        gateway.work().flush();

        assertThat(findings()).extracting(DriftFinding::path).contains("$.name", "$.by.*");
        for (String collection : database.listCollectionNames()) {
            for (Document document : database.getCollection(collection).find()) {
                assertThat(document.toJson().toLowerCase(Locale.ROOT)).doesNotContain("maria", "de0212", "648a05");
            }
        }
    }

    @Test
    void boundsTheFieldsOfASource() {
        for (int i = 0; i < 40; i++) {
            String prefix = (char) ('a' + i / 26) + "_" + (char) ('a' + i % 26);
            gateway.sent(
                    1,
                    "made",
                    IntStream.range(0, 90)
                            .mapToObj(n -> "\"" + prefix + (char) ('a' + n / 26) + (char) ('a' + n % 26) + "\":1")
                            .collect(Collectors.joining(",", "{", "}")));
            gateway.work().flush();
        }

        assertThat(known().get("fields", Document.class)).hasSize(2_000);
        assertThat(known().get("days", Document.class)
                        .get("20260302", Document.class)
                        .get("fields", Document.class))
                .hasSize(2_000);
    }

    @Test
    void saysWhichPayloadsWereNotCompared() {
        for (int i = 0; i < 300; i++) {
            gateway.sent(1, "made", "{\"" + "a".repeat(1 + i % 20) + "\":1,\"" + "b".repeat(1 + i / 20) + "\":1}");
        }

        assertThat(gateway.metrics().counter("tributary.drift.skipped").count()).isEqualTo(300 - 256);
    }

    private Gateway gateway() {
        var metrics = new SimpleMeterRegistry();
        var watch = new DriftWatch(metrics);
        return new Gateway(watch, new DriftWork(watch, store, Stream.of(), clock, metrics), metrics);
    }

    private void assertFound(Tuple... expected) {
        assertThat(findings())
                .extracting(
                        DriftFinding::change,
                        DriftFinding::event,
                        DriftFinding::path,
                        DriftFinding::kind,
                        DriftFinding::calls)
                .containsExactlyInAnyOrder(expected);
    }

    private List<DriftFinding> findings() {
        return new ArrayList<>(store.find("default", "s1", null, null, 200).found());
    }

    private Document known() {
        return database.getCollection("drift_fields")
                .find(eq("event", "made"))
                .iterator()
                .next();
    }

    private static JsonNode json(String text) {
        try {
            return new JsonMapper().readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
