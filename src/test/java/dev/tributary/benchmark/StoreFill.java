package dev.tributary.benchmark;

import static com.mongodb.client.model.Sorts.descending;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.InsertManyOptions;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import org.bson.BsonDocument;
import org.bson.BsonString;

/** Fills a store by copies of what the gateway itself has stored, so that they have its form and its indexes. */
final class StoreFill {

    private static final int BATCH = 1_000;
    private static final int SAMPLES = 200;
    private static final long SPACING_MILLIS = 10;

    private StoreFill() {}

    /** Older events than those in the store, each with an id, a dedup key and a subject of its own. @return how many */
    static long copies(MongoDatabase database, long count) {
        MongoCollection<BsonDocument> events = database.getCollection("events", BsonDocument.class);
        List<BsonDocument> samples =
                events.find().sort(descending("_id")).limit(SAMPLES).into(new ArrayList<>());
        long at = System.currentTimeMillis() - 3_600_000 - count * SPACING_MILLIS;
        List<BsonDocument> batch = new ArrayList<>();
        for (long i = 0; i < count; i++) {
            BsonDocument sample = samples.get((int) (i % samples.size()));
            batch.add(copy(sample, i, at + i * SPACING_MILLIS));
            if (batch.size() == BATCH || i == count - 1) {
                events.insertMany(batch, new InsertManyOptions().ordered(false));
                batch.clear();
            }
        }
        return count;
    }

    /** The counts of the newest day again for each of the days before it. */
    static void statistics(MongoDatabase database, int days) {
        MongoCollection<BsonDocument> statistics = database.getCollection("statistics", BsonDocument.class);
        List<BsonDocument> counted = statistics.find().into(new ArrayList<>());
        List<BsonDocument> copies = new ArrayList<>();
        for (BsonDocument one : counted) {
            LocalDate day = LocalDate.parse(one.getString("day").getValue());
            for (int before = 1; before <= days; before++) {
                BsonDocument copy = one.clone();
                copy.put("_id", new BsonString(one.getString("_id").getValue() + "-copy-" + before));
                copy.put("day", new BsonString(day.minusDays(before).toString()));
                copies.add(copy);
            }
        }
        statistics.insertMany(copies);
    }

    private static BsonDocument copy(BsonDocument sample, long number, long millis) {
        BsonDocument copy = new BsonDocument();
        sample.forEach(copy::append);
        copy.put("_id", new BsonString(uuidVersion7(millis)));
        String unique = String.format(
                Locale.ROOT, "%016x%016x", ThreadLocalRandom.current().nextLong(), number);
        copy.put("dedupKey", new BsonString(unique));
        copy.remove("sealed"); // opens at its own place only
        copy.remove("userkey");
        copy.put("subject", new BsonString("payments/copy-" + unique));
        return copy;
    }

    /** RFC 9562, section 5.7. */
    private static String uuidVersion7(long millis) {
        String time = String.format(Locale.ROOT, "%012x", millis);
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return String.format(
                Locale.ROOT,
                "%s-%s-7%03x-%04x-%012x",
                time.substring(0, 8),
                time.substring(8),
                random.nextInt(0x1000),
                0x8000 | random.nextInt(0x4000),
                random.nextLong(1L << 48));
    }
}
