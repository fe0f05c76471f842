package dev.tributary.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.standardwebhooks.Webhook;
import dev.tributary.TestGateway;
import dev.tributary.TestGateway.Answer;
import dev.tributary.egress.ScriptedServer;
import dev.tributary.egress.ScriptedServer.Request;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.net.http.HttpHeaders;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whatever a web hook is configured with: the bytes that arrive are those that were signed, and each header as it was set. */
class SignedBytesTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String HOOKS = "/api/v1/configuration/web-hooks";
    private static final String SECRET = "whsec_c2luay1zZWNyZXQtZm9yLXRlc3RzLTAxMjM0NTY3ODk=";
    /** Of the X.509 form of an Ed25519 key, in front of the 32 bytes. */
    private static final byte[] ED25519 = HexFormat.of().parseHex("302a300506032b6570032100");

    private static final List<String> NEVER = List.of(
            "content-encoding",
            "content-length",
            "content-type",
            "host",
            "transfer-encoding",
            "connection",
            "te",
            "trailer",
            "traceparent",
            "upgrade",
            "expect",
            "webhook-id",
            "webhook-timestamp",
            "webhook-signature",
            "tributary-target");

    private TestGateway gateway;
    private ScriptedServer subscriber;

    /** The headers that a web hook asks for, by its id. */
    private final Map<String, Map<String, String>> configured = new LinkedHashMap<>();

    private final List<String> refused = new ArrayList<>();

    @BeforeEach
    void start() throws Exception {
        gateway = TestGateway.start(
                "--tributary.egress.allow=127.0.0.0/8",
                "--tributary.delivery.schedule=0s",
                "--tributary.delivery.endpoint-check=false");
        subscriber = new ScriptedServer(ScriptedServer.status(200));
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
        subscriber.close();
    }

    @Test
    void sendsTheSignedBytesForEveryConfigurationThatIsAccepted() throws Exception {
        for (String name : names()) {
            if (tryHeader(name)) {
                assertThat(NEVER).doesNotContain(name.toLowerCase(Locale.ROOT));
            }
        }
        assertThat(refused).as("refused").hasSizeGreaterThan(NEVER.size());
        assertThat(configured).as("accepted").hasSizeGreaterThan(100);
        combine();

        byte[] event = receive();

        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(subscriber.requests()).hasSize(configured.size()));
        for (Request request : subscriber.requests()) {
            String hook = request.line().split("[ /]+", 3)[1];
            assertThat(request.body()).as(hook + " " + configured.get(hook)).isEqualTo(event);
            assertThat(request.headers())
                    .doesNotContainKeys("content-encoding", "transfer-encoding", "tributary-target")
                    .containsEntry("content-length", String.valueOf(event.length))
                    .containsEntry("host", "127.0.0.1:" + subscriber.port());
            configured.getOrDefault(hook, Map.of()).forEach((name, value) -> assertThat(request.header(name))
                    .as(name)
                    .isEqualTo(value));
            verify(hook, request);
        }
    }

    /** A web hook whose credential stands in this header. A name that is refused here is refused among other headers, too. */
    private boolean tryHeader(String name) throws Exception {
        String id = "header-" + configured.size();
        ObjectNode hook = hook(id, "HEADER", configured.size() % 2 == 0 ? "v1" : "v1a")
                .put("username", name)
                .put("password", "value of " + id);
        Answer answer = gateway.send("POST", HOOKS, hook.toString());
        if (answer.status() == 201) {
            configured.put(id, Map.of(name, "value of " + id));
            return true;
        }
        assertThat(answer.json().at("/details").toString()).as(name).isEqualTo("[\"username\"]");
        ObjectNode other = hook(id, "NONE", "v1");
        other.putObject("headers").put(name, "value");
        assertThat(gateway.send("POST", HOOKS, other.toString())
                        .json()
                        .at("/details/0")
                        .asText())
                .isEqualTo("headers." + name);
        refused.add(name);
        return false;
    }

    /** Each method with each scheme, beside all headers that were accepted one by one. */
    private void combine() throws Exception {
        Map<String, String> all = new LinkedHashMap<>();
        configured.values().forEach(headers -> headers.keySet().stream()
                .filter(name -> !name.equalsIgnoreCase("Authorization"))
                .limit(1)
                .forEach(name -> all.put(name, "all of them")));
        List<String> few = new ArrayList<>(all.keySet()).subList(0, 60);
        for (String scheme : List.of("v1", "v1a")) {
            for (String method : List.of("NONE", "BASIC", "HEADER")) {
                String id = "combined-" + method + "-" + scheme;
                ObjectNode hook = hook(id, method, scheme);
                Map<String, String> expected = new LinkedHashMap<>();
                ObjectNode headers = hook.putObject("headers");
                for (String name : few) {
                    headers.put(name, "all of them");
                    expected.put(name, "all of them");
                }
                if (method.equals("BASIC")) {
                    hook.put("username", "user").put("password", "p\u00e4ss");
                    expected.put("Authorization", "Basic dXNlcjpww6Rzcw==");
                } else if (method.equals("HEADER")) {
                    hook.put("username", "Authorization").put("password", "Bearer x");
                    expected.put("Authorization", "Bearer x");
                }
                Answer answer = gateway.send("POST", HOOKS, hook.toString());
                assertThat(answer.status()).as(answer.body()).isEqualTo(201);
                configured.put(id, expected);
            }
        }
    }

    private ObjectNode hook(String id, String method, String scheme) {
        ObjectNode hook = JSON.createObjectNode()
                .put("id", id)
                .put("type", "EVENTS")
                .put("name", "n")
                .put("base_uri", subscriber.url("/" + id))
                .put("authentication_method", method)
                .put("signature", scheme);
        return scheme.equals("v1") ? hook.put("signing_secret", SECRET) : hook;
    }

    /** Takes one call in, and gives the bytes of its event. */
    private byte[] receive() throws Exception {
        gateway.send("POST", "/api/v1/configuration/sources", """
                {"id":"s","provider":"paybook","scheme":"paybook-header","options":{"header":"X-Secret"},
                 "secrets":[{"value":"a-shared-secret-for-tests"}]}""");
        Answer answer = gateway.send("POST", "/hooks/paybook/s", """
                {"event":"credential_create","id_credential":"c","id_user":"u","id_job_uuid":"j","is_executing":1,
                 "id_external":"\u00e9\u2028","endpoints":{}}""", "X-Secret", "a-shared-secret-for-tests");
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        String id = gateway.get("/api/v1/events").json().at("/result/0/id").asText();
        return gateway.get("/api/v1/events/" + id).body().getBytes(UTF_8);
    }

    private void verify(String hook, Request request) throws Exception {
        String signature = request.header("webhook-signature");
        if (signature.startsWith("v1,")) {
            new Webhook(SECRET)
                    .verify(
                            new String(request.body(), UTF_8),
                            HttpHeaders.of(
                                    Map.of(
                                            "webhook-id", List.of(request.header("webhook-id")),
                                            "webhook-timestamp", List.of(request.header("webhook-timestamp")),
                                            "webhook-signature", List.of(signature)),
                                    (name, value) -> true));
            return;
        }
        assertThat(signature).startsWith("v1a,");
        String key = gateway.get(HOOKS + "/" + hook).json().at("/public_key").asText();
        byte[] raw = Base64.getDecoder().decode(key.substring("whpk_".length()));
        byte[] encoded = Arrays.copyOf(ED25519, ED25519.length + raw.length);
        System.arraycopy(raw, 0, encoded, ED25519.length, raw.length);
        var verifier = Signature.getInstance("Ed25519");
        verifier.initVerify(KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded)));
        var signed = new ByteArrayOutputStream();
        signed.write((request.header("webhook-id") + '.' + request.header("webhook-timestamp") + '.').getBytes(UTF_8));
        signed.write(request.body());
        verifier.update(signed.toByteArray());
        assertThat(verifier.verify(Base64.getDecoder().decode(signature.substring("v1a,".length()))))
                .isTrue();
    }

    private static List<String> names() throws Exception {
        try (InputStream in = SignedBytesTest.class.getResourceAsStream("/api/header-names.txt")) {
            assertThat(in).isNotNull();
            return new String(in.readAllBytes(), UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("# "))
                    .toList();
        }
    }
}
