package dev.tributary.ingest.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.example.ledger.LedgerEndpoint;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tributary.event.CloudEventFormat;
import dev.tributary.event.Proof;
import dev.tributary.ingest.webhook.WebhookResult.InvalidPayload;
import dev.tributary.ingest.webhook.WebhookResult.InvalidSignature;
import dev.tributary.ingest.webhook.WebhookResult.Ok;
import dev.tributary.ingest.webhook.WebhookResult.TestWebhook;
import dev.tributary.provider.ProviderCase;
import dev.tributary.source.Source;
import dev.tributary.source.rule.InvalidSourceException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The recorded calls of all providers, without a gateway: what comes out is what the gateway stores. */
class WebhookHandlerTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final URI PUBLIC = URI.create("https://gateway.example.com");
    private static final List<String> NOT_COMPARED =
            List.of("specversion", "id", "source", "datacontenttype", "recordedtime", "tenantid", "receiptid");

    /** Recorded: HMAC-SHA256 of the body under the secret. */
    private static final byte[] CALL =
            "{\"type\":\"credentials.updated\",\"data\":{\"userId\":\"2f37e3ff1e5342b39c41bee3ee73cf8e\"},\"timestamp\":\"2024-01-15T10:30:00Z\"}"
                    .getBytes(UTF_8);

    private static final String SIGNATURE = "5e96139d5ee179021291649cbb4f7b5846e92e4919dc36234364ac4cf36de207";

    private static volatile Instant now = Instant.EPOCH;
    private static final InstantSource MOMENT = () -> now;
    private static final Clock CLOCK = MOMENT.withZone(ZoneOffset.UTC);
    private static final WebhookHandler HANDLER = WebhookHandler.of(PUBLIC, CLOCK);

    static Stream<ProviderCase> cases() {
        return ProviderCase.all().stream().filter(call -> !call.kind().equals("duplicate"));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void givesWhatTheGatewayAnswersAndStores(ProviderCase call) {
        now = call.now();

        WebhookResult result = HANDLER.handle(call.source(call.name()), headers(call), call.body());

        switch (call.status()) {
            case 401 -> assertThat(result).isInstanceOf(InvalidSignature.class);
            case 400 -> assertThat(result).isInstanceOf(InvalidPayload.class);
            default -> {
                assertThat(call.status()).isEqualTo(200);
                boolean isTest = call.expected().path("answer").asText().equals("test");
                assertThat(result.name()).isEqualTo(isTest ? "test_webhook" : "ok");
                if (isTest) {
                    assertThat(result).isEqualTo(new TestWebhook(Proof.BODY));
                }
                if (result instanceof Ok ok) {
                    assertThat(ok.events())
                            .<JsonNode>map(
                                    event -> read(CloudEventFormat.write(event)).without(NOT_COMPARED))
                            .containsExactlyElementsOf(call.events());
                }
            }
        }
    }

    @Test
    void needsNoMoreThanASchemeAndASecret() {
        Source source = HANDLER.source("main", "tink", "tink-dotted", "webhook_secret_123", Map.of());

        WebhookResult result = HANDLER.handle(source, Map.of("x-tink-SIGNATURE", List.of(SIGNATURE)), CALL);

        assertThat(result).isInstanceOfSatisfying(Ok.class, ok -> {
            assertThat(ok.event().type()).isEqualTo("bank.connection.updated.v1");
            assertThat(ok.event().source()).isEqualTo("https://gateway.example.com/sources/tink/main");
            assertThat(ok.event().dataSchema()).isEqualTo("https://gateway.example.com/schemas/connection/1.0.json");
            assertThat(ok.event().proof()).isEqualTo(Proof.BODY);
            assertThat(ok.event().receiptId()).isNull();
        });
    }

    @Test
    void tellsACallThatIsNotVerifiedByItsReason() {
        Source source = HANDLER.source("main", "tink", "tink-dotted", "another_secret_123", Map.of());

        assertThat(HANDLER.handle(source, Map.of("X-Tink-Signature", List.of(SIGNATURE)), CALL))
                .isEqualTo(new InvalidSignature("proof_wrong"));
        assertThat(HANDLER.handle(source, Map.of(), CALL)).isEqualTo(new InvalidSignature("proof_missing"));
        assertThat(HANDLER.handle(
                        source,
                        Map.of("X-Tink-Signature", List.of(SIGNATURE), "x-tink-signature", List.of(SIGNATURE)),
                        CALL))
                .isEqualTo(new InvalidSignature("proof_malformed"));
    }

    @Test
    void namesWhatIsVerifiedButNoEvent() {
        Source source = HANDLER.source("main", "paybook", "paybook-header", "secret", Map.of("header", "X-Proof"));
        Map<String, List<String>> proof = Map.of("X-Proof", List.of("secret"));

        assertThat(HANDLER.handle(source, proof, "no JSON".getBytes(UTF_8)))
                .isEqualTo(new InvalidPayload(Proof.SENDER));
        assertThat(HANDLER.handle(source, proof, new byte[0])).isEqualTo(new InvalidPayload(Proof.SENDER));
        assertThat(HANDLER.handle(source, proof, "{\"a\":1}".getBytes(UTF_8)).name())
                .isEqualTo("ok");
    }

    @Test
    void aCallThatIsSentTwiceHasOneDedupKeyAndTwoIds() {
        Source source = HANDLER.source("main", "tink", "tink-dotted", "webhook_secret_123", Map.of());
        List<Ok> twice = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            var result = HANDLER.handle(source, Map.of("X-Tink-Signature", List.of(SIGNATURE)), CALL);
            twice.add((Ok) result);
        }
        assertThat(twice.get(0).event().dedupKey())
                .isEqualTo(twice.get(1).event().dedupKey());
        assertThat(twice.get(0).event().id()).isLessThan(twice.get(1).event().id());
    }

    @ParameterizedTest
    @CsvSource({
        "unknown, tink-dotted, secret, provider",
        "tink, sixpark, secret, scheme",
        "tink, unproven, secret, scheme",
        "paybook, paybook-header, secret, options",
        "tink, tink-dotted, '', secrets",
        "paybook, syncfy-jwt, c2hvcnQ=, secrets"
    })
    void refusesASourceWhoseCallsCouldNeverBeVerified(String provider, String scheme, String secret, String field) {
        assertThatThrownBy(() -> HANDLER.source("main", provider, scheme, secret, Map.of()))
                .isInstanceOfSatisfying(
                        InvalidSourceException.class, e -> assertThat(e.field()).isEqualTo(field));
    }

    @Test
    void takesProvidersOfFurtherFolders(@TempDir Path mappings) throws IOException {
        addDelta(mappings, "delta-v1: { type: shared-secret, header: X-Delta }");
        WebhookHandler handler = WebhookHandler.of(PUBLIC, mappings);
        Source source = handler.source("main", "delta", "delta-v1", "secret", Map.of());

        WebhookResult result = handler.handle(
                source,
                Map.of("X-Delta", List.of("secret")),
                "{\"event\":\"credential_create\",\"id_credential\":\"c\"}".getBytes(UTF_8));

        assertThat(result).isInstanceOfSatisfying(Ok.class, ok -> {
            assertThat(ok.event().provider()).isEqualTo("delta");
            assertThat(ok.event().subject()).isEqualTo("connections/c");
        });
    }

    @ParameterizedTest
    @CsvSource({"base64", "base64url", "whsec"})
    void refusesAKeyThatIsNotEncodedAsTheSchemeTakesIt(String encoding, @TempDir Path mappings) throws IOException {
        addDelta(
                mappings,
                "delta-v1: { type: hmac-sha256, header: X-Delta, encoding: hex, signed-content: \"{body}\", key-encoding: "
                        + encoding + " }");
        WebhookHandler handler = WebhookHandler.of(PUBLIC, mappings);

        for (String key : List.of("not base64", "caf\u00e9", "====", "a")) {
            assertThatThrownBy(() -> handler.source("main", "delta", "delta-v1", key, Map.of()))
                    .as(key)
                    .isInstanceOf(InvalidSourceException.class)
                    .hasMessageContaining("base64");
        }
        Source source = handler.source("main", "delta", "delta-v1", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", Map.of());
        assertThat(handler.handle(source, Map.of("X-Delta", List.of("00".repeat(32))), CALL))
                .isEqualTo(new InvalidSignature("proof_wrong"));
    }

    private static void addDelta(Path mappings, String scheme) throws IOException {
        Path delta = Files.createDirectories(mappings.resolve("delta"));
        Files.writeString(delta.resolve("provider.yaml"), """
                provider: delta
                schemes:
                  %s
                profiles:
                  delta-events: { root: [event] }
                """.formatted(scheme));
        Files.writeString(
                delta.resolve("delta-events.yaml"),
                Files.readString(Path.of("mappings/paybook/paybook-v1.yaml"))
                        .replace("provider: paybook", "provider: delta")
                        .replace("profile: paybook-v1", "profile: delta-events"));
    }

    @Test
    void theExampleOfTheReadmeIsCodeThatRuns() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        String section = readme.substring(readme.indexOf("### Verify and map calls without the gateway"));
        String code = section.substring(
                section.indexOf("```java\n") + 8, section.indexOf("```\n", section.indexOf("```java\n") + 8));
        assertThat(Files.readString(Path.of("src/test/java/com/example/ledger/LedgerEndpoint.java")))
                .contains(code);
        List<String> stored = new ArrayList<>();
        var endpoint = new LedgerEndpoint((key, event) -> stored.add(key + " " + new String(event, UTF_8)));

        assertThat(endpoint.receive(Map.of("X-Tink-Signature", List.of(SIGNATURE)), CALL))
                .isEqualTo(200);
        assertThat(endpoint.receive(Map.of("X-Tink-Signature", List.of("00")), CALL))
                .isEqualTo(401);

        assertThat(stored).hasSize(1);
        assertThat(stored.get(0)).contains("\"type\":\"bank.connection.updated.v1\"");
    }

    private static Map<String, List<String>> headers(ProviderCase call) {
        Map<String, List<String>> headers = new TreeMap<>();
        for (String line : call.headers()) {
            String[] header = line.split(": ", 2);
            headers.computeIfAbsent(header[0], name -> new ArrayList<>()).add(header[1]);
        }
        return headers;
    }

    private static ObjectNode read(byte[] event) {
        try {
            return (ObjectNode) JSON.readTree(event);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
