package dev.tributary.store;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;
import dev.tributary.embedded.EmbeddedStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.DockerImageName;

/** A fresh database for each caller, on a server that all tests of this JVM share. */
public final class TestDatabase {

    private static final Logger log = LoggerFactory.getLogger(TestDatabase.class);
    private static final String IMAGE_VARIABLE = "TRIBUTARY_TEST_MONGODB_IMAGE";

    private static final Map<String, Integer> COMMANDS = new ConcurrentHashMap<>();

    private TestDatabase() {}

    /** On the embedded store, with its files in a folder of this JVM. */
    public static MongoDatabase embedded() {
        return fresh(Embedded.CLIENT);
    }

    /**
     * On the server that {@code TRIBUTARY_TEST_MONGODB_IMAGE} names, MongoDB's own by default. Without Docker on the
     * embedded store, unless {@code tributary.test.requireDocker} is set.
     */
    public static MongoDatabase container() {
        return fresh(ContainerOrEmbedded.CLIENT);
    }

    /** The address of the server of {@link #embedded}, for a client of one's own. */
    public static String embeddedUri() {
        return Embedded.URI;
    }

    /** The address of the server of {@link #container}, for a client of one's own. */
    public static String containerUri() {
        return ContainerOrEmbedded.URI;
    }

    /**
     * The address for a whole gateway: its own embedded store, or with {@code -Dtributary.test.store=container} a new database on
     * the server of {@link #container}.
     */
    public static String forGateway(EmbeddedStore own) {
        return "container".equals(System.getProperty("tributary.test.store"))
                ? containerUri()
                        .replace("/?", "/t" + UUID.randomUUID().toString().replace("-", "") + "?")
                : own.uri();
    }

    /** Whether containers can be started; where they must be, a missing engine is a failure of its own. */
    static boolean dockerIsThere() {
        return Boolean.getBoolean("tributary.test.requireDocker")
                || DockerClientFactory.instance().isDockerAvailable();
    }

    /** The image of the database server. */
    static String image() {
        return System.getenv().getOrDefault(IMAGE_VARIABLE, "mongo:8.0");
    }

    /** How many commands tests have sent to a database so far. */
    public static int commands(MongoDatabase database) {
        return COMMANDS.getOrDefault(database.getName(), 0);
    }

    private static MongoClient client(String uri) {
        var counter = new CommandListener() {
            @Override
            public void commandStarted(CommandStartedEvent event) {
                COMMANDS.merge(event.getDatabaseName(), 1, Integer::sum);
            }
        };
        return MongoClients.create(MongoClientSettings.builder()
                .applyConnectionString(new ConnectionString(uri))
                .addCommandListener(counter)
                .build());
    }

    private static MongoDatabase fresh(MongoClient client) {
        String name = "t" + UUID.randomUUID().toString().replace("-", "");
        return client.getDatabase(name).withWriteConcern(WriteConcern.MAJORITY.withJournal(true));
    }

    private static final class Embedded {
        private static final String URI = start().uri();
        private static final MongoClient CLIENT = client(URI);

        private static EmbeddedStore start() {
            try {
                return new EmbeddedStore(Files.createTempDirectory("tributary-embedded"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Chosen once, and said once. */
    private static final class ContainerOrEmbedded {
        private static final String URI = choose();
        private static final MongoClient CLIENT = client(URI);

        private static String choose() {
            if (!dockerIsThere()) {
                log.warn("Container tests run on the embedded store: there is no Docker engine");
                return Embedded.URI;
            }
            log.warn("Container tests run on {}", image());
            return start();
        }

        @SuppressWarnings("resource") // lives as long as the JVM
        private static String start() {
            var container = new GenericContainer<>(DockerImageName.parse(image())).withExposedPorts(27017);
            container.start();
            Runtime.getRuntime().addShutdownHook(new Thread(container::stop));
            return "mongodb://" + container.getHost() + ":" + container.getMappedPort(27017)
                    + "/?directConnection=true";
        }
    }
}
