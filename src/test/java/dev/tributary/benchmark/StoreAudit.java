package dev.tributary.benchmark;

import static com.mongodb.client.model.Projections.include;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import dev.tributary.embedded.EmbeddedStore;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.HashSet;
import java.util.Set;
import org.bson.Document;
import org.bson.types.Binary;

/** Looks every acknowledged call up in what the stopped target left behind. */
final class StoreAudit {

    /** Documents of one reply; without it the embedded store sends all in one, which the driver refuses. */
    private static final int PAGE = 1000;

    private StoreAudit() {}

    /** @return how many calls that were answered 200 are not stored; for the gateway, as receipt and as event */
    private static int missing(MongoDatabase database, Target target, BitSet acknowledged) {
        BitSet stored = target == Target.G ? events(database) : calls(database);
        BitSet missing = (BitSet) acknowledged.clone();
        missing.andNot(stored);
        return missing.cardinality();
    }

    private static BitSet calls(MongoDatabase database) {
        BitSet numbers = new BitSet();
        for (Document call : database.getCollection("calls")
                .find()
                .projection(include("body"))
                .batchSize(PAGE)) {
            numbers.set(number(SignedCalls.idIn(call.get("body", Binary.class).getData())));
        }
        return numbers;
    }

    private static BitSet events(MongoDatabase database) {
        Set<String> receipts = new HashSet<>();
        for (Document receipt : database.getCollection("receipts")
                .find()
                .projection(include("_id"))
                .batchSize(PAGE)) {
            receipts.add(receipt.getString("_id"));
        }
        BitSet numbers = new BitSet();
        for (Document event : database.getCollection("events")
                .find()
                .projection(include("subject", "receiptid"))
                .batchSize(PAGE)) {
            String subject = event.getString("subject");
            if (subject != null && subject.startsWith("payments/") && receipts.contains(event.getString("receiptid"))) {
                numbers.set(number(subject.substring("payments/".length())));
            }
        }
        return numbers;
    }

    private static int number(String id) {
        return Math.toIntExact(Long.parseLong(id.substring(SignedCalls.ID_LENGTH / 2), 16));
    }

    static int missingAt(String server, String database, Target target, BitSet acknowledged) {
        try (MongoClient client = MongoClients.create(server)) {
            MongoDatabase stored = client.getDatabase(database);
            int missing = missing(stored, target, acknowledged);
            stored.drop();
            return missing;
        }
    }

    /** Opens the file of an embedded store that was closed, or killed. */
    static int missingInFile(Path folder, Target target, BitSet acknowledged) {
        try (EmbeddedStore store = new EmbeddedStore(folder);
                MongoClient client = MongoClients.create(store.uri())) {
            return missing(client.getDatabase("tributary"), target, acknowledged);
        }
    }
}
