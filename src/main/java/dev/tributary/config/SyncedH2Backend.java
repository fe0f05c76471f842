package dev.tributary.config;

import de.bwaldvogel.mongo.backend.h2.H2Backend;
import de.bwaldvogel.mongo.bson.Document;
import io.netty.channel.Channel;
import java.util.concurrent.atomic.AtomicLong;
import org.h2.mvstore.MVStore;

/**
 * The H2 backend, which by itself writes to disk about once a second, made to honour {@code j: true}: such a command is
 * answered when its change is committed and synced. Commands that arrive while a sync is running share the next one.
 */
final class SyncedH2Backend extends H2Backend {

    private final MVStore store;
    private final AtomicLong written = new AtomicLong();
    private long synced;

    SyncedH2Backend(MVStore store) {
        super(store);
        this.store = store;
    }

    @Override
    public Document handleCommand(Channel channel, String database, String command, Document query) {
        Document reply = super.handleCommand(channel, database, command, query);
        if (query.get("writeConcern") instanceof Document concern && Boolean.TRUE.equals(concern.get("j"))) {
            sync(written.incrementAndGet());
        }
        return reply;
    }

    private synchronized void sync(long ticket) {
        if (synced < ticket) {
            long covered = written.get();
            store.commit();
            store.sync();
            synced = covered;
        }
    }
}
