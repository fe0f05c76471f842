package dev.tributary.security.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.images.builder.Transferable;

/** The realm of {@code docker/keycloak}, imported into the server that it is meant for; one for all tests of this JVM. */
public final class RealmServer {

    static final String ADMIN_PASSWORD = "password of the administrator";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static @Nullable RealmServer running;

    private final KeyStore keys;
    private final String issuer;

    public static boolean isPossible() {
        return Boolean.getBoolean("tributary.test.requireDocker")
                || DockerClientFactory.instance().isDockerAvailable();
    }

    public static synchronized RealmServer get() throws Exception {
        RealmServer known = running;
        if (known == null) {
            known = new RealmServer();
            running = known;
        }
        return known;
    }

    private RealmServer() throws Exception {
        keys = keyPair("keys");
        @SuppressWarnings("resource") // stopped with the JVM
        GenericContainer<?> keycloak = new GenericContainer<>("quay.io/keycloak/keycloak:26.7.3")
                .withCommand("start-dev", "--import-realm", "--health-enabled=true")
                .withEnv("KC_BOOTSTRAP_ADMIN_USERNAME", "admin")
                .withEnv("KC_BOOTSTRAP_ADMIN_PASSWORD", ADMIN_PASSWORD)
                .withEnv("TRIBUTARY_ADMIN_SECRET", "admin-secret")
                .withEnv("TRIBUTARY_ANALYST_SECRET", "analyst-secret")
                .withEnv("TRIBUTARY_CONSOLE_SECRET", "console-secret")
                .withEnv("TRIBUTARY_GATEWAY_ADMIN_PASSWORD", "password of gateway-admin")
                .withEnv("TRIBUTARY_OPERATOR_PASSWORD", "password of operator")
                .withEnv("TRIBUTARY_ANALYST_PASSWORD", "password of analyst")
                .withEnv("TRIBUTARY_AUDITOR_PASSWORD", "password of auditor")
                .withEnv("TRIBUTARY_ACME_ANALYST_PASSWORD", "password of acme-analyst")
                .withEnv(
                        "TRIBUTARY_ADMIN_JWT_CERTIFICATE",
                        Base64.getEncoder()
                                .encodeToString(keys.getCertificate("jwt").getEncoded()))
                .withCopyToContainer(Transferable.of(realm()), "/opt/keycloak/data/import/realm.json")
                .withExposedPorts(8080, 9000)
                .waitingFor(Wait.forHttp("/health/ready").forPort(9000))
                .withStartupTimeout(Duration.ofMinutes(5));
        keycloak.start();
        Runtime.getRuntime().addShutdownHook(new Thread(keycloak::stop));
        issuer = "http://" + keycloak.getHost() + ":" + keycloak.getMappedPort(8080) + "/realms/tributary";
    }

    public String issuer() {
        return issuer;
    }

    KeyStore keys() {
        return keys;
    }

    /** The realm as it is, with a client beside it whose tokens are for somebody else, and the console on any port. */
    private static byte[] realm() throws Exception {
        ObjectNode realm = (ObjectNode)
                JSON.readTree(Path.of("docker/keycloak/tributary-realm.json").toFile());
        ArrayNode clients = (ArrayNode) realm.get("clients");
        clients.forEach(client -> {
            if (client.path("clientId").asText().equals("tributary-console")) {
                ((ObjectNode) client).putArray("redirectUris").add("http://127.0.0.1*");
            }
        });
        ObjectNode stranger = clients.addObject();
        stranger.put("clientId", "stranger")
                .put("secret", "stranger-secret")
                .put("serviceAccountsEnabled", true)
                .put("publicClient", false);
        stranger.putArray("defaultClientScopes").add("events:read");
        return JSON.writeValueAsBytes(realm);
    }

    static KeyStore keyPair(String name) throws Exception {
        Path file = Files.createTempDirectory("keycloak").resolve(name + ".p12");
        int status = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "jwt",
                        "-keyalg",
                        "RSA",
                        "-keysize",
                        "2048",
                        "-dname",
                        "CN=test",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        "changeit",
                        "-keystore",
                        file.toString())
                .inheritIO()
                .start()
                .waitFor();
        assertThat(status).isZero();
        return KeyStore.getInstance(file.toFile(), "changeit".toCharArray());
    }
}
