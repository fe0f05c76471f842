package dev.tributary.embedded;

import static com.mongodb.client.model.Filters.eq;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import com.mongodb.ServerAddress;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.event.ConnectionClosedEvent;
import com.mongodb.event.ConnectionPoolListener;
import com.mongodb.event.ServerHeartbeatFailedEvent;
import com.mongodb.event.ServerHeartbeatSucceededEvent;
import com.mongodb.event.ServerMonitorListener;
import dev.tributary.platform.UnusableConfigurationException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.bson.codecs.DocumentCodec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreAccessTest {

    @TempDir
    Path folder;

    @Test
    void neitherShowsNorTakesAnythingWithoutThePassword() {
        try (EmbeddedStore store = new EmbeddedStore(folder);
                MongoClient owner = MongoClients.create(store.uri());
                MongoClient stranger = MongoClients.create(
                        store.uri().replaceFirst("//[^@]*@", "//").replaceFirst("\\?.*", ""))) {
            collection(owner).insertOne(new Document("_id", "secret"));
            MongoCollection<Document> seen = collection(stranger);
            var commands = List.<Runnable>of(
                    () -> seen.find().first(),
                    () -> seen.insertOne(new Document("_id", "forged")),
                    () -> seen.updateOne(eq("_id", "secret"), new Document("$set", new Document("x", 1))),
                    () -> seen.deleteOne(eq("_id", "secret")),
                    seen::countDocuments,
                    seen::drop,
                    () -> stranger.listDatabaseNames().first(),
                    () -> stranger.getDatabase("test").listCollectionNames().first(),
                    () -> stranger.getDatabase("admin").runCommand(new Document("serverStatus", 1)));
            for (Runnable command : commands) {
                assertThatThrownBy(command::run)
                        .isInstanceOfSatisfying(MongoCommandException.class, e -> assertThat(e.getErrorCode())
                                .isEqualTo(13));
            }
            assertThat(collection(owner).find().into(new ArrayList<>())).containsExactly(new Document("_id", "secret"));
        }
    }

    @Test
    void refusesAWrongPassword() {
        try (EmbeddedStore store = new EmbeddedStore(folder);
                MongoClient stranger = MongoClients.create(store.uri().replaceFirst(":[0-9a-f]{64}@", ":wrong@"))) {
            assertThatThrownBy(() -> collection(stranger).find().first())
                    .isInstanceOf(MongoException.class)
                    .hasMessageContaining("authenticating");
        }
    }

    @Test
    void letsItsClientInWhileOthersHoldAllConnectionsThatTheyMay() throws IOException {
        List<Socket> others = new ArrayList<>();
        try (EmbeddedStore store = new EmbeddedStore(folder);
                MongoClient owner = MongoClients.create(store.uri())) {
            collection(owner).insertOne(new Document("_id", "kept"));
            for (int i = 0; i < 600; i++) {
                others.add(connect(store));
            }
            await().untilAsserted(() -> assertThat(others.stream().filter(StoreAccessTest::isClosed))
                    .hasSizeGreaterThanOrEqualTo(600 - 256));
            try (MongoClient another = MongoClients.create(store.uri())) {
                assertThat(collection(another).find()).hasSize(1);
            }
            assertThat(collection(owner).find()).hasSize(1);
            assertThat(isClosed(others.get(599))).as("the newest is open").isFalse();
        } finally {
            close(others);
        }
    }

    /** A driver watches its server through a connection that has not logged in. */
    @Test
    void closesWhatDoesNotLogInAfterSecondsAndNothingOfItsClient() throws IOException {
        var ended = new AtomicInteger();
        var watched = new AtomicInteger();
        try (EmbeddedStore store = new EmbeddedStore(folder);
                MongoClient owner = MongoClients.create(watched(store.uri(), watched, ended));
                Socket silent = connect(store);
                Socket talking = connect(store)) {
            collection(owner).insertOne(new Document("_id", "kept"));
            await().pollInterval(Duration.ofMillis(500))
                    .atMost(Duration.ofSeconds(20))
                    .ignoreExceptionsInstanceOf(IOException.class)
                    .until(() -> isClosedAlthoughItSends(talking) && isClosed(silent));
            int before = watched.get();
            await().until(() -> watched.get() > before + 2);
            assertThat(collection(owner).find()).hasSize(1);
            assertThat(ended).hasValue(0);
        }
    }

    private static boolean isClosedAlthoughItSends(Socket socket) throws IOException {
        InputStream answers = socket.getInputStream();
        answers.skipNBytes(answers.available());
        if (isClosed(socket)) {
            return true;
        }
        socket.getOutputStream().write(hello(1));
        return false;
    }

    private static MongoClientSettings watched(String uri, AtomicInteger watched, AtomicInteger ended) {
        return MongoClientSettings.builder()
                .applyConnectionString(new ConnectionString(uri))
                .applyToServerSettings(server -> server.heartbeatFrequency(500, TimeUnit.MILLISECONDS)
                        .addServerMonitorListener(new ServerMonitorListener() {
                            @Override
                            public void serverHeartbeatSucceeded(ServerHeartbeatSucceededEvent event) {
                                watched.incrementAndGet();
                            }

                            @Override
                            public void serverHeartbeatFailed(ServerHeartbeatFailedEvent event) {
                                ended.incrementAndGet();
                            }
                        }))
                .applyToConnectionPoolSettings(pool -> pool.addConnectionPoolListener(new ConnectionPoolListener() {
                    @Override
                    public void connectionClosed(ConnectionClosedEvent event) {
                        ended.incrementAndGet();
                    }
                }))
                .build();
    }

    private static Socket connect(EmbeddedStore store) throws IOException {
        var address =
                new ServerAddress(new ConnectionString(store.uri()).getHosts().get(0));
        return new Socket(InetAddress.getLoopbackAddress(), address.getPort());
    }

    @Test
    void readsNoLargeMessageBeforeALogin() throws IOException {
        try (EmbeddedStore store = new EmbeddedStore(folder)) {
            try (Socket socket = connect(store)) {
                // the length of a message of 16 MiB, the lowest byte first; the rest never comes
                socket.getOutputStream().write(new byte[] {0, 0, 0, 1});
                await().until(() -> isClosed(socket));
            }
        }
    }

    /** Each message is allowed before a login; none of the answers is read. */
    @Test
    void closesAConnectionThatSendsOnWithoutReadingTheAnswersBeforeItsLogin() throws IOException {
        try (EmbeddedStore store = new EmbeddedStore(folder)) {
            try (Socket socket = connect(store)) {
                byte[] messages = hello(1_000);
                assertThatThrownBy(() -> {
                            for (int i = 0; i < 300; i++) {
                                socket.getOutputStream().write(messages);
                            }
                        })
                        .isInstanceOf(IOException.class);
            }
        }
    }

    private static byte[] hello(int count) {
        ByteBuffer body = new RawBsonDocument(new Document("hello", 1).append("$db", "admin"), new DocumentCodec())
                .getByteBuffer()
                .asNIO();
        int length = 4 * Integer.BYTES + Integer.BYTES + 1 + body.remaining();
        ByteBuffer all = ByteBuffer.allocate(length * count).order(ByteOrder.LITTLE_ENDIAN);
        for (int id = 1; id <= count; id++) {
            all.putInt(length)
                    .putInt(id)
                    .putInt(0)
                    .putInt(2013)
                    .putInt(0)
                    .put((byte) 0)
                    .put(body.duplicate());
        }
        return all.array();
    }

    private static boolean isClosed(Socket socket) {
        try {
            socket.setSoTimeout(1);
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    private static void close(List<Socket> sockets) throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    @Test
    void keepsItsFilesFromOtherUsers() throws IOException {
        try (EmbeddedStore store = new EmbeddedStore(folder);
                MongoClient client = MongoClients.create(store.uri())) {
            collection(client)
                    .withWriteConcern(WriteConcern.MAJORITY.withJournal(true))
                    .insertOne(new Document());
            store.compact();
            await().untilAsserted(() -> {
                Map<Path, String> modes = modes(folder.resolve("store"));
                assertThat(modes).hasSizeGreaterThan(4);
                assertThat(modes.values()).containsOnly("rw-------");
            });
            assertThat(mode(folder.resolve("store"))).isEqualTo("rwx------");
        }
    }

    @Test
    void namesTheFolderThatAnotherStoreHasOpen() {
        try (EmbeddedStore store = new EmbeddedStore(folder)) {
            assertThat(store.failure()).isEmpty();
            assertThatThrownBy(() -> new EmbeddedStore(folder))
                    .isInstanceOf(UnusableConfigurationException.class)
                    .hasMessage("TRIBUTARY_DATA: " + folder + " is in use by another gateway");
        }
    }

    @Test
    void stopsAtTheFileOfAnEarlierVersionAndLeavesItAlone() throws IOException {
        Path former = Files.writeString(folder.resolve("store.mv"), "H:2");
        assertThatThrownBy(() -> new EmbeddedStore(folder))
                .isInstanceOf(UnusableConfigurationException.class)
                .hasMessageStartingWith("TRIBUTARY_DATA: " + former + " was written by an earlier version")
                .hasMessageContaining("another folder");
        assertThat(former).hasContent("H:2");
        assertThat(folder.resolve("store")).doesNotExist();
    }

    private static MongoCollection<Document> collection(MongoClient client) {
        return client.getDatabase("test").getCollection("documents");
    }

    private static Map<Path, String> modes(Path store) throws IOException {
        Map<Path, String> modes = new HashMap<>();
        try (Stream<Path> files = Files.list(store)) {
            for (Path file : files.toList()) {
                modes.put(file, mode(file));
            }
        }
        return modes;
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
