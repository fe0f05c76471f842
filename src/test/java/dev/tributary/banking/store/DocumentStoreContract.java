package dev.tributary.banking.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoDatabase;
import dev.tributary.banking.DocumentFile;
import dev.tributary.security.privacy.EndUser;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.bson.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the document store promises on every server of the protocol. */
abstract class DocumentStoreContract {

    private static final EndUser USER = new EndUser("t", "paybook", "u1");

    private static final int MEBIBYTE = 1 << 20;

    private MongoDatabase database;
    private DocumentStore documents;

    abstract MongoDatabase freshDatabase();

    @BeforeEach
    void open() {
        database = freshDatabase();
        documents = new DocumentStore(DocumentStore.INDEXES.on(database));
    }

    @Test
    void keepsAFileOfUpToAMebibyteInTheCollection() {
        byte[] body = bytes(MEBIBYTE);
        DocumentFile file = file("small.pdf", body);

        documents.store(file, body, USER);

        assertThat(documents.find("default", file.id())).contains(file);
        assertThat(documents.body("default", file.id()))
                .hasValueSatisfying(found -> assertThat(found.bytes()).isEqualTo(body));
        assertThat(bucketFiles()).isZero();
    }

    @Test
    void keepsALargerFileInGridFs() {
        byte[] body = bytes(3 * MEBIBYTE + 1);
        DocumentFile file = file("large.pdf", body);

        documents.store(file, body, USER);

        assertThat(documents.find("default", file.id())).contains(file);
        assertThat(documents.body("default", file.id()))
                .hasValueSatisfying(found -> assertThat(found.bytes()).isEqualTo(body));
        assertThat(bucketFiles()).isOne();
    }

    @Test
    void storesTheSameFileOnce() {
        byte[] small = bytes(10);
        byte[] large = bytes(2 * MEBIBYTE);
        for (int time = 0; time < 2; time++) {
            documents.store(file("small.pdf", small), small, USER);
            documents.store(file("large.pdf", large), large, USER);
        }

        assertThat(documents
                        .find(new BankingQuery("default", "s1", "c1", null, null, 10))
                        .found())
                .extracting(DocumentFile::name)
                .containsExactlyInAnyOrder("small.pdf", "large.pdf");
        assertThat(bucketFiles()).isOne();
    }

    @Test
    void leavesOneReadableCopyOfALargeFileThatTwoGatewaysStoreAtOnce() {
        byte[] body = bytes(2 * MEBIBYTE);
        DocumentFile file = file("large.pdf", body);
        CompletableFuture.allOf(
                        CompletableFuture.runAsync(() -> documents.store(file, body, USER)),
                        CompletableFuture.runAsync(() -> new DocumentStore(database).store(file, body, USER)))
                .join();

        assertThat(documents.body("default", file.id()))
                .hasValueSatisfying(found -> assertThat(found.bytes()).isEqualTo(body));
        assertThat(bucketFiles()).isOne();
    }

    @Test
    void keepsTheSameFileOfTwoSourcesApart() {
        byte[] body = bytes(10);
        documents.store(file("s1", "small.pdf", body), body, USER);
        documents.store(file("s2", "small.pdf", body), body, USER);

        assertThat(documents
                        .find(new BankingQuery("default", null, "c1", null, null, 10))
                        .found())
                .extracting(DocumentFile::sourceId)
                .containsExactlyInAnyOrder("s1", "s2");
    }

    @Test
    void showsNothingOfAnotherTenant() {
        byte[] body = bytes(10);
        DocumentFile file = file("small.pdf", body);
        documents.store(file, body, USER);

        assertThat(documents.find("other", file.id())).isEmpty();
        assertThat(documents.body("other", file.id())).isEmpty();
        assertThat(documents
                        .find(new BankingQuery("other", null, null, null, null, 10))
                        .found())
                .isEmpty();
    }

    private long bucketFiles() {
        return database.getCollection("documents.files").countDocuments(new Document());
    }

    private static DocumentFile file(String name, byte[] body) {
        return file("s1", name, body);
    }

    private static DocumentFile file(String source, String name, byte[] body) {
        String sha256 = "digest of " + name;
        return new DocumentFile(
                DocumentStore.id(source, "c1", name, sha256),
                source,
                "c1",
                "e1",
                name,
                "application/pdf",
                body.length,
                sha256,
                "default");
    }

    private static byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }
}
