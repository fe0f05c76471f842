package dev.tributary.source.drift;

import static com.mongodb.client.model.Filters.eq;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.mongodb.MongoException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import dev.tributary.store.RefusingStore;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What was counted while the store takes no writes is stored afterwards, once. */
class DriftOutageTest {

    private static final String USUAL = "{\"id\":1}";
    private static final String LONGER = "{\"id\":1,\"extra\":true}";

    private final RefusingStore server = new RefusingStore();
    private final MongoClient client = MongoClients.create(server.uri());
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final DriftWatch watch = new DriftWatch(metrics);
    private MongoDatabase database;
    private DriftStore store;
    private DriftWork work;

    @BeforeEach
    void learn() throws Exception {
        database = client.getDatabase("drift");
        store = new DriftStore(database);
        work = new DriftWork(watch, store, Stream.of(), Clock.systemUTC(), metrics);
        sent(KnownSource.ENOUGH, USUAL);
        work.flush();
    }

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    private void sent(int times, String payload) throws Exception {
        for (int i = 0; i < times; i++) {
            watch.seen("default", "delta", "s1", "made", new JsonMapper().readTree(payload));
        }
    }

    @Test
    void countsOfAnOutageAreStoredByTheNextFlushThatSucceeds() throws Exception {
        sent(2, LONGER);
        server.refuse(RefusingStore.OUT_OF_DISK_SPACE);
        assertThatThrownBy(work::flush).isInstanceOf(MongoException.class);
        sent(1, LONGER);
        assertThatThrownBy(work::flush).isInstanceOf(MongoException.class);
        sent(4, USUAL);
        server.accept();
        work.flush();
        work.flush();

        assertThat(store.find("default", "s1", null, null, 10).found())
                .extracting(DriftFinding::change, DriftFinding::path, DriftFinding::calls)
                .containsExactly(tuple(DriftFinding.Change.NEW_FIELD, "$.extra", 3L));
        assertThat(database.getCollection("drift_fields")
                        .find(eq("event", "made"))
                        .map(known -> known.getLong("calls")))
                .containsExactly(KnownSource.ENOUGH + 7L);
        assertThat(metrics.counter("tributary.drift", "provider", "delta", "change", "new_field")
                        .count())
                .isEqualTo(1);
    }
}
