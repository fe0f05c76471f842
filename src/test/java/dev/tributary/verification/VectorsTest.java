package dev.tributary.verification;

import static dev.tributary.verification.Calls.callAt;
import static dev.tributary.verification.Calls.verifier;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.event.Proof;
import dev.tributary.provider.ProviderCase;
import dev.tributary.source.Source;
import dev.tributary.verification.signature.RejectedWebhookException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Recorded signatures: Tink's published one, one computed with openssl for each other grammar. Each has its negative
 * twins: one byte of body, proof, key or time changed.
 */
class VectorsTest {

    private static final String TOP_SECRET = "top_secret_top_secret_top_secret";
    private static final String TINK_TEST = "tink_test_secret_0123456789";
    private static final String DOTTED = "webhook_secret_123";
    private static final String SIX_PARK = "b7bcf4a088215ed9396b07c9e8b931a5697bc0c4";
    private static final String SYNCFY = "c3luY2Z5LXRlc3Qtc2lnbmF0dXJlLWtleS0wMTIzNDU2";
    private static final String SYNCFY_TOKEN =
            "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpYXQiOjE2ODY5NDIzNzh9.XU18Evh_UQtCM5mbF-7kXZQJqkhi7i6PaDzZwOUAwd0";
    private static final String BODY_A =
            "{\"context\":{\"userId\":\"3ab33fa1297043b8b371749e42471ab6\",\"externalUserId\":\"7bc5e6871e5f44698dc4c5b5affed1a4\"},\"content\":{\"account\":{\"id\":\"c1a99f7a9d06408d8d00a37ce2d367e0\"},\"transactions\":{\"earliestModifiedBookedDate\":\"2023-05-31\",\"latestModifiedBookedDate\":\"2023-06-01\",\"inserted\":1,\"updated\":0,\"deleted\":4}},\"event\":\"account-transactions:modified\"}";
    private static final String BODY_B =
            "{\"type\":\"credentials.updated\",\"data\":{\"userId\":\"2f37e3ff1e5342b39c41bee3ee73cf8e\"},\"timestamp\":\"2024-01-15T10:30:00Z\"}";
    private static final String BODY_C =
            "{\"data\":{\"id\":\"ecb20ef1-a543-4ae5-9446-0661a882a616\",\"type\":\"webhook-event\",\"attributes\":{\"even_type\":\"ACCOUNT_ONBOARDED\"},\"relationships\":{\"webhook\":{\"data\":{\"type\":\"webhook\",\"id\":\"75fe2702-114a-401c-8a5f-61d9fa15e0eb\"},\"links\":{\"related\":\"https://app.sixpark.com.au/api/v1/webhooks/75fe2702-114a-401c-8a5f-61d9fa15e0eb\"}},\"account\":{\"data\":{\"type\":\"account\",\"id\":\"f11b778a-3c83-43b5-a481-6b46e4d8aabb\"},\"links\":{\"related\":\"https://...\"}}}}}";

    /** @param now when the call is received, epoch seconds */
    record Vector(
            String id,
            String provider,
            String scheme,
            String secret,
            String header,
            String proof,
            String body,
            long now) {

        @Override
        public String toString() {
            return id;
        }

        Source source(String key) {
            return Calls.source(provider, scheme, Map.of(), Calls.secret(key));
        }

        Proof verify(String key, String said, String sent, long at) {
            Source source = source(key);
            byte[] bytes = sent.getBytes(ISO_8859_1);
            Map<String, List<String>> headers = Map.of(header.toLowerCase(Locale.ROOT), List.of(said));
            return verifier().verify(callAt(at, source, bytes, headers), source);
        }
    }

    private static final Vector NAMED = dotted(
            "hex-name",
            "c3b66672da145add5c651beeac96baa7ff192406e148650f3bc29c5451251483",
            "{\"type\":\"test\",\"data\":{\"name\":\"\u00c3\u00a9\",\"amount\":1.0}}");

    static Stream<Vector> vectors() {
        return Stream.concat(
                hmacs(),
                Stream.of(new Vector(
                        "paybook-jwt",
                        "paybook",
                        "syncfy-jwt",
                        SYNCFY,
                        "request-signature",
                        SYNCFY_TOKEN,
                        file("paybook/v3-credentials.created.json"),
                        1686942378)));
    }

