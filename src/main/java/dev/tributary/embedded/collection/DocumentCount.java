package dev.tributary.embedded.collection;

import dev.tributary.embedded.engine.Catalog;
import dev.tributary.embedded.engine.CommandScope;
import dev.tributary.embedded.engine.View;
import dev.tributary.embedded.engine.WriteSession;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;

/** How many documents a collection has, stored with each change of them. */
final class DocumentCount implements CommandScope.Changed {

    private static final String COUNT = "count";

    private final CommandScope scope;
    private final byte[] key;
    private final AtomicLong count = new AtomicLong();

    DocumentCount(CommandScope scope, int collection) {
        this.scope = scope;
        this.key = Catalog.key(COUNT, collection);
        reload();
    }

    long get() {
        return count.get();
    }

    void add(int more) {
        count.addAndGet(more);
    }

    void clear() {
        count.set(0);
    }

    @Override
    public void store(WriteSession session) {
        session.put(key, ByteBuffer.allocate(Long.BYTES).putLong(count.get()).array());
    }

    @Override
    public void reload() {
        try (View view = scope.snapshot()) {
            byte[] value = view.get(key);
            count.set(value == null ? 0 : ByteBuffer.wrap(value).getLong());
        }
    }
}
