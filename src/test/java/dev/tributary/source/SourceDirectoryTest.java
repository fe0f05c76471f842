package dev.tributary.source;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Updates.set;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import dev.tributary.security.secret.SecretCipher;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a gateway knows of the sources that it or another one has written. */
class SourceDirectoryTest {

    private final MongoServer server = new MongoServer(new MemoryBackend());
    private final AtomicInteger reads = new AtomicInteger();
    private final Semaphore store = new Semaphore(Integer.MAX_VALUE);

    private MongoClient client;
    private MongoDatabase database;
    private SourceStore otherGateway;
    private SourceDirectory directory;

    @BeforeEach
    void open() {
        client = MongoClients.create(MongoClientSettings.builder()
                .applyConnectionString(new ConnectionString(server.bindAndGetConnectionString()))
                .addCommandListener(new CommandListener() {
                    @Override
                    public void commandStarted(CommandStartedEvent event) {
                        reads.addAndGet(event.getCommandName().equals("find") ? 1 : 0);
                        store.acquireUninterruptibly();
                        store.release();
                    }
                })
                .build());
        database = client.getDatabase("t");
        otherGateway = new SourceStore(database, new SecretCipher(new byte[32]));
        directory = new SourceDirectory(new SourceStore(database, new SecretCipher(new byte[32])));
    }

    @AfterEach
    void close() {
        directory.close();
        client.close();
        server.shutdownNow();
    }

    @Test
    void followsWhatAnotherGatewayWroteAndDeleted() {
        Source first = source("a", 1, "secret");
        otherGateway.insert(first);
        directory.follow();
        assertThat(directory.find("a")).contains(first);
        otherGateway.delete(new SourceRow.Usable(first));
        directory.follow();
        assertThat(directory.find("a")).isEmpty();
    }

    @Test
    void neverGivesTheIdOfADeletedSourceAgain() {
        otherGateway.insert(source("a", 1, "secret"));
        directory.follow();
        otherGateway.delete(new SourceRow.Usable(source("a", 1, "secret")));

        assertThat(otherGateway.insert(source("a", 1, "other"))).isFalse();
        directory.follow();
        assertThat(directory.find("a")).isEmpty();
        assertThat(directory.unusable()).isZero();
        assertThat(otherGateway.find("default", null, 10)).isEmpty();
        assertThat(database.getCollection("sources").find().first())
                .isEqualTo(new Document("_id", "a").append("deleted", true));
    }

    @Test
    void findsASourceThatAnotherGatewayWroteAMomentAgo() {
        directory.follow();
        otherGateway.insert(source("new", 1, "secret"));
        assertThat(directory.find("new")).isPresent();
    }

    @Test
    void findsTheSecretThatAnotherGatewayAddedAMomentAgo() {
        otherGateway.insert(source("a", 1, "old"));
        directory.follow();
        Source used = directory.find("a").orElseThrow();
        otherGateway.replace(source("a", 2, "new"));
        assertThat(directory.newerThan(used).orElseThrow().secrets().get(0).value())
                .isEqualTo("new");
        assertThat(directory.newerThan(directory.find("a").orElseThrow())).isEmpty();
    }

    @Test
    void findsTheSecretThatAnotherGatewayAddedAfterAComparisonAMomentAgo() {
        otherGateway.insert(source("a", 1, "first"));
        for (int revision = 2; revision < 50; revision++) {
            assertThat(directory.compare("a")).isTrue();
            Source used = directory.find("a").orElseThrow();
            Source changed = source("a", revision, "secret" + revision);
            otherGateway.replace(changed);
            assertThat(directory.compare("a")).isTrue();
            assertThat(directory.newerInMemory(used)).contains(changed);
        }
    }

    @Test
    void oneComparisonServesAllCallersThatCameBeforeIt() throws Exception {
        int before = reads.get();
        ExecutorService callers = Executors.newFixedThreadPool(64);
        List<Future<Boolean>> compared = callers.invokeAll(IntStream.range(0, 640)
                .<Callable<Boolean>>mapToObj(i -> () -> directory.compare("s" + i))
                .toList());
        callers.shutdown();
        for (Future<Boolean> caller : compared) {
            assertThat(caller.get()).isTrue();
        }
        assertThat(reads.get() - before).isBetween(1, 60);
    }

