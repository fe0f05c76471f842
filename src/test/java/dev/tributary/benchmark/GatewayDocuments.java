package dev.tributary.benchmark;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.InsertManyOptions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;
import org.bson.types.ObjectId;

/**
 * Inserts copies of what a gateway has stored, into collections with the same indexes and by two inserts a commit, as the
 * gateway does: what it would reach if it did nothing else. Each copy of an event has an id, a key and a subject of its own.
 */
final class GatewayDocuments {

    private static final int COPIED = 64;
    private static final HexFormat HEX = HexFormat.of();
    private static final InsertManyOptions UNORDERED = new InsertManyOptions().ordered(false);

    private final MongoCollection<RawBsonDocument> events;
    private final MongoCollection<RawBsonDocument> receipts;
    private final List<byte[]> eventsStored;
    private final byte[] receiptStored;
    private final ExecutorService beside =
            Executors.newFixedThreadPool(GroupCommit.IN_FLIGHT, work -> new Thread(work, "group-commit-receipts"));

    /** @param gateway its database, in which calls like those to come are stored */
    GatewayDocuments(MongoDatabase database, MongoDatabase gateway) {
        MongoCollection<BsonDocument> storedEvents = gateway.getCollection("events", BsonDocument.class);
        MongoCollection<BsonDocument> storedReceipts = receiptsOfADay(gateway);
        events = alike(database, storedEvents);
        receipts = alike(database, storedReceipts);
        eventsStored = without(List.of("_id", "dedupKey", "subject"), storedEvents);
        List<byte[]> bySize = without(List.of("_id"), storedReceipts);
        bySize.sort(Comparator.comparingInt(each -> each.length));
        receiptStored = bySize.get(bySize.size() / 2);
    }

    private static MongoCollection<BsonDocument> receiptsOfADay(MongoDatabase gateway) {
        return gateway.listCollectionNames().into(new ArrayList<>()).stream()
                .filter(name -> name.startsWith("receipts_"))
                .map(name -> gateway.getCollection(name, BsonDocument.class))
                .filter(day -> day.find().first() != null)
                .findFirst()
                .orElseThrow();
    }

    private static MongoCollection<RawBsonDocument> alike(
            MongoDatabase database, MongoCollection<BsonDocument> stored) {
        String name = stored.getNamespace().getCollectionName();
        List<Document> indexes = stored.listIndexes().into(new ArrayList<>());
        indexes.removeIf(index -> index.getString("name").equals("_id_"));
        indexes.forEach(index -> index.keySet().removeAll(List.of("v", "ns")));
        database.runCommand(new Document("createIndexes", name).append("indexes", indexes));
        return database.getCollection(name, RawBsonDocument.class);
    }

    /** The members of some documents, as BSON, but for the named ones. */
    private static List<byte[]> without(List<String> names, MongoCollection<BsonDocument> stored) {
        List<byte[]> rest = new ArrayList<>();
        for (BsonDocument document : stored.find().limit(COPIED)) {
            names.forEach(document::remove);
            rest.add(members(document));
        }
        return rest;
    }

    private static byte[] members(BsonDocument document) {
        RawBsonDocument raw = new RawBsonDocument(document, new BsonDocumentCodec());
        ByteBuffer bytes = raw.getByteBuffer().asNIO();
        byte[] members = new byte[bytes.remaining() - Integer.BYTES - 1];
        bytes.position(bytes.position() + Integer.BYTES).get(members);
        return members;
    }

    /** The event of a call, in the order of time. */
    RawBsonDocument event(byte[] body) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return document(
                new BsonDocument("_id", new BsonString(new ObjectId().toHexString()))
                        .append(
                                "dedupKey",
                                new BsonString(HEX.toHexDigits(random.nextLong()) + HEX.toHexDigits(random.nextLong())))
                        .append("subject", new BsonString(StoreAudit.SUBJECT + SignedCalls.idIn(body))),
                eventsStored.get(random.nextInt(eventsStored.size())));
    }

    private static RawBsonDocument document(BsonDocument own, byte[] rest) {
        byte[] first = members(own);
        int length = Integer.BYTES + first.length + rest.length + 1;
        return new RawBsonDocument(ByteBuffer.allocate(length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(length)
                .put(first)
                .put(rest)
                .array());
    }

    /** Returns when all are durable. */
    void insert(List<RawBsonDocument> batch) {
        BsonDocument id = new BsonDocument("_id", new BsonString(new ObjectId().toHexString()));
        CompletableFuture<?> receipt =
                CompletableFuture.runAsync(() -> receipts.insertOne(document(id, receiptStored)), beside);
        events.insertMany(batch, UNORDERED);
        receipt.join();
    }
}
