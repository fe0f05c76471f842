package dev.tributary.embedded.engine;

import de.bwaldvogel.mongo.exception.MongoServerException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the command of the current thread reads and writes. A command that writes holds the locks of the collections it
 * changes until its changes are committed; the sync that may follow is waited for without them.
 */
public final class CommandScope {

    /** What a command may have changed beside the session. */
    public interface Changed {

        /** Adds to the session what has to be stored with the changes. */
        void store(WriteSession session);

        /** Forgets what is not stored. */
        void reload();
    }

    private static final class Command {
        private final WriteSession session;
        private final List<ReentrantLock> locks = new ArrayList<>();
        private final Set<Changed> changed = new LinkedHashSet<>();
        private final List<Runnable> committed = new ArrayList<>();
        private boolean defines;

        Command(WriteSession session) {
            this.session = session;
        }

        void commit() {
            changed.forEach(one -> one.store(session));
            session.commit();
            committed.forEach(Runnable::run);
        }

        void end() {
            try {
                session.close();
            } finally {
                for (int i = locks.size() - 1; i >= 0; i--) {
                    locks.get(i).unlock();
                }
            }
        }
    }

    private final Engine engine;
    private static final ThreadLocal<@Nullable Command> current = new ThreadLocal<>();

    public CommandScope(Engine engine) {
        this.engine = engine;
    }

    public <T> T read(Supplier<T> command) {
        return engine.use(command);
    }

    /** Runs a command and commits what it has changed; nothing of it if it fails other than by a refusal. */
    public <T> T write(Supplier<T> task) {
        return engine.use(() -> {
            var command = new Command(engine.write());
            current.set(command);
            boolean done = false;
            try {
                T reply;
                try {
                    reply = task.get();
                } catch (MongoServerException e) {
                    command.commit();
                    done = true;
                    throw e;
                }
                command.commit();
                done = true;
                return reply;
            } finally {
                try {
                    if (!done) {
                        forget(command);
                    }
                } finally {
                    current.remove();
                    command.end();
                }
            }
        });
    }

    /** What a failed command has defined may stand in memory at several places; opening again reads all of it anew. */
    private void forget(Command command) {
        if (command.defines) {
            engine.reopenSoon();
        }
        command.changed.forEach(Changed::reload);
    }

    /** Writes something of its own at once, whatever becomes of the command. */
    public void apart(Consumer<WriteSession> change) {
        try (WriteSession session = engine.write()) {
            change.accept(session);
            session.commit();
        }
    }

    public WriteSession session() {
        return command().session;
    }

    /** Holds a lock until the command has ended. */
    public void lock(ReentrantLock lock) {
        lock.lock();
        command().locks.add(lock);
    }

    /** The same for a command that may define collections or indexes. */
    public void lockDefinitions(ReentrantLock lock) {
        lock(lock);
        command().defines = true;
    }

    public void changed(Changed one) {
        command().changed.add(one);
    }

    public void whenCommitted(Runnable action) {
        command().committed.add(action);
    }

    /** Keeps the memory of a change of very many documents bounded. */
    public void writePart() {
        Command command = command();
        if (command.session.isLarge()) {
            command.changed.forEach(one -> one.store(command.session));
            command.session.writePart();
        }
    }

    /** What the command sees: what is committed, and what it has changed itself. */
    public View view() {
        Command command = current.get();
        return command == null ? engine.read() : new Unclosed(command.session);
    }

    /** What is committed, without the changes of the command. */
    public View snapshot() {
        return engine.read();
    }

    public long fileSize() {
        return engine.fileSize();
    }

    private Command command() {
        Command command = current.get();
        if (command == null) {
            throw new IllegalStateException("this command does not write");
        }
        return command;
    }

    /** The session, which ends with its command. */
    private record Unclosed(View view) implements View {

        @Override
        public byte @Nullable [] get(byte[] key) {
            return view.get(key);
        }

        @Override
        public KeyScan scan(byte[] from, byte[] to, boolean reverse) {
            return view.scan(from, to, reverse);
        }

        @Override
        public void close() {
            // with its command
        }
    }
}
