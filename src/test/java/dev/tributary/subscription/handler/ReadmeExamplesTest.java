package dev.tributary.subscription.handler;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.example.ledger.LedgerGateway;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tributary.TestGateway;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples of the README, in a whole gateway. */
class ReadmeExamplesTest {

    private static final Path CALL = Path.of("src/test/resources/providers/sixpark/accepted");
    private static final String SECRET = "b7bcf4a088215ed9396b07c9e8b931a5697bc0c4";
    private static final String PROOF = "a81495d2e98df6682fb427e1455b4e60e2c1282a6bb54a4ef4bbef5487fdf047";

    @TempDir
    private Path folder;

    private String section = "";

    @BeforeEach
    void readSection() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        section = first("(?s)## Hand events to code in the gateway\n(.*?)\n## ", readme);
    }

    @Test
    void aRouteFileWritesEventsToFiles() throws IOException {
        Path routes = Files.createDirectories(folder.resolve("routes"));
        Path archive = folder.resolve("archive");
        String route = first("(?s)```yaml\n(.*?)```", section);
        assertThat(route).contains("/var/lib/archive");
        Files.writeString(routes.resolve("archive.camel.yaml"), route.replace("/var/lib/archive", archive.toString()));
        String webHook = first("(?s)-d '(\\{.*?\\})'", section);
        try (TestGateway gateway = TestGateway.start("--tributary.routes=" + routes)) {
            assertThat(gateway.post(
                                    "/api/v1/configuration/web-hooks",
                                    webHook.getBytes(UTF_8),
                                    "Authorization",
                                    "Bearer " + gateway.adminToken(),
                                    "Content-Type",
                                    "application/json")
                            .statusCode())
                    .isEqualTo(201);
            assertIsWritten(gateway, archive);
        }
    }

    @Test
    void aHandlerBeanGetsEvents() throws IOException {
        String code = first("(?s)```java\n(.*?)```", section);
        assertThat(Files.readString(Path.of("src/test/java/com/example/ledger/LedgerGateway.java")))
                .contains(code);
        System.setProperty("ledger.folder", folder.resolve("ledger").toString());
        try (TestGateway gateway = TestGateway.start("--spring.main.sources=" + LedgerGateway.class.getName())) {
            assertThat(gateway.bean(EventHandlers.class).list())
                    .extracting(Registration::name)
                    .containsExactly("ledger");
            assertIsWritten(gateway, folder.resolve("ledger"));
            await().until(() -> gateway.get("/api/v1/deliveries?webHookId=handler.ledger")
                    .body()
                    .contains("\"state\":\"delivered\""));
        } finally {
            System.clearProperty("ledger.folder");
        }
    }

    private static void assertIsWritten(TestGateway gateway, Path target) throws IOException {
        gateway.source("s1", "sixpark", "sixpark", Map.of(), SECRET, null);
        byte[] body = Files.readAllBytes(CALL.resolve("body"));
        assertThat(gateway.post("/hooks/sixpark/s1", body, "X-SixPark-Signature", PROOF)
                        .statusCode())
                .isEqualTo(200);
        JsonNode events =
                new ObjectMapper().readTree(gateway.get("/api/v1/events").body());
        String id = events.path("result").get(0).path("id").asText();
        Path file = target.resolve(id + ".json");
        String expected = gateway.get("/api/v1/events/" + id).body();
        await().untilAsserted(() -> assertThat(file).hasContent(expected));
    }

    private static String first(String regex, String text) {
        Matcher matcher = Pattern.compile(regex).matcher(text);
        assertThat(matcher.find()).as(regex).isTrue();
        return matcher.group(1);
    }
}
