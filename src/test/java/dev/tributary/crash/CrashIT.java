package dev.tributary.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tributary.faultrun.Audit;
import dev.tributary.faultrun.Endpoint;
import dev.tributary.faultrun.Load;
import dev.tributary.faultrun.Load.Kind;
import dev.tributary.faultrun.TestBed;
import dev.tributary.store.StoreContainer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A 200 means stored, also when the database server is killed afterwards. */
class CrashIT {

    private static final int CALLS_A_SECOND = 100;

    @TempDir
    Path data;

    @Test
    void aStoreKilledUnderLoadKeepsEveryAcknowledgedCall() throws Exception {
        try (StoreContainer store = StoreContainer.start();
                var bed = new TestBed(store, data)) {
            Endpoint endpoint = bed.sink().endpoint("sink");
            bed.gateway().api().subscribe(endpoint);
            Load load = Load.start(Kind.CREATED, CALLS_A_SECOND, bed.gateway());
            try (load) {
                await().until(() -> load.events().size() > 2 * CALLS_A_SECOND);
                store.kill();
                await("calls are refused while the store is down")
                        .atMost(Duration.ofSeconds(20))
                        .until(() -> load.others().containsKey(503));
                store.restart();
                int before = load.events().size();
                await("calls are accepted again without a restart of the gateway")
                        .atMost(Duration.ofMinutes(1))
                        .until(() -> load.events().size() > before + 2 * CALLS_A_SECOND);
            }
            assertThat(load.others()).as("answers other than 200").containsOnlyKeys(503);
            new Audit(endpoint, load.events()).awaitNothingMissing(Duration.ofMinutes(3));
            assertStoredOnce(bed, load.events());
            assertThat(bed.gateway().log()).doesNotContain("\tat ");
        }
    }

    private static void assertStoredOnce(TestBed bed, Set<String> ids) {
        Map<String, Integer> stored = bed.inDatabase(database -> {
            var count = new HashMap<String, Integer>();
            for (Document event : database.getCollection("events").find()) {
                count.merge(event.getString("subject"), 1, Integer::sum);
            }
            return count;
        });
        List<String> wrong = ids.stream()
                .filter(id -> !Integer.valueOf(1).equals(stored.get("connections/" + id)))
                .toList();
        assertThat(wrong).as("acknowledged events that are not stored once").isEmpty();
    }
}
