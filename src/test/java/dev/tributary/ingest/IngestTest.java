package dev.tributary.ingest;

import static dev.tributary.subscription.SubscriptionFixtures.everything;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tributary.TestGateway;
import dev.tributary.delivery.store.DeliveryListing.State;
import dev.tributary.delivery.store.DeliveryQuery;
import dev.tributary.delivery.store.DeliveryReader;
import dev.tributary.egress.ScriptedServer;
import dev.tributary.eventstore.EventQuery;
import dev.tributary.eventstore.EventReader;
import dev.tributary.eventstore.StoredEvent;
import dev.tributary.mongo.page.ListOrder;
import dev.tributary.receipt.Receipt;
import dev.tributary.receipt.Receipt.Verdict;
import dev.tributary.receipt.ReceiptStore;
import dev.tributary.receipt.ReceiptStore.Listed;
import dev.tributary.subscription.SubscriptionStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a provider meets at {@code /hooks}: statuses, bytes, and what is kept. */
class IngestTest {

    private static final int LIMIT = 4096;
    private static final String SECRET = "a-shared-secret-for-tests";
    private static final String CREATED =
            "{\"event\":\"credential_create\",\"id_credential\":\"%s\",\"id_user\":\"u\",\"id_job_uuid\":\"j\",\"is_executing\":1,\"endpoints\":{}}";

    private static TestGateway gateway;

    @BeforeAll
    static void start() {
        gateway = TestGateway.start("--tributary.ingest.max-body=4096B", "--tributary.egress.allow=127.0.0.0/8");
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void storesReceiptAndEventBeforeItAnswers() {
        String path = source("plain");
        HttpResponse<String> answer = call(path, CREATED.formatted("c1"));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"status\":\"accepted\"}");
        List<StoredEvent> events = events("plain");
        assertThat(events).hasSize(1);
        assertThat(events.get(0).event().type()).isEqualTo("bank.connection.created.v1");
        Receipt receipt = onlyReceipt("plain");
        assertThat(receipt.verdict()).isEqualTo(Verdict.ACCEPTED);
        assertThat(receipt.eventIds()).containsExactly(events.get(0).event().id());
        assertThat(rawBody(receipt)).isEqualTo(CREATED.formatted("c1"));
    }

    @Test
    void aHundredEqualCallsAtOnceGiveOneEventOneDeliveryAndAHundredTimes200() throws Exception {
        String path = source("race");
        ExecutorService callers = Executors.newFixedThreadPool(100);
        try (var subscriber = new ScriptedServer(ScriptedServer.status(200))) {
            gateway.bean(SubscriptionStore.class).insert(everything("race", subscriber.url("/")));
            Callable<HttpResponse<String>> caller = () -> call(path, CREATED.formatted("c1"));
            List<String> answers = new ArrayList<>();
            for (Future<HttpResponse<String>> answer : callers.invokeAll(Collections.nCopies(100, caller))) {
                assertThat(answer.get().statusCode()).isEqualTo(200);
                answers.add(answer.get().body());
            }
            callers.shutdown();
            assertThat(events("race")).hasSize(1);
            String event = events("race").get(0).event().id();
            assertThat(answers).containsOnlyOnce("{\"status\":\"accepted\"}");
            assertThat(receipts("race", Verdict.DUPLICATE))
                    .hasSize(99)
                    .allMatch(one -> event.equals(one.duplicateOf()));
            var delivery = new DeliveryQuery(
                    "default",
                    event,
                    "race",
                    null,
                    State.DELIVERED,
                    null,
                    null,
                    null,
                    null,
                    ListOrder.ASCENDING,
                    null,
                    9);
            await().until(
                            () -> gateway.bean(DeliveryReader.class)
                                    .find(delivery)
                                    .found(),
                            one -> one.size() == 1);
            assertThat(subscriber.requests())
                    .filteredOn(request -> event.equals(request.header("webhook-id")))
                    .hasSize(1);
        }
    }

    @Test
    void refusesAWrongSecretAndKeepsTheCallForTheOperator() {
        String path = source("refused");
        HttpResponse<String> answer = gateway.post(path, bytes("{}"), "X-Secret", "wrong");
        assertThat(answer.statusCode()).isEqualTo(401);
        assertProblem(answer, 401, "unauthorized");
        await().until(() -> receipts("refused", Verdict.REJECTED).size() == 1);
        assertThat(onlyReceipt("refused").reason()).isEqualTo("proof_wrong");
        assertThat(events("refused")).isEmpty();
    }

    @Test
    void knowsNoOtherSources() {
        source("of-paybook");
        assertProblem(gateway.post("/hooks/paybook/nobody", bytes("{}"), "X-Secret", SECRET), 404, "not_found");
        assertProblem(gateway.post("/hooks/tink/of-paybook", bytes("{}"), "X-Secret", SECRET), 404, "not_found");
        assertThat(gateway.post("/hooks/nobody/of-paybook", bytes("{}")).statusCode())
                .isEqualTo(404);
    }

    @Test
    void takesABodyOfExactlyTheLimitAndNoMore() {
        String path = source("limit");
        assertThat(call(path, padded(LIMIT)).statusCode()).isEqualTo(200);
        assertProblem(call(path, padded(LIMIT + 1)), 413, "too_large");
        assertThat(receipts("limit", null)).hasSize(1);
    }

