package dev.tributary.faultrun;

import static com.mongodb.client.model.Filters.gt;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Updates;
import dev.tributary.embedded.EmbeddedStore;
import dev.tributary.store.StoreContainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/** A sink, and the gateways of one installation that is new for each test. */
public final class TestBed implements AutoCloseable {

    /** Of the gateways on a container store, unless a setting names another. */
    public static final String MASTER_KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    private static @Nullable StoreContainer shared;

    private final @Nullable StoreContainer store;
    private final Path data;
    private final Sink sink = new Sink();
    private final String database = "t" + UUID.randomUUID().toString().replace("-", "");
    private final Map<String, String> environment = new HashMap<>();
    private final List<GatewayProcess> gateways = new ArrayList<>();

    /** Starts the first gateway, which gets the source that {@link Load} calls. */
    public TestBed(Store store, Path data) throws IOException {
        this(store, data, Map.of());
    }

    /** @param settings of every gateway, as environment variables */
    public TestBed(Store store, Path data, Map<String, String> settings) throws IOException {
        this(store == Store.CONTAINER ? sharedStore() : null, data, settings);
    }

    /** As the other; the gateways use this store, or the embedded one when it is null. */
    public TestBed(@Nullable StoreContainer store, Path data) throws IOException {
        this(store, data, Map.of());
    }

    private TestBed(@Nullable StoreContainer store, Path data, Map<String, String> settings) throws IOException {
        this.store = store;
        this.data = data;
        environment.putAll(settings);
        environment.put("TRIBUTARY_EGRESS_ALLOW", "127.0.0.0/8");
        if (store != null) {
            environment.put("MONGODB_URI", store.uri().replace("/?", "/" + database + "?"));
            environment.putIfAbsent("TRIBUTARY_MASTER_KEY", MASTER_KEY);
        }
        try {
            startGateway().api().createSource(Load.SOURCE);
        } catch (IOException | RuntimeException | AssertionError e) {
            close();
            throw e;
        }
    }

    public Sink sink() {
        return sink;
    }

    public GatewayProcess gateway() {
        return gateways.get(0);
    }

    /** Starts one more gateway. With the embedded store there can be only one. */
    public GatewayProcess startGateway() throws IOException {
        var gateway = new GatewayProcess(data.resolve("gateway" + gateways.size()), environment);
        gateways.add(gateway);
        return gateway.start();
    }

    /** A setting of every gateway, from its next start on. */
    public void set(String variable, String value) {
        environment.put(variable, value);
        gateways.forEach(gateway -> gateway.set(variable, value));
    }

    /** Reads or changes the data of a container store directly, not through a gateway. */
    public <T> T inDatabase(Function<MongoDatabase, T> work) {
        try (MongoClient client =
                MongoClients.create(Objects.requireNonNull(store).uri())) {
            return work.apply(client.getDatabase(database));
        }
    }

    /**
     * Ends every lease in the store, so that a run need not wait until its time is over. With the embedded store no gateway
     * may run; with the other one a gateway that runs may do again what it had claimed.
     */
    public void endLeases() {
        if (store == null) {
            try (var embedded = new EmbeddedStore(gateway().data());
                    MongoClient client = MongoClients.create(embedded.uri())) {
                endLeases(client.getDatabase("tributary"));
            }
        } else {
            inDatabase(TestBed::endLeases);
        }
    }

    private static long endLeases(MongoDatabase database) {
        var now = new Date();
        long ended = 0;
        for (String collection : database.listCollectionNames()) {
            ended += database.getCollection(collection)
                    .updateMany(gt("leaseUntil", now), Updates.set("leaseUntil", now))
                    .getModifiedCount();
        }
        Form.say("%d leases were ended", ended);
        return ended;
    }

    /** Bytes on the disk: of the data folder, or of the database in the container. */
    public long diskBytes() throws IOException {
        if (store != null) {
            return inDatabase(all -> all.runCommand(new Document("dbStats", 1))
                    .get("totalSize", Number.class)
                    .longValue());
        }
        try (Stream<Path> files = Files.walk(gateway().data())) {
            return files.filter(file -> !file.endsWith("gateway.log"))
                    .mapToLong(file -> file.toFile().length()) // 0 for one that was just deleted
                    .sum();
        }
    }

    @Override
    public void close() {
        gateways.forEach(GatewayProcess::close);
        sink.close();
    }

    /** One server for all tests of this JVM; each test has a database of its own. */
    private static synchronized StoreContainer sharedStore() {
        if (shared == null) {
            StoreContainer started = StoreContainer.start();
            Runtime.getRuntime().addShutdownHook(new Thread(started::close));
            shared = started;
        }
        return shared;
    }
}
