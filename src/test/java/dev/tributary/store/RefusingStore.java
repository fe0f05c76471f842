package dev.tributary.store;

import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import io.netty.channel.Channel;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/** A database server that can be told to refuse some commands, by default writes, while it goes on to answer pings and others. */
public final class RefusingStore implements AutoCloseable {

    public static final int OUT_OF_DISK_SPACE = 14031;
    public static final int UNAUTHORIZED = 13;

    private static final Set<String> WRITES = Set.of("insert", "update", "delete", "findAndModify", "createIndexes");

    /** Of commands to collections. */
    private record Refusal(int code, BiPredicate<String, String> which) {}

    private volatile @Nullable Refusal refusal;
    private final Set<String> hidden = ConcurrentHashMap.newKeySet();
    private volatile CountDownLatch taken = new CountDownLatch(0);
    private final MongoServer server = new MongoServer(new MemoryBackend() {
        @Override
        public Document handleCommand(Channel channel, String database, String command, Document query) {
            if (WRITES.contains(command)) {
                awaitTaken();
            }
            String collection = String.valueOf(query.get(command));
            Refusal current = refusal;
            if (current != null && current.which().test(command, collection)) {
                throw new MongoServerError(current.code(), "refused");
            }
            if (command.equals("find") && asksForIds(query) && hidden.remove(collection)) {
                query.put("filter", new Document("_id", "none"));
            }
            return super.handleCommand(channel, database, command, query);
        }
    });

    private final String uri = server.bindAndGetConnectionString();

    public String uri() {
        return uri;
    }

    /** From now on each write fails with this code. */
    public void refuse(int code) {
        refuse(code, (command, collection) -> WRITES.contains(command));
    }

    /** From now on each command fails with this code of which this is true, by its name and its collection. */
    public void refuse(int code, BiPredicate<String, String> which) {
        refusal = new Refusal(code, which);
    }

    /** The next read of a collection by ids finds nothing. */
    public void hide(String collection) {
        hidden.add(collection);
    }

    private static boolean asksForIds(Document query) {
        return query.get("filter") instanceof Document filter
                && filter.get("_id") instanceof Document ids
                && ids.containsKey("$in");
    }

    /** From now on no write is answered. */
    public void hang() {
        taken = new CountDownLatch(1);
    }

    /** All commands are answered again. */
    public void accept() {
        refusal = null;
        taken.countDown();
    }

    private void awaitTaken() {
        try {
            taken.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        accept();
        server.shutdownNow();
    }
}
