package dev.tributary.store;

import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import io.netty.channel.Channel;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

/** A database server that can be told to refuse writes, while it goes on to answer pings and reads. */
public final class RefusingStore implements AutoCloseable {

    public static final int OUT_OF_DISK_SPACE = 14031;
    public static final int UNAUTHORIZED = 13;

    private static final Set<String> WRITES = Set.of("insert", "update", "delete", "findAndModify", "createIndexes");

    private volatile int refusal;
    private volatile CountDownLatch taken = new CountDownLatch(0);
    private final MongoServer server = new MongoServer(new MemoryBackend() {
        @Override
        public Document handleCommand(Channel channel, String database, String command, Document query) {
            if (WRITES.contains(command)) {
                awaitTaken();
            }
            if (refusal != 0 && WRITES.contains(command)) {
                throw new MongoServerError(refusal, "refused");
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
        refusal = code;
    }

    /** From now on no write is answered. */
    public void hang() {
        taken = new CountDownLatch(1);
    }

    /** Writes are taken again. */
    public void accept() {
        refusal = 0;
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
