package dev.tributary.embedded;

import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.AbstractMongoBackend;
import de.bwaldvogel.mongo.bson.Document;
import dev.tributary.embedded.collection.StoredCollection;
import dev.tributary.embedded.engine.Catalog;
import dev.tributary.embedded.engine.CommandScope;
import dev.tributary.embedded.engine.Engine;
import io.netty.channel.Channel;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The commands of the MongoDB protocol on the engine. */
final class StoreBackend extends AbstractMongoBackend {

    private static final Set<String> WRITING = Set.of(
            "insert",
            "update",
            "delete",
            "findandmodify",
            "create",
            "createindexes",
            "drop",
            "dropindexes",
            "dropdatabase",
            "renamecollection");

    /** Cursors that are never read to their end stay counted; with so many of them, every further page is synced. */
    private static final int MAX_CURSORS = 100_000;

    private final Engine engine;
    private final CommandScope scope;
    private final Catalog catalog;
    private final ReentrantLock definitions = new ReentrantLock();
    private final Set<Object> majorityCursors = ConcurrentHashMap.newKeySet();
    private final Map<String, StoredDatabase> opened = new ConcurrentHashMap<>();

    StoreBackend(Path folder) {
        this.engine = new Engine(folder, this::reload);
        this.scope = new CommandScope(engine);
        this.catalog = new Catalog(scope);
        openAll();
    }

    /** Runs a command; the reply is complete when what it acknowledges is as durable as was asked for. */
    CompletableFuture<Document> execute(Channel channel, String database, String command, Document query) {
        boolean writes = writes(command, query);
        boolean durable = writes ? isJournaled(query) : isOfMajority(command, query);
        Document reply = handleCommand(channel, database, command, query);
        if (!durable || (!writes && foundNothing(reply))) {
            return CompletableFuture.completedFuture(reply);
        }
        if (!writes) {
            keep(reply);
        }
        return engine.sync().thenApply(synced -> reply);
    }

    /** Such a reply holds nothing that a crash could take away. */
    private static boolean foundNothing(Document reply) {
        return reply.get("cursor") instanceof Document cursor
                && cursor.get("id") instanceof Long id
                && id == 0
                && cursor.get("firstBatch") instanceof Collection<?> found
                && found.isEmpty();
    }

    private static boolean isJournaled(Document query) {
        return query.get("writeConcern") instanceof Document concern && Boolean.TRUE.equals(concern.get("j"));
    }

    /** Clients learn by such a read whether a write whose reply they have lost is durable. */
    private boolean isOfMajority(String command, Document query) {
        return command.equalsIgnoreCase("getMore")
                ? majorityCursors.remove(query.get("getMore")) || majorityCursors.size() >= MAX_CURSORS
                : query.get("readConcern") instanceof Document concern && "majority".equals(concern.get("level"));
    }

    /** The command for a further page does not say with which concern it is read. */
    private void keep(Document reply) {
        if (reply.get("cursor") instanceof Document cursor
                && cursor.get("id") instanceof Long id
                && id != 0
                && majorityCursors.size() < MAX_CURSORS) {
            majorityCursors.add(id);
        }
    }

    @Override
    public Document handleCommand(Channel channel, String database, String command, Document query) {
        return writes(command, query)
                ? scope.write(() -> super.handleCommand(channel, database, command, query))
                : scope.read(() -> super.handleCommand(channel, database, command, query));
    }

    private static boolean writes(String command, Document query) {
        return WRITING.contains(command.toLowerCase(Locale.ROOT)) || endsInACollection(query.get("pipeline"));
    }

    private static boolean endsInACollection(@Nullable Object pipeline) {
        return pipeline instanceof List<?> stages
                && !stages.isEmpty()
                && stages.get(stages.size() - 1) instanceof Document last
                && (last.containsKey("$out") || last.containsKey("$merge"));
    }

    @Override
    protected Document handleDropDatabase(String name) {
        scope.lockDefinitions(definitions);
        return super.handleDropDatabase(name);
    }

    @Override
    public void dropDatabase(String name) {
        super.dropDatabase(name);
        opened.remove(name);
    }

    @Override
    protected MongoDatabase openOrCreateDatabase(String name) {
        return opened.computeIfAbsent(name, key -> {
            var database = new StoredDatabase(key, getCursorRegistry(), scope, catalog, definitions);
            database.open();
            return database;
        });
    }

    List<StoredCollection> collections() {
        return opened.values().stream()
                .flatMap(database -> database.collections().stream())
                .toList();
    }

    CommandScope scope() {
        return scope;
    }

    Optional<String> failure() {
        return engine.failure();
    }

    Engine engine() {
        return engine;
    }

    /** The files were opened again: all that is in memory is read from them again. No command is running. */
    private void reload() {
        super.close();
        opened.clear();
        openAll();
    }

    private void openAll() {
        scope.write(() -> {
            catalog.databases().forEach(this::resolveDatabase);
            return true;
        });
    }

    @Override
    public void close() {
        super.close();
        engine.close();
    }
}