    @Test
    void aFloodOfCallsToOneSourceWaitsForASlowStoreWithFewOfThem() throws Exception {
        store.drainPermits();
        ExecutorService callers = Executors.newFixedThreadPool(101);
        List<Future<Duration>> flood = IntStream.range(0, 100)
                .mapToObj(i -> callers.submit(() -> {
                    long begun = System.nanoTime();
                    assertThat(directory.compare("flooded")).isFalse();
                    return Duration.ofNanos(System.nanoTime() - begun);
                }))
                .toList();
        var waited = new ArrayList<Duration>();
        for (Future<Duration> call : flood) {
            waited.add(call.get());
        }
        Future<Boolean> other = callers.submit(() -> directory.compare("other"));
        store.release(Integer.MAX_VALUE);
        callers.shutdown();

        assertThat(waited).filteredOn(time -> time.toMillis() > 400).hasSizeBetween(8, 40);
        assertThat(other.get()).as("a call of another source").isTrue();
    }

    @Test
    void aFloodIsAnsweredByTheComparisonThatWasMadeJustNow() throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(64);
        assertThat(directory.compare("flooded")).isTrue();
        List<Future<Boolean>> flood = callers.invokeAll(Collections.nCopies(1000, () -> directory.compare("flooded")));
        callers.shutdown();
        for (Future<Boolean> call : flood) {
            assertThat(call.get()).isTrue();
        }
    }

    @Test
    void saysThatItIsNotComparedWhileTheStoreIsAway() {
        assertThat(directory.compare("a")).isTrue();
        client.close();
        assertThat(directory.compare("a")).isFalse();
    }

    @Test
    void asksTheStoreForAFewOfManyUnknownIdsAndSeldomForAKnownOne() {
        otherGateway.insert(source("a", 1, "secret"));
        directory.follow();
        Source known = directory.find("a").orElseThrow();
        int before = reads.get();
        for (int i = 0; i < 500; i++) {
            assertThat(directory.find("unknown" + i)).isEmpty();
            assertThat(directory.find("always-the-same")).isEmpty();
            assertThat(directory.newerThan(known)).isEmpty();
        }
        assertThat(reads.get() - before).isBetween(1, 60);
    }

    @Test
    void aRowThatCannotBeReadFreezesNoOther() {
        otherGateway.insert(source("broken", 1, "secret"));
        database.getCollection("sources").updateOne(eq("_id", "broken"), set("secrets", "none"));
        otherGateway.insert(source("b", 1, "secret"));
        directory.follow();
        assertThat(directory.find("b")).isPresent();
        assertThat(directory.find("broken")).isEmpty();
        assertThat(directory.isUnusable("broken")).isTrue();
        assertThat(directory.unusable()).isEqualTo(1);
        otherGateway.replace(source("broken", 2, "secret"));
        directory.follow();
        assertThat(directory.find("broken")).isPresent();
        assertThat(directory.isUnusable("broken")).isFalse();
    }

    @Test
    void readsOnlyTheCounterWhileNothingChanges() {
        Stream.of("a", "b", "c").forEach(id -> otherGateway.insert(source(id, 1, "secret")));
        directory.follow();
        int before = reads.get();
        for (int i = 0; i < 10; i++) {
            directory.follow();
        }
        assertThat(reads.get() - before).isEqualTo(10);
    }

    @Test
    void anOwnWriteReadsItsRowAndNoOther() {
        Stream.of("a", "b", "c").forEach(id -> otherGateway.insert(source(id, 1, "secret")));
        var store = new SourceStore(database, new SecretCipher(new byte[32]));
        var own = new SourceDirectory(store);
        int before = reads.get();
        store.insert(source("own", 1, "first"));
        assertThat(own.find("own")).isPresent();
        store.replace(source("own", 2, "second"));
        assertThat(own.find("own").orElseThrow().revision()).isEqualTo(2);
        store.delete(new SourceRow.Usable(source("own", 2, "second")));
        assertThat(own.all()).hasSize(3);
        own.close();
        assertThat(reads.get() - before).as("reads after three writes").isEqualTo(3);
    }

    @Test
    void staysAsItIsWithoutTheStoreAndSaysThatItIsNotFresh() {
        otherGateway.insert(source("a", 1, "secret"));
        directory.follow();
        assertThat(directory.isFresh()).isTrue();
        client.close();
        await().atMost(Duration.ofSeconds(5)).until(() -> !directory.isFresh());
        assertThat(directory.find("a")).isPresent();
        assertThat(directory.find("b")).isEmpty();
    }

    private static Source source(String id, long revision, String secret) {
        return new Source(
                id,
                "default",
                "paybook",
                "paybook-header",
                null,
                true,
                List.of(new SourceSecret("k" + revision, secret, null, Instant.EPOCH)),
                Map.of("header", "X-Secret"),
                null,
                Instant.EPOCH,
                Instant.EPOCH.plusSeconds(revision),
                revision);
    }
}
