package dev.tributary.benchmark;

import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Projections.include;
import static com.mongodb.client.model.Sorts.ascending;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import dev.tributary.embedded.EmbeddedStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.Binary;

/** Looks every acknowledged call up in what the stopped target left behind. */
final class StoreAudit {

    /** Documents of one query; the embedded store holds the whole answer of a query in memory. */
    private static final int PAGE = 5000;

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
        forEach(
                database.getCollection("calls"),
                include("body"),
                call -> numbers.set(
                        number(SignedCalls.idIn(call.get("body", Binary.class).getData()))));
        return numbers;
    }

    private static BitSet events(MongoDatabase database) {
        Set<String> receipts = new HashSet<>();
        forEach(database.getCollection("receipts"), include("_id"), receipt -> receipts.add(receipt.getString("_id")));
        BitSet numbers = new BitSet();
        forEach(database.getCollection("events"), include("subject", "receiptid"), event -> {
            String subject = event.getString("subject");
            if (subject != null && subject.startsWith("payments/") && receipts.contains(event.getString("receiptid"))) {
                numbers.set(number(subject.substring("payments/".length())));
            }
        });
        return numbers;
    }

    private static void forEach(MongoCollection<Document> collection, Bson fields, Consumer<Document> each) {
        String last = "";
        int found = PAGE;
        while (found == PAGE) {
            List<Document> page = collection
                    .find(gt("_id", last))
                    .projection(fields)
                    .sort(ascending("_id"))
                    .limit(PAGE)
                    .into(new ArrayList<>());
            page.forEach(each);
            found = page.size();
            last = page.isEmpty() ? last : page.get(found - 1).getString("_id");
        }
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
