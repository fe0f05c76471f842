package dev.tributary.ingest.commit;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import dev.tributary.event.TimeOrderedId;
import dev.tributary.mongo.retention.Retention;
import dev.tributary.receipt.Receipt;
import dev.tributary.receipt.Receipt.Verdict;
import dev.tributary.receipt.ReceiptFixtures;
import dev.tributary.receipt.ReceiptStore;
import dev.tributary.receipt.rejected.RejectedProof;
import dev.tributary.receipt.rejected.RejectedProofStore;
import dev.tributary.security.secret.SecretCipher;
import dev.tributary.store.RefusingStore;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Receipts of rejected calls while the store refuses some of what is kept. */
class RejectedReceiptsTest {

    @Test
    void countsNoReceiptAsDroppedThatIsKeptWithoutItsHeaders() throws Exception {
        try (var store = new RefusingStore();
                MongoClient client = MongoClients.create(store.uri())) {
            MongoDatabase database = client.getDatabase("receipts");
            var receipts = new ReceiptStore(database, Clock.systemUTC());
            var retention = Retention.parse("RETENTION", "30d", Duration.ofDays(1));
            var proofs = new RejectedProofStore(database, new SecretCipher(new byte[32]), retention, Clock.systemUTC());
            var metrics = new SimpleMeterRegistry();
            var rejected = new RejectedReceipts(receipts, proofs, 1_000_000, metrics);
            store.refuse(
                    RefusingStore.OUT_OF_DISK_SPACE,
                    (command, collection) -> command.equals("insert") && collection.equals("rejected_proofs"));

            Receipt receipt = ReceiptFixtures.receipt(
                    new TimeOrderedId(Clock.systemUTC()).next(), "default", "s1", Verdict.REJECTED);
            var proof = new RejectedProof(receipt.id(), "default", Map.of("x-signature", List.of("wrong")));
            rejected.keep("s1", 100, () -> new RejectedCall(receipt, proof));
            rejected.round();

            assertThat(receipts.find("default", receipt.id())).isPresent();
            assertThat(metrics.counter("tributary.receipts.dropped").count()).isZero();
        }
    }
}
