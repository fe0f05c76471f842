package dev.tributary.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PaybookApiTest {

    private static final String CREDENTIAL = "5e793889ea4c5165d46f9811";
    private static final String TRANSACTIONS = "/v1/transactions?id_credential=" + CREDENTIAL + "&limit=2&wbhk=1&skip=";
    private static final Map<String, String> KEY = Map.of("Authorization", "api_key api_key=simulated-key,id_user=u1");

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private LocalServer server;

    @BeforeEach
    void start() throws Exception {
        Console console = new Console(new PrintStream(printed, true, UTF_8));
        Tally tally = new Tally(List.of());
        SimulatedSource source = SimulatedSource.of(SimulatedSource.Profile.PAYBOOK_V1);
        tally.sending(
                ProviderCall.of(source, "refresh", Map.of(), "").listing(List.of("/v1/credentials/" + CREDENTIAL)));
        PaybookApi api = new PaybookApi("simulated-key", new Samples(Clock.systemUTC()), console, tally);
        server = new LocalServer(api::answer);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void demandsTheApiKeyInTheHeader() throws Exception {
        String path = "/v1/credentials/" + CREDENTIAL;
        assertThat(server.get(path, Map.of()).statusCode()).isEqualTo(401);
        assertThat(server.get(path, Map.of("Authorization", "api_key api_key=simulated-keyX"))
                        .statusCode())
                .isEqualTo(401);
        assertThat(server.get(path, KEY).statusCode()).isEqualTo(200);
    }

    @Test
    void servesAndTellsNothingOfCredentialsThatThisRunDidNotName() throws Exception {
        assertThat(server.get("/v1/credentials/5e793889ea4c5165d46f9812", KEY).statusCode())
                .isEqualTo(404);
        assertThat(printed.size()).isZero();
    }

    @Test
    void isBusyOnceAndSaysWhenToComeBack() throws Exception {
        HttpResponse<byte[]> busy = server.get(TRANSACTIONS + 0, KEY);
        assertThat(busy.statusCode()).isEqualTo(429);
        assertThat(busy.headers().firstValue("Retry-After")).contains("1");
        assertThat(server.get(TRANSACTIONS + 0, KEY).statusCode()).isEqualTo(200);
    }

    @Test
    void servesTransactionsInPagesWithTheLongTailsOfTheirAmounts() throws Exception {
        server.get(TRANSACTIONS + 0, KEY);
        String first = new String(server.get(TRANSACTIONS + 0, KEY).body(), UTF_8);
        assertThat(first).contains("-5827.6400000000003").doesNotContain("{credential}", "{prefix}");
        List<String> ids = new ArrayList<>();
        for (int skip = 0; skip < 6; skip += 2) {
            JsonNode page = new ObjectMapper()
                    .readTree(server.get(TRANSACTIONS + skip, KEY).body());
            page.path("response")
                    .forEach(row -> ids.add(row.path("id_transaction").asText()));
        }
        assertThat(ids).hasSize(5).doesNotHaveDuplicates().allMatch(id -> id.matches("[0-9a-f]{24}"));
    }

    @Test
    void exportsAttachmentsAsZip() throws Exception {
        String path = "/v1/attachments/export?id_credential=" + CREDENTIAL + "&limit=2&skip=2&wbhk=1";
        HttpResponse<byte[]> export = server.get(path, KEY);
        assertThat(export.headers().firstValue("Content-Type")).contains("application/zip");
        ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(export.body()));
        assertThat(zip.getNextEntry().getName()).isEqualTo("statement-2.json");
        assertThat(zip.getNextEntry()).isNull();
    }

    @Test
    void printsOneLineForEachRequestAndNeverTheKey() throws Exception {
        server.get(TRANSACTIONS + 0, KEY);
        server.get("/v1/accounts?id_credential=" + CREDENTIAL + "&limit=5000&skip=0", KEY);
        assertThat(printed.toString(UTF_8).lines())
                .hasSize(2)
                .allMatch(line -> line.contains("⇢") && !line.contains("simulated-key"))
                .anyMatch(line -> line.endsWith("200 2 rows"));
    }
}
