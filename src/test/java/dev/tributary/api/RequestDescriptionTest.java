package dev.tributary.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tributary.TestGateway;
import dev.tributary.api.HostileTenant.Operation;
import dev.tributary.api.document.OpenApiSchemas;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The OpenAPI document and the checks of the API agree on the bodies of requests: each member of a sample is replaced by values of
 * every kind and size, one at a time. No answer repeats a value.
 */
class RequestDescriptionTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "false",
            "0",
            "-1",
            "1.5",
            "1000000",
            "1000001",
            "\"\"",
            "\" \"",
            "\"a b\"",
            "\"none\"",
            "\"canary\\u0001\"",
            "\"" + "a".repeat(65) + "\"",
            "\"" + "a".repeat(129) + "\"",
            "\"" + "a".repeat(2_001) + "\"",
            "\"" + "a".repeat(8_193) + "\"",
            "[]",
            "[1]",
            "[\"a\"]",
            "[{}]",
            "{}",
            "{\"a\":1}",
            "{\"a\":\"b\"}");

    /** Members that the API compares with what it knows (providers, schemes, stored resources, hosts, the clock), or with each other. */
    private static final Set<String> COMPARED = Set.of(
            "#/id",
            "#/provider",
            "#/scheme",
            "#/secrets",
            "#/secrets/0/value",
            "#/options",
            "#/api/base_uri",
            "#/api/api_key",
            "#/type",
            "#/base_uri",
            "#/authentication_method",
            "#/username",
            "#/password",
            "#/headers",
            "#/headers/further",
            "#/headers/X-A",
            "#/events",
            "#/events/0",
            "#/filters",
            "#/signature",
            "#/signing_secret",
            "#/domain",
            "#/event_id",
            "#/from",
            "#/before",
            "#/webHookId",
            "#/states",
            "#/rate_limit",
            "#/enabled");

    private static TestGateway gateway;
    private static HostileTenant tenant;
    private static OpenApiSchemas schemas;

    @BeforeAll
    static void start() throws Exception {
        gateway = TestGateway.start(
                "--tributary.delivery.endpoint-check=false",
                "--tributary.egress.allow=127.0.0.1:1",
                "--tributary.limits.requests=100000",
                "--tributary.limits.jobs=100000");
        tenant = new HostileTenant(gateway, "described");
        schemas =
                OpenApiSchemas.of(gateway.sendAs("", "GET", "/openapi.json", "").json());
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void whatTheDocumentExcludesIsRefusedAndWhatItAllowsIsRefusedByComparisonOnly() throws Exception {
        List<String> accepted = new ArrayList<>();
        List<String> repeated = new ArrayList<>();
        Set<String> refused = new TreeSet<>();
        int allowed = 0;
        for (Operation operation : tenant.operations()) {
            if (operation.sample() == null || operation.pattern().startsWith("/hooks/")) {
                continue;
            }
            for (String body : Mutations.of(operation.sample(), VALUES)) {
                boolean fits = fits(operation, body);
                String answer = tenant.send(operation, operation.path(), "", body);
                boolean isAccepted = answer.startsWith("HTTP/1.1 2");
                if (!isAccepted && answer.contains("canary")) {
                    repeated.add(operation + " " + answer);
                }
                if (!fits && isAccepted) {
                    accepted.add(operation + " " + body);
                } else if (fits && answer.startsWith("HTTP/1.1 400")) {
                    refused.addAll(pointers(operation, answer));
                } else if (fits && isAccepted) {
                    allowed++;
                }
            }
        }
        assertThat(accepted).isEmpty();
        assertThat(repeated).isEmpty();
        assertThat(refused).isEmpty();
        assertThat(allowed).isGreaterThan(200);
    }

    private static boolean fits(Operation operation, String body) {
        try {
            JsonNode json = JSON.readTree(body);
            String path = operation.pattern().replace("/", "~1");
            String pointer = "/paths/" + path + "/" + operation.method().toLowerCase(java.util.Locale.ROOT)
                    + "/requestBody/content/application~1json/schema";
            return json.isObject() && schemas.faults(pointer, json).isEmpty();
        } catch (java.io.IOException e) {
            return false;
        }
    }

    /** Where the API found a fault, but for members that no description can decide on. */
    private static Set<String> pointers(Operation operation, String answer) {
        Set<String> found = new TreeSet<>();
        Matcher pointer = Pattern.compile("\"pointer\":\"([^\"]+)\"").matcher(answer);
        boolean isCompared = false;
        while (pointer.find()) {
            isCompared |= COMPARED.contains(pointer.group(1));
            found.add(operation + " " + pointer.group(1) + " " + answer.substring(answer.indexOf("\"errors\"")));
        }
        return isCompared ? Set.of() : found;
    }
}
