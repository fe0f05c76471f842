package dev.tributary.ingest.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.TestGateway;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.camel.component.servlet.CamelHttpTransportServlet;
import org.apache.camel.http.common.HttpRestServletResolveConsumerStrategy;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.servlet.ServletRegistrationBean;

/** Verified calls of a strange content are stored as they are or refused, and what is stored can be listed. */
@ExtendWith(OutputCaptureExtension.class)
class StrangeCallsTest {

    private static final String SECRET = "a-shared-secret-for-tests";
    private static final String CALL = "{\"event\":\"credential_create\",\"id_credential\":\"c\",\"id_user\":\"u\"}";

    private static TestGateway gateway;

    @BeforeAll
    static void start() {
        gateway = TestGateway.start();
        gateway.source("known", "paybook", "paybook-header", Map.of("header", "X-Secret"), SECRET, null);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    /** Camel's servlet puts a strategy of its own in place of one that was set before it began. */
    @Test
    void theRouteOfACallIsNotFoundByMatchingThePathsOfAllRoutes() {
        var hooks = gateway.context().getBean("hooks", ServletRegistrationBean.class);
        var servlet = (CamelHttpTransportServlet) hooks.getServlet();
        assertThat(servlet.getServletResolveConsumerStrategy())
                .isNotExactlyInstanceOf(HttpRestServletResolveConsumerStrategy.class);
    }

    @Test
    void noVerifiedCallMakesAListThatCannotBeRead(CapturedOutput output) throws Exception {
        List<String> values = List.of(
                "\"\\ud800\"",
                "\"\\udc00a\"",
                "\"\\u0000\"",
                "\"$where\"",
                "\"a.b\"",
                "\"../../x\"",
                "\"%2e%2e\"",
                "\"\\u202e\\u2028\"",
                "1e400",
                "-0.0",
                "1e-400",
                "9".repeat(900),
                "true",
                "[]",
                "{}",
                "[[[\"a\"]]]",
                "{\"$oid\":\"5e793889ea4c5165d46f9811\"}",
                "{\"$numberDecimal\":\"NaN\"}",
                "{\"\":{\"\":1}}",
                "{\"a\\u0000b\":1}",
                "\"" + "\\ud83d\\ude00".repeat(5_000) + "\"",
                "\"\\r\\n=cmd|' /C calc'!A0\"");
        List<String> wrong = new ArrayList<>();
        int taken = 0;
        for (String member :
                List.of("event", "id_credential", "id_user", "id_external", "id_job_uuid", "endpoints", "")) {
            for (String value : values) {
                String body = CALL.replace("{", "{\"" + member + "\":" + value + ",");
                HttpResponse<String> answer =
                        gateway.post("/hooks/paybook/known", body.getBytes(UTF_8), "X-Secret", SECRET);
                taken += answer.statusCode() == 200 ? 1 : 0;
                if (answer.statusCode() >= 500) {
                    wrong.add(body + " -> " + answer.statusCode());
                }
            }
        }
        for (String accept : List.of("application/json", "application/x-ndjson", "text/csv")) {
            for (String list : List.of("events", "receipts", "quarantine", "connections", "audit")) {
                if (accept.equals("application/json") || list.equals("events")) {
                    String page = accept.equals("application/json") ? "?limit=200" : ""; // an export has no pages
                    HttpResponse<String> answer = list("/api/v1/" + list + page, accept);
                    if (answer.statusCode() != 200) {
                        wrong.add(list + " as " + accept + " -> " + answer.statusCode());
                    }
                }
            }
        }
        assertThat(taken).as("calls that were stored").isGreaterThan(50);
        assertThat(wrong).isEmpty();
        assertThat(output).doesNotContain(" ERROR ", "\tat ");
    }

    private static HttpResponse<String> list(String path, String accept) throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port() + path))
                .header("Accept", accept)
                .header("Authorization", "Bearer " + gateway.adminToken())
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    }
}
