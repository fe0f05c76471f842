package dev.tributary.embedded;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.mongodb.MongoException;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.ReplaceOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.bson.Document;
import org.bson.types.Binary;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a file system of 128 MiB of its own, where the user of the build may mount one. */
class DiskFullTest {

    private static final int MIB = 1 << 20;

    @TempDir
    Path folder;

    private Path disk;
    private final List<Integer> acknowledged = new ArrayList<>();

    @BeforeEach
    void mount() throws Exception {
        disk = Files.createDirectory(folder.resolve("disk"));
        boolean mounted = run("mount", "-t", "tmpfs", "-o", "size=128m", "tmpfs", disk.toString());
        if (Boolean.getBoolean("tributary.test.requireDocker")) {
            assertThat(mounted)
                    .as("the right to mount, which the build requires")
                    .isTrue();
        }
        assumeTrue(mounted, "no right to mount");
    }

    @AfterEach
    void unmount() throws Exception {
        run("umount", disk.toString());
    }

    @Test
    void refusesWritesWhileTheDiskIsFullAndTakesThemAgainWhenThereIsSpace() throws Exception {
        Path ballast = Files.write(disk.resolve("ballast"), new byte[64 * MIB]);
        try (EmbeddedStore store = new EmbeddedStore(disk);
                MongoClient client = MongoClients.create(store.uri())) {
            MongoCollection<Document> documents = collection(client);
            documents.createIndex(Indexes.ascending("n"));
            assertThatThrownBy(() -> insertUntilRefused(documents)).isInstanceOf(MongoException.class);
            int before = acknowledged.size();
            assertThat(before).isPositive();

            assertThatThrownBy(() -> insert(documents, before)).isInstanceOf(MongoException.class);
            assertThat(store.failure()).as("heals itself").isEmpty();
            assertThat(numbers(documents)).containsAll(acknowledged);

            Files.delete(ballast);
            await().atMost(30, SECONDS)
                    .ignoreExceptionsInstanceOf(MongoException.class)
                    .untilAsserted(() -> insert(documents, before));
            acknowledged.add(before);
            assertThat(numbers(documents)).containsAll(acknowledged);
        }
        try (EmbeddedStore store = new EmbeddedStore(disk);
                MongoClient client = MongoClients.create(store.uri())) {
            assertThat(numbers(collection(client))).containsAll(acknowledged);
        }
    }

    private void insertUntilRefused(MongoCollection<Document> documents) {
        for (int number = 0; number < 2000; number++) {
            insert(documents, number);
            acknowledged.add(number);
        }
    }

    /** What is sent again was perhaps stored already. */
    private static void insert(MongoCollection<Document> documents, int number) {
        byte[] noise = new byte[100_000];
        new Random(number).nextBytes(noise);
        documents.replaceOne(
                new Document("_id", number),
                new Document("n", number).append("noise", new Binary(noise)),
                new ReplaceOptions().upsert(true));
    }

    private static List<Integer> numbers(MongoCollection<Document> documents) {
        return documents
                .find()
                .sort(Indexes.ascending("n"))
                .projection(Projections.include("n"))
                .map(document -> document.getInteger("n"))
                .into(new ArrayList<>());
    }

    private static MongoCollection<Document> collection(MongoClient client) {
        return client.getDatabase("test")
                .getCollection("documents")
                .withWriteConcern(WriteConcern.MAJORITY.withJournal(true));
    }

    private static boolean run(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command).start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
