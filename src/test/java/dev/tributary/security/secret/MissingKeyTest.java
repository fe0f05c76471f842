package dev.tributary.security.secret;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.client.MongoDatabase;
import dev.tributary.TestGateway;
import dev.tributary.TributaryApplication;
import dev.tributary.embedded.EmbeddedStore;
import dev.tributary.source.Source;
import dev.tributary.source.SourceDirectory;
import dev.tributary.source.SourceSecret;
import dev.tributary.source.SourceStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

/** What a gateway says and does when master keys are missing, misspelt or replaced. */
@ExtendWith(OutputCaptureExtension.class)
class MissingKeyTest {

    private static final String OLD = "2025:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    private static final String NEW = "2026:MjM0NTY3ODk6Ozw9Pj9AQUJDREVGR0hJSktMTU5PUFE=";

    @TempDir
    Path data;

    @Test
    void oneLineNamesTheSourcesThatAMissingKeyMakesUnreadableAndOthersGoOn(CapturedOutput output) {
        try (var store = new EmbeddedStore(data)) {
            try (TestGateway before = TestGateway.startOn(store.uri(), "--tributary.master-key=" + OLD)) {
                List.of("a", "b", "c").forEach(id -> source(before, id));
            }
            try (TestGateway after = TestGateway.startOn(store.uri(), "--tributary.master-key=" + NEW)) {
                assertThat(output.getAll().lines().filter(line -> line.contains("'2025'")))
                        .hasSize(1)
                        .first()
                        .asString()
                        .contains("Sources that cannot be read and are left out (3): a, b, c.")
                        .contains("TRIBUTARY_MASTER_KEY: has no key with the id '2025'");
                assertThat(call(after, "a")).isEqualTo(503);
                source(after, "d");
                assertThat(call(after, "d")).isEqualTo(200);
            }
        }
    }

    @Test
    void anInvalidKeyStopsStartUpWithOneLineThatDoesNotRepeatIt(CapturedOutput output) {
        assertThatThrownBy(() -> start("--tributary.master-key=2026:bm90MzJieXRlcw=="))
                .isNotNull();
        assertThat(output.getAll())
                .contains("TRIBUTARY_MASTER_KEY: must be base64 of 32 bytes, or a list id:base64,id:base64")
                .doesNotContain("bm90MzJieXRlcw", "\tat ");
    }

    @Test
    void theEmbeddedStoreIsEncryptedAgainWithTheFirstKeyOfItsFile() throws Exception {
        Path file = data.resolve("master-key");
        Files.writeString(file, OLD);
        try (ConfigurableApplicationContext gateway = start()) {
            gateway.getBean(SourceStore.class).insert(source());
        }
        Files.writeString(file, NEW + "," + OLD);
        try (ConfigurableApplicationContext gateway = start()) {
            Awaitility.await().untilAsserted(() -> assertThat(stored(gateway)).startsWith("2026."));
        }
        Files.writeString(file, NEW);
        try (ConfigurableApplicationContext gateway = start()) {
            assertThat(gateway.getBean(SourceDirectory.class).find("a")).isPresent();
        }
    }

    private ConfigurableApplicationContext start(String... settings) {
        List<String> arguments = new ArrayList<>(List.of(settings));
        arguments.addAll(List.of("--server.port=0", "--management.server.port=0", "--tributary.data=" + data));
        return SpringApplication.run(TributaryApplication.class, arguments.toArray(String[]::new));
    }

    /** The secret of the one source as it stands in the store. */
    private static String stored(ConfigurableApplicationContext gateway) {
        Document row = gateway.getBean(MongoDatabase.class)
                .getCollection("sources")
                .find()
                .first();
        return Objects.requireNonNull(row)
                .getList("secrets", Document.class)
                .get(0)
                .getString("value");
    }

    private static Source source() {
        return new Source(
                "a",
                "default",
                "paybook",
                "paybook-header",
                null,
                true,
                List.of(new SourceSecret("k1", "shared", null, Instant.EPOCH)),
                Map.of("header", "X-Shared"),
                null,
                Instant.EPOCH,
                Instant.EPOCH,
                1);
    }

    private static void source(TestGateway gateway, String id) {
        gateway.source(id, "paybook", "paybook-header", Map.of("header", "X-Shared"), "shared", null);
    }

    private static int call(TestGateway gateway, String source) {
        byte[] body = "{\"event\":\"credential_create\",\"id_credential\":\"c1\"}".getBytes(UTF_8);
        return gateway.post("/hooks/paybook/" + source, body, "X-Shared", "shared")
                .statusCode();
    }
}
