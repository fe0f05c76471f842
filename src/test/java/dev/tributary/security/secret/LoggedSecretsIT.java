package dev.tributary.security.secret;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tributary.faultrun.GatewayProcess;
import dev.tributary.faultrun.RawConnection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log of a full run at level TRACE, malformed requests included, holds no token, key, secret or payload. */
class LoggedSecretsIT {

    private static final String MASTER_KEY = "Y2FuYXJ5LW1hc3Rlci1rZXktMDEyMzQ1Njc4OWFiY2Q=";
    private static final String SIGNING_SECRET = "whsec_Y2FuYXJ5LXNpZ25pbmctc2VjcmV0LTAxMjM0NTY=";
    private static final String CONNECTION = "5e793889ea4c5165d46f9811";
    private static final String REFRESH = """
            {"event":"refresh","id_credential":"%s","id_user":"5e751d54d0510472295413b3","id_job":"canary-job",
             "endpoints":{"credential":["/v1/credentials/%1$s"]}}""".formatted(CONNECTION);
    private static final Duration SOON = Duration.ofSeconds(30);

    /** Requests that the server or the security chain turns away; each has a secret at a place where one may stand. */
    private static final List<String> MALFORMED = List.of(
            "GET /api/v1/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer canary-control\u0001\r\n\r\n",
            "GET /api/v1/events HTTP/1.1\r\nHost: x\r\nAuthorization : Bearer canary-space\r\n\r\n",
            "GET /api/v1/events HTTP/1.1\r\nHost: x\r\nA: b\r\n Authorization: Bearer canary-fold\r\n\r\n",
            "GET /api/v1/events HTTP/1.1\r\nHost: x\r\nAuthorization Bearer canary-no-colon\r\n\r\n",
            "GET /api/v1/events HTTP/1.1\r\nHost: x\r\nAuthoriz\u0001ation: Bearer canary-name\r\n\r\n",
            "GET /api/v1/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer canary-twice\r\nAuthorization: Bearer canary-two\r\n\r\n",
            "GET /api/v1/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer canary-no-token\r\n\r\n",
            "GET /api/v1/events HTTP/1.1\r\nHost: x\r\nAuthorization: Basic Y2FuYXJ5OmJhc2ljLWNsaWVudA==\r\n\r\n",
            "GET /api/v1/events HTTP/1.1\r\nHost: x\r\nCookie: a=canary-cookie\u007f\"; b\r\n\r\n",
            "GET /api/v1/events HTTP/1.1\r\nHost: x\r\nCookie: a=b canary-cookie-space; c=d\r\n\r\n",
            "GET /api/v1/events?=canary-no-name&access_token=canary-two%zz HTTP/1.1\r\nHost: x\r\n\r\n",
            "GET /api/v1/events?access_token=canary-query HTTP/1.1\r\nHost: x\r\n\r\n",
            "GET /api/v1/events?access_token=canary-{target} HTTP/1.1\r\nHost: x\r\n\r\n",
            "GET /api/v1/events?access_token=canary-%zz HTTP/1.1\r\nHost: x\r\n\r\n",
            "GET /api/v1/events;token=canary-path HTTP/1.1\r\nHost: x\r\n\r\n",
            "GET {canary-method} /api/v1/events HTTP/1.1\r\nHost: x\r\n\r\n",
            "{canary-method} /api/v1/events HTTP/1.1\r\nHost: x\r\n\r\n",
            "TRACE /api/v1/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer canary-trace\r\n\r\n",
            "GET /api/v1/events HTTP/1.1\r\nHost: canary host\r\nAuthorization: Bearer canary-host\r\n\r\n",
            "GET /api/v1/events canary-protocol\r\nHost: x\r\nAuthorization: Bearer canary-protocol\r\n\r\n",
            "GET /api/v1/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer canary-large" + "x".repeat(40_000)
                    + "\r\n\r\n",
            "POST /hooks/paybook/s?secret=canary-hook-query HTTP/1.1\r\nHost: x\r\nX-Secret: canary-proof\u0001\r\nContent-Length: 2\r\n\r\n{}",
            "POST /hooks/paybook/s HTTP/1.1\r\nHost: x\r\nX-Secret: canary-wrong-proof\r\nContent-Length: 26\r\n\r\n{\"secret\":\"canary-in-body\"}",
            "POST /hooks/paybook/s HTTP/1.1\r\nHost: x\r\nX-Secret: canary-length\r\nContent-Length: canary\r\n\r\n");

    @TempDir
    Path data;

    @Test
    void theLogOfAFullRunAtLevelTraceHoldsNoSecret() throws IOException {
        try (var partner = new Partner();
                var gateway = gateway("local", Map.of())) {
            String token = Files.readString(data.resolve("local/admin-token")).strip();
            configure(gateway, partner, token);
            assertThat(gateway.post("/hooks/paybook/s", REFRESH, "X-Secret", "canary-source-secret"))
                    .isEqualTo(200);
            await().atMost(SOON).untilAsserted(() -> assertThat(partner.authorizations())
                    .contains(
                            "api_key api_key=canary-api-key,id_user=5e751d54d0510472295413b3",
                            basic("ledger", "canary-basic-password"),
                            "canary-header-password"));
            sendMalformed(gateway);
            sendRefused(gateway, token);
            assertSafe(gateway, token.substring(token.lastIndexOf('.') + 1));
        }
    }

