package dev.tributary.benchmark;

import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Projections.include;
import static com.mongodb.client.model.Sorts.ascending;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import dev.tributary.embedded.EmbeddedStore;
import dev.tributary.receipt.ReceiptStore;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.Binary;
import org.jspecify.annotations.Nullable;

/** Looks every acknowledged call up in what the stopped target left behind. */
final class StoreAudit {

    /** Documents of one query; the embedded store holds the whole answer of a query in memory. */
    private static final int PAGE = 5000;

    static final String SUBJECT = "payments/";

    private StoreAudit() {}

    /** @return how many calls that were answered 200 are not stored; for the gateway, as receipt and as event */
    static int missing(MongoDatabase database, Target target, BitSet acknowledged) {
        BitSet stored =
                switch (target) {
                    case G -> events(database, receipts(database)::contains);
                    case L4 -> events(database, receipt -> true);
                    default -> calls(database);
                };
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

    private static BitSet events(MongoDatabase database, Predicate<String> hasReceipt) {
        BitSet numbers = new BitSet();
        forEach(database.getCollection("events"), include("subject", "receiptid"), event -> {
            String subject = event.getString("subject");
            if (subject != null && subject.startsWith(SUBJECT) && hasReceipt.test(event.getString("receiptid"))) {
                numbers.set(number(subject.substring(SUBJECT.length())));
            }
        });
        return numbers;
    }

    private static Set<String> receipts(MongoDatabase database) {
        var store = new ReceiptStore(database, Clock.systemUTC());
        Set<String> receipts = new HashSet<>();
        String last = null;
        List<ReceiptStore.Commit> page;
        do {
            page = store.commitsBetween(Instant.EPOCH, Instant.now().plusSeconds(60), last, PAGE / 100);
            page.forEach(commit -> commit.accepted().forEach(receipt -> receipts.add(receipt.id())));
            last = page.isEmpty() ? last : page.get(page.size() - 1).id();
        } while (!page.isEmpty());
        return receipts;
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

    /**
     * Reads the database that a stopped target left: on the server, where it is dropped afterwards, or in the files of
     * the embedded store in the folder.
     */
    static <T> T read(@Nullable String server, String database, Path folder, Function<MongoDatabase, T> reader) {
        T result = use(server, database, folder, reader);
        drop(server, database);
        return result;
    }

    /** The same without dropping it. */
    static <T> T use(@Nullable String server, String database, Path folder, Function<MongoDatabase, T> user) {
        if (server == null) {
            try (EmbeddedStore store = new EmbeddedStore(folder);
                    MongoClient client = MongoClients.create(store.uri())) {
                return user.apply(client.getDatabase("tributary"));
            }
        }
        try (MongoClient client = MongoClients.create(server)) {
            return user.apply(client.getDatabase(database));
        }
    }

    /** Only on a server; the files of an embedded store go with their folder. */
    static void drop(@Nullable String server, String database) {
        if (server != null) {
            try (MongoClient client = MongoClients.create(server)) {
                client.getDatabase(database).drop();
            }
        }
    }

    /** The id of the stored event of each call, by the call's number. */
    static Map<Integer, String> eventIds(MongoDatabase database) {
        Map<Integer, String> ids = new HashMap<>();
        forEach(database.getCollection("events"), include("subject"), event -> {
            String subject = event.getString("subject");
            if (subject != null && subject.startsWith(SUBJECT)) {
                ids.put(number(subject.substring(SUBJECT.length())), event.getString("_id"));
            }
        });
        return ids;
    }
}
