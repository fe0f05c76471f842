package dev.tributary.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import dev.tributary.TributaryApplication;
import dev.tributary.store.RefusingStore;
import java.nio.file.Path;
import java.util.List;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** A store that cannot be used stops start-up with one line, in which no secret stands. */
@ExtendWith(OutputCaptureExtension.class)
class UnusableStoreTest {

    @TempDir
    Path data;

    @Test
    void namesTheStoreThatDoesNotAnswer(CapturedOutput output) {
        assertThat(oneErrorOf(output, "mongodb://me:top-secret@127.0.0.1:1/shop"))
                .endsWith("MONGODB_URI: no server to write to at 127.0.0.1:1");
    }

    @Test
    void saysThatTheStoreRefusesThePassword(CapturedOutput output) {
        try (var store = new RefusingStore()) {
            assertThat(oneErrorOf(output, store.uri().replace("//", "//me:top-secret@")))
                    .contains("MONGODB_URI: the server 127.0.0.1:")
                    .endsWith(" refuses the user or the password");
        }
    }

    @Test
    void saysThatTheUserMayNotWrite(CapturedOutput output) {
        try (var store = new RefusingStore()) {
            store.refuse(RefusingStore.UNAUTHORIZED);
            assertThat(oneErrorOf(output, store.uri()))
                    .contains("MONGODB_URI: the user may not read and write the server 127.0.0.1:")
                    .endsWith(", database tributary; it needs the role readWrite there");
        }
    }

    @Test
    void saysThatTheStoreTakesNoWrites(CapturedOutput output) {
        try (var store = new RefusingStore()) {
            store.refuse(RefusingStore.OUT_OF_DISK_SPACE);
            assertThat(oneErrorOf(output, store.uri()))
                    .contains("MONGODB_URI: the server 127.0.0.1:")
                    .contains("cannot be used")
                    .endsWith("with code 14031");
        }
    }

    @Test
    void namesBothVersionsWhereANewerGatewayHasUsedTheDatabase(CapturedOutput output) {
        try (var store = new RefusingStore();
                MongoClient client = MongoClients.create(store.uri())) {
            client.getDatabase("tributary")
                    .getCollection("schema")
                    .insertOne(new Document("_id", "tributary").append("version", 99));
            assertThat(oneErrorOf(output, store.uri()))
                    .contains("database tributary has version 99, and this gateway knows version ")
                    .endsWith(": start a gateway of the newer release, or name another database");
        }
    }

    private String oneErrorOf(CapturedOutput output, String uri) {
        String[] arguments = {
            "--server.port=0",
            "--management.server.port=0",
            "--logging.level.de.bwaldvogel.mongo=off",
            "--tributary.data=" + data,
            "--tributary.master-key=AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
            "--mongodb.uri=" + uri
        };
        assertThatThrownBy(() -> SpringApplication.run(TributaryApplication.class, arguments))
                .isNotNull();
        assertThat(output).doesNotContain("\tat ").doesNotContain("top-secret");
        List<String> errors = output.getAll()
                .lines()
                .filter(line -> line.contains("ERROR") || line.contains("Exception"))
                .toList();
        assertThat(errors).hasSize(1);
        return errors.get(0);
    }
}