    private static Stream<Vector> hmacs() {
        return Stream.of(
                tink(
                        "tink-published",
                        TOP_SECRET,
                        1620198421,
                        "3808bca389150582fd78bdb5e3dfcf46f99ff168d37d60cdc13da7c5e49abefb",
                        "{\"context\": {...}, \"event\": \"...\",  \"content\": {...}}"),
                tink(
                        "tink-minified",
                        TINK_TEST,
                        1700000000,
                        "a0838675af347a15baa397031c6a5349fc710dd56aeff6a482aa7ca5db8e7098",
                        BODY_A),
                tink(
                        "tink-file",
                        TINK_TEST,
                        1700000000,
                        "d60793decb32e4d38e6859069b7e712b370c04d3f53bf16f844b128453aef014",
                        file("tink/v2-payment-updated.json")),
                tink(
                        "tink-refresh",
                        TOP_SECRET,
                        1620198421,
                        "fe5c42b918d99a98534b83e8df33d52246b0993da50692998c65f79afbf7acd1",
                        "{\"context\":{\"userId\":\"u1\"},\"event\":\"refresh:finished\",\"content\":{\"credentialsId\":\"c1\"}}"),
                dotted(
                        "hex-no-data",
                        "018df1672d5d8b64144f06287a90110f4113180b2c9c24eff9a95928ce202797",
                        "{\"type\":\"credentials.updated\"}"),
                dotted("hex-full", "5e96139d5ee179021291649cbb4f7b5846e92e4919dc36234364ac4cf36de207", BODY_B),
                dotted(
                        "hex-test",
                        "46ffb5910c215535caf0caa693a3cfdf4863dbdcb1a508247257e53523c3a2ae",
                        "{\"type\":\"test\",\"data\":{}}"),
                dotted(
                        "hex-byte-order-mark",
                        "eefc87bdd1488b6bf05875dd57349286f9617786a8da9e03ebd801ada1ba8c29",
                        "\u00ef\u00bb\u00bf{\"type\":\"test\",\"data\":{}}"),
                dotted(
                        "hex-crlf",
                        "953cfb3c07c31d45b0e3b6c2d6b4649abd0805886123e4a0cac3351b5c519e0b",
                        "{\r\n  \"type\": \"test\",\r\n  \"data\": {}\r\n}\r\n"),
                NAMED,
                sixPark("sixpark-hex", "a81495d2e98df6682fb427e1455b4e60e2c1282a6bb54a4ef4bbef5487fdf047", BODY_C),
                sixPark(
                        "sixpark-hex-upper",
                        "A81495D2E98DF6682FB427E1455B4E60E2C1282A6BB54A4EF4BBEF5487FDF047",
                        BODY_C),
                sixPark("sixpark-base64", "qBSV0umN9mgvtCfhRVtOYOLBKCprtUpO9LvvVIf98Ec=", BODY_C),
                sixPark("sixpark-base64url", "qBSV0umN9mgvtCfhRVtOYOLBKCprtUpO9LvvVIf98Ec", BODY_C),
                sixPark(
                        "sixpark-file",
                        "926aa88df4e1ce2bfb89f9ff000751b886476a99539d2ad8819c466ada1cd9b2",
                        file("sixpark/event-even_type-account-onboarded.json")));
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void provesTheRecordedCall(Vector vector) {
        Proof expected = vector.id().equals("paybook-jwt") ? Proof.SENDER : Proof.BODY;
        assertThat(vector.verify(vector.secret(), vector.proof(), vector.body(), vector.now()))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @MethodSource("hmacs")
    void refusesAChangedByteOfTheBody(Vector vector) {
        String changed = vector.body().substring(0, vector.body().length() - 1) + " ";
        assertRefused(vector, vector.secret(), vector.proof(), changed);
    }

    /** What a parser would take for equal: a space, another order, an escape, another spelling of a number. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\": \"test\",\"data\":{\"name\":\"\u00c3\u00a9\",\"amount\":1.0}}",
                "{\"data\":{\"name\":\"\u00c3\u00a9\",\"amount\":1.0},\"type\":\"test\"}",
                "{\"type\":\"test\",\"data\":{\"name\":\"\\u00e9\",\"amount\":1.0}}",
                "{\"type\":\"test\",\"data\":{\"name\":\"\u00c3\u00a9\",\"amount\":1}}"
            })
    void refusesTheSameJsonWrittenOtherwise(String body) {
        assertRefused(NAMED, NAMED.secret(), NAMED.proof(), body);
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void refusesAChangedByteOfTheProof(Vector vector) {
        int last = vector.proof().length() - (vector.proof().endsWith("=") ? 5 : 4);
        char other = vector.proof().charAt(last) == '1' ? '2' : '1';
        String changed =
                vector.proof().substring(0, last) + other + vector.proof().substring(last + 1);
        assertRefused(vector, vector.secret(), changed, vector.body());
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void refusesAnotherKey(Vector vector) {
        assertRefused(vector, "x" + vector.secret().substring(1), vector.proof(), vector.body());
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void refusesATruncatedProof(Vector vector) {
        String truncated = vector.proof().substring(0, vector.proof().length() - 2);
        assertRefused(vector, vector.secret(), truncated, vector.body());
    }

    static Stream<ProviderCase> refusedCases() {
        return ProviderCase.all().stream().filter(call -> call.status() == 401);
    }

    @ParameterizedTest
    @MethodSource("refusedCases")
    void tellsWhyItRefusesARecordedCall(ProviderCase call) {
        Source source = call.source("s1");
        Map<String, List<String>> headers = call.headers().stream()
                .map(line -> line.split(": ", 2))
                .collect(Collectors.toMap(line -> line[0].toLowerCase(Locale.ROOT), line -> List.of(line[1])));
        var received = callAt(call.now().getEpochSecond(), source, call.body(), headers);

        assertThatThrownBy(() -> verifier().verify(received, source))
                .isInstanceOf(RejectedWebhookException.class)
                .hasMessage(call.expected().required("reason").textValue());
    }

    private static void assertRefused(Vector vector, String secret, String proof, String body) {
        assertThatThrownBy(() -> vector.verify(secret, proof, body, vector.now()))
                .isInstanceOf(RejectedWebhookException.class);
    }

    private static Vector tink(String id, String secret, long time, String mac, String body) {
        return new Vector(
                id, "tink", "tink-events-v2", secret, "X-Tink-Signature", "t=" + time + ",v1=" + mac, body, time);
    }

    private static Vector dotted(String id, String mac, String body) {
        return new Vector(id, "tink", "tink-dotted", DOTTED, "X-Tink-Signature", mac, body, 0);
    }

    private static Vector sixPark(String id, String mac, String body) {
        return new Vector(id, "sixpark", "sixpark", SIX_PARK, "X-SixPark-Signature", mac, body, 0);
    }

    private static String file(String name) {
        try (InputStream in = VectorsTest.class.getResourceAsStream("/samples/" + name)) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), ISO_8859_1);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
