package dev.tributary.fairness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.InsertManyOptions;
import dev.tributary.faultrun.Answer;
import dev.tributary.faultrun.Endpoint;
import dev.tributary.faultrun.Form;
import dev.tributary.faultrun.Load;
import dev.tributary.faultrun.Load.Kind;
import dev.tributary.faultrun.Store;
import dev.tributary.faultrun.TestBed;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bson.Document;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What waits for an endpoint that is dead costs the others nothing, however much it is. */
@Tag("alone")
class DeadBacklogIT {

    private static final double CALLS_A_SECOND = 60;
    private static final int BATCH = 2_000;

    @TempDir
    Path data;

    @Test
    void aBacklogOfADeadEndpointThatIsDueLeavesTheHealthyOneItsRate() throws Exception {
        int backlog = Form.choose(20_000, 1_000_000);
        try (var bed = new TestBed(Store.CONTAINER, data)) {
            var beside = new Beside(bed, bed.sink().endpoint("quick"), CALLS_A_SECOND);
            Endpoint dead = bed.sink().endpoint("dead").answering(Answer.status(500));
            bed.gateway().api().subscribe(dead, Kind.UPDATED.type());
            Load.run(Kind.UPDATED, 10, Duration.ofSeconds(1), bed.gateway());
            await("a delivery waits in the store")
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> bed.inDatabase(DeadBacklogIT::waiting) > 0);
            int before = dead.requests().size();

            bed.inDatabase(database -> fill(database, backlog));
            beside.assertAsQuickAsAlone("a backlog of " + backlog + " for a dead endpoint");

            await("the backlog is tried")
                    .atMost(Duration.ofMinutes(2))
                    .until(() -> dead.requests().size() > before);
            // the server estimates the number
            assertThat(bed.inDatabase(DeadBacklogIT::waiting)).isGreaterThan(backlog / 2);
        }
    }

    private static long waiting(MongoDatabase database) {
        return database.getCollection("deliveries").estimatedDocumentCount();
    }

    /** Copies of a delivery that waits, all due. */
    private static int fill(MongoDatabase database, int count) {
        MongoCollection<Document> deliveries = database.getCollection("deliveries");
        Document delivery = deliveries.find().first();
        assertThat(delivery).isNotNull();
        List<Document> batch = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            batch.add(new Document(delivery)
                    .append("_id", "copy" + i + ":" + delivery.get("_id"))
                    .append("nextAttemptAt", new Date()));
            if (batch.size() == BATCH || i == count - 1) {
                deliveries.insertMany(batch, new InsertManyOptions().ordered(false));
                batch.clear();
            }
        }
        return count;
    }
}
