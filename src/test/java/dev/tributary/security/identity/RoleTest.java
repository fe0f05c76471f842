package dev.tributary.security.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tributary.TestGateway;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What people may do by their roles, with tokens of an issuer beside the gateway. */
class RoleTest {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static final String EVENTS = "GET /api/v1/events";
    private static final String EXPORT = "GET /api/v1/events as CSV";
    private static final String RAW = "GET /api/v1/receipts/unknown/body";
    private static final String REPLAY = "POST /api/v1/deliveries/unknown/replay";
    private static final String QUARANTINE = "GET /api/v1/quarantine";
    private static final String RELEASE = "POST /api/v1/quarantine/unknown/release";
    private static final String SOURCES = "GET /api/v1/configuration/sources";
    private static final String CREATE = "POST /api/v1/configuration/sources";
    private static final String AUDIT = "GET /api/v1/audit";

    /** In the order of the columns below. */
    private static final List<String> CALLS =
            List.of(EVENTS, EXPORT, RAW, REPLAY, QUARANTINE, RELEASE, SOURCES, CREATE, AUDIT);

    private static final Map<String, String> ALLOWED = Map.of(
            "gateway-admin", "yes yes yes yes yes yes yes yes no",
            "operator", "yes no no yes yes yes yes no no",
            "analyst", "yes yes no no no no no no no",
            "auditor", "yes no no no no no no no yes",
            "SCOPE_events:read", "no no no no no no no no no",
            "events:read", "no no no no no no no no no");

    private static TestIssuer issuer;
    private static TestGateway gateway;

    @BeforeAll
    static void start() throws Exception {
        issuer = new TestIssuer();
        gateway = TestGateway.start(issuer.settings(false));
    }

    @AfterAll
    static void stop() {
        gateway.close();
        issuer.close();
    }

    @Test
    void allowsEachRoleWhatItIsForAndNothingElse() throws Exception {
        for (var role : ALLOWED.entrySet()) {
            String token = ofGateway(role.getKey());
            var answers = new LinkedHashMap<String, Boolean>();
            for (String call : CALLS) {
                answers.put(call, send(call, token).statusCode() != 403);
            }
            List<String> expected = List.of(role.getValue().split(" ", -1));
            var wanted = new LinkedHashMap<String, Boolean>();
            CALLS.forEach(
                    call -> wanted.put(call, expected.get(CALLS.indexOf(call)).equals("yes")));
            assertThat(answers).as(role.getKey()).isEqualTo(wanted);
        }
    }

    @Test
    void takesRolesOfTheRealmAsWell() throws Exception {
        String token = issuer.token(TestIssuer.KEY_ID, null, claims -> claims.claim("scope", null)
                .claim("realm_access", Map.of("roles", List.of("auditor"))));
        assertThat(send(AUDIT, token).statusCode()).isEqualTo(200);
    }

    @Test
    void takesNoRolesOfAnotherClient() throws Exception {
        String token = issuer.token(TestIssuer.KEY_ID, null, claims -> claims.claim("scope", null)
                .claim("resource_access", Map.of("another", Map.of("roles", List.of("gateway-admin")))));
        assertThat(send(EVENTS, token).statusCode()).isEqualTo(403);
    }

    @Test
    void readsTheAuditByScopeToo() throws Exception {
        assertThat(send(AUDIT, issuer.token(TestIssuer.KEY_ID, null, claims -> claims.claim("scope", "auditor")))
                        .statusCode())
                .isEqualTo(200);
        assertThat(send(AUDIT, issuer.token(TestIssuer.KEY_ID, null, claims -> {}))
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void saysWhatTheCallerMayDo() throws Exception {
        HttpResponse<String> answer = send("GET /api/v1/me", ofGateway("operator"));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(new ObjectMapper().readTree(answer.body())).isEqualTo(new ObjectMapper().readTree("""
                        {"tenant":"default","subject":"unknown","name":"unknown","scopes":["configuration:read",
                         "deliveries:replay","events:read","quarantine:read","quarantine:release"]}"""));
        HttpResponse<String> admin = send("GET /api/v1/me", ofGateway("gateway-admin"));
        assertThat(new ObjectMapper().readTree(admin.body()).path("scopes"))
                .extracting(scope -> scope.asText())
                .contains("tributary_admin", "configuration:read", "configuration:change");
        assertThat(send("GET /api/v1/me", "none").statusCode()).isEqualTo(401);
    }

    private static String ofGateway(String role) throws Exception {
        return issuer.token(TestIssuer.KEY_ID, null, claims -> claims.claim("scope", null)
                .claim("resource_access", Map.of("gateway-api", Map.of("roles", List.of(role)))));
    }

    private static HttpResponse<String> send(String call, String token) throws Exception {
        String[] parts = call.split(" ", -1);
        var request = HttpRequest.newBuilder(gateway.uri(parts[1]))
                .header("Authorization", "Bearer " + token)
                .method(parts[0], parts[0].equals("GET") ? BodyPublishers.noBody() : BodyPublishers.ofString("{}"))
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", "k");
        if (parts.length > 2) {
            request.header("Accept", "text/csv");
        }
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }
}