    @Test
    void stopsReadingAChunkedBodyAtTheLimit() throws IOException {
        String path = source("chunked");
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
            var request = new StringBuilder("POST " + path + " HTTP/1.1\r\nHost: x\r\nX-Secret: " + SECRET
                    + "\r\nTransfer-Encoding: chunked\r\n\r\n");
            for (int i = 0; i < 5; i++) {
                request.append("400\r\n").append("x".repeat(1024)).append("\r\n");
            }
            socket.getOutputStream().write(bytes(request.toString()));
            byte[] head = socket.getInputStream().readNBytes(12);
            assertThat(new String(head, UTF_8)).isEqualTo("HTTP/1.1 413");
        }
        assertThat(receipts("chunked", null)).isEmpty();
    }

    @Test
    void answersADeclaredGibibyteAtOnce() throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
            socket.getOutputStream()
                    .write(bytes("POST /hooks/paybook/any HTTP/1.1\r\nHost: x\r\nContent-Length: 1073741824\r\n\r\n{"));
            byte[] head = socket.getInputStream().readNBytes(12);
            assertThat(new String(head, UTF_8)).isEqualTo("HTTP/1.1 413");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "null", "1", "\"x\"", "{\"a\":1}x", "{\"a\":NaN}", "a=1&b=2"})
    void answers400ToAVerifiedBodyThatIsNotAJsonObject(String body) {
        String id = "invalid" + Integer.toHexString(body.hashCode());
        assertProblem(call(source(id), body), 400, "invalid_request");
        assertThat(onlyReceipt(id).verdict()).isEqualTo(Verdict.INVALID);
        assertThat(onlyReceipt(id).reason()).isEqualTo("invalid_payload");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "application/x-www-form-urlencoded",
                "multipart/form-data; boundary=x",
                "text/plain;charset=UTF-16",
                "application/x-java-serialized-object"
            })
    void givesTheSameBytesToTheProofWhateverTheContentType(String type) {
        String id = "type" + Integer.toHexString(type.hashCode());
        String body = "{\"event\":\"credential_create\",\"id_credential\":\"a&b=%41\\u00e9é\"}";
        HttpResponse<String> answer = gateway.post(
                source(id) + "?X-Secret=wrong&event=refresh", bytes(body), "X-Secret", SECRET, "Content-Type", type);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(rawBody(onlyReceipt(id))).isEqualTo(body);
        assertThat(events(id).get(0).event().subject()).isEqualTo("connections/a&b=%41éé");
    }

    @Test
    void neverInflatesABody() throws IOException {
        var compressed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(compressed)) {
            gzip.write(bytes(CREATED.formatted("c1")));
        }
        String path = source("gzip");
        HttpResponse<String> answer =
                gateway.post(path, compressed.toByteArray(), "X-Secret", SECRET, "Content-Encoding", "gzip");
        assertProblem(answer, 400, "invalid_request");
        assertThat(fullReceipt(onlyReceipt("gzip")).content().body()).isEqualTo(compressed.toByteArray());
    }

    @Test
    void returnsNoHeaderOfTheRequest() {
        HttpResponse<String> answer = gateway.post(
                source("echo"),
                bytes(CREATED.formatted("c1")),
                "X-Secret",
                SECRET,
                "X-Canary",
                "canary-1",
                "Authorization",
                "Bearer canary-2",
                "Cookie",
                "a=canary-3",
                "CAmelHttpResponseCode",
                "418",
                "camelBeanMethodName",
                "answer");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().map().toString()).doesNotContain("canary", SECRET);
        Receipt receipt = fullReceipt(onlyReceipt("echo"));
        assertThat(receipt.toString()).doesNotContain("canary", SECRET);
    }

    @Test
    void makesDuplicateKeysAnEventThatSaysSo() {
        assertThat(call(source("twice"), "{\"event\":\"refresh\",\"event\":\"refresh\"}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(events("twice").get(0).event().data()).containsEntry("reason", "duplicate_keys");
    }

    private static String source(String id) {
        gateway.source(id, "paybook", "paybook-header", Map.of("header", "X-Secret"), SECRET, null);
        return "/hooks/paybook/" + id;
    }

    private static HttpResponse<String> call(String path, String body) {
        return gateway.post(path, bytes(body), "X-Secret", SECRET, "Content-Type", "application/json");
    }

    private static void assertProblem(HttpResponse<String> answer, int status, String code) {
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("application/problem+json");
        assertThat(answer.body()).contains("\"status\":" + status, "\"code\":\"" + code + "\"");
    }

    private static List<StoredEvent> events(String source) {
        var all = EventQuery.all("default", null, 1000);
        return gateway.bean(EventReader.class).find(all).found().stream()
                .filter(stored -> stored.event().sourceId().equals(source))
                .toList();
    }

    private static List<Receipt> receipts(String source, @Nullable Verdict verdict) {
        return gateway.bean(ReceiptStore.class).find("default", source, verdict, null, 1000).stream()
                .map(Listed::receipt)
                .toList();
    }

    private static Receipt onlyReceipt(String source) {
        assertThat(receipts(source, null)).hasSize(1);
        return receipts(source, null).get(0);
    }

    private static Receipt fullReceipt(Receipt receipt) {
        return gateway.bean(ReceiptStore.class).find("default", receipt.id()).orElseThrow();
    }

    private static String rawBody(Receipt receipt) {
        return new String(fullReceipt(receipt).content().body(), UTF_8);
    }

    private static String padded(int size) {
        String body = CREATED.formatted("c" + size);
        return body + " ".repeat(size - body.length());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