    @Test
    void theLogOfAGatewayWithAnIssuerHoldsNoCredentialsOfItsClients() throws IOException {
        try (var partner = new Partner();
                var gateway = gateway(
                        "issuer",
                        Map.of("SPRING_SECURITY_OAUTH2_RESOURCESERVER_JWT_ISSUER_URI", partner.uri() + "/realm"))) {
            String client = basic("canary-client", "canary-client-secret");
            assertThat(gateway.post("/api/v1/replays", "{}", "Authorization", client))
                    .isIn(401, 503);
            assertThat(partner.authorizations()).as("the issuer was asked").contains(client);
            sendMalformed(gateway);
            assertSafe(gateway);
        }
    }

    private GatewayProcess gateway(String name, Map<String, String> settings) throws IOException {
        var environment = new HashMap<>(settings);
        environment.put("LOGGING_LEVEL_ROOT", "TRACE");
        environment.put("TRIBUTARY_MASTER_KEY", MASTER_KEY);
        environment.put("TRIBUTARY_EGRESS_ALLOW", "127.0.0.0/8");
        return new GatewayProcess(data.resolve(name), environment).start();
    }

    private static void configure(GatewayProcess gateway, Partner partner, String token) {
        configure(gateway, token, "sources", """
                {"id":"s","provider":"paybook","scheme":"paybook-header","options":{"header":"X-Secret"},
                 "secrets":[{"value":"canary-source-secret"}],
                 "api":{"base_uri":"%s","api_key":"canary-api-key","rate":100}}""".formatted(partner.uri()));
        String hook = """
                {"type":"EVENTS","name":"%s","base_uri":"%s/%1$s","authentication_method":"%s","username":"%s",
                 "password":"canary-%s-password","headers":{"X-Further":"canary-further-header"},
                 "signing_secret":"%s"}""";
        configure(
                gateway,
                token,
                "web-hooks",
                hook.formatted("basic", partner.uri(), "BASIC", "ledger", "basic", SIGNING_SECRET));
        configure(
                gateway,
                token,
                "web-hooks",
                hook.formatted("header", partner.uri(), "HEADER", "X-Key", "header", SIGNING_SECRET));
    }

    private static void configure(GatewayProcess gateway, String token, String collection, String json) {
        assertThat(gateway.post("/api/v1/configuration/" + collection, json, bearer(token)))
                .isEqualTo(201);
    }

    /** Bodies of the configuration that are refused as a whole, or for one of their members. */
    private static void sendRefused(GatewayProcess gateway, String token) {
        Stream.of(
                        "{\"secrets\":[{\"value\":\"canary-cut",
                        "{\"id\":\"x\",\"secrets\":[{\"value\":\" canary-spaces\"}],\"provider\":7}",
                        "{\"id\":\"x\",\"api\":{\"base_uri\":\"https://canary-user:canary-uri@a.example\",\"api_key\":\"canary\\u0001\"}}",
                        "{\"signing_secret\":\"whsec_canary-no-base64\",\"headers\":{\"Authorization\":\"canary-forbidden\"}}")
                .forEach(body -> {
                    for (String collection : List.of("sources", "web-hooks")) {
                        assertThat(gateway.post("/api/v1/configuration/" + collection, body, bearer(token)))
                                .isEqualTo(400);
                    }
                });
    }

    private static void sendMalformed(GatewayProcess gateway) throws IOException {
        for (String request : MALFORMED) {
            try (var connection = new RawConnection(gateway.port())) {
                assertThat(connection.write(request).read(9)).as(request).isIn("HTTP/1.1 ", "");
            }
        }
    }

    private static void assertSafe(GatewayProcess gateway, String... further) throws IOException {
        String log = gateway.log();
        assertThat(log).as("the root level is TRACE").contains(" TRACE ");
        Stream.concat(
                        Stream.of(
                                "canary",
                                Base64.getEncoder()
                                        .encodeToString("canary".getBytes(UTF_8))
                                        .substring(0, 8),
                                MASTER_KEY,
                                SIGNING_SECRET,
                                basic("ledger", "canary-basic-password").substring(6)),
                        Stream.of(further))
                .forEach(secret -> assertThat(log.lines()
                                .filter(line -> line.contains(secret))
                                .limit(20))
                        .as("lines of the log that hold %s", secret)
                        .isEmpty());
    }

    private static String[] bearer(String token) {
        return new String[] {"Authorization", "Bearer " + token, "Content-Type", "application/json"};
    }

    private static String basic(String user, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(UTF_8));
    }
}
