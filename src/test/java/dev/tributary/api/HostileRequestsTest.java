package dev.tributary.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.TestGateway;
import dev.tributary.api.HostileTenant.Operation;
import dev.tributary.faultrun.Form;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.BiFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Every operation of the gateway with every field, query parameter, header and path segment replaced, one or two at a time:
 * no answer is an error of the server, and each refusal is problem details. The store is there and nothing is overloaded,
 * so that a 503 would be an error as well. {@code -Dtributary.test.form=long} sends all of them, else a choice by
 * {@code -Dtributary.test.seed}.
 */
class HostileRequestsTest {

    private static final long SEED = Long.getLong("tributary.test.seed", 20_261_126);
    private static final int CHOSEN = 300;
    private static final int A_TENANT = 100;

    private static final List<String> PARAMETERS = List.of(
            "type",
            "type[prefix]",
            "provider",
            "subject",
            "tenantid",
            "time[gte]",
            "time[lt]",
            "recordedtime[gte]",
            "recordedtime[lt]",
            "correlationid",
            "sourceId",
            "connectionId",
            "accountId",
            "verdict",
            "kind",
            "receivedtime[gte]",
            "eventId",
            "webHookId",
            "state",
            "eventType",
            "outcome",
            "status",
            "dry_run",
            "resources",
            "order",
            "interval",
            "groupBy",
            "timeZone",
            "bookedDate[gte]",
            "limit",
            "cursor",
            "unknown");

    private static final List<String> HEADERS = List.of(
            "Accept",
            "Accept-Charset",
            "Accept-Encoding",
            "Accept-Language",
            "Access-Control-Request-Headers",
            "Access-Control-Request-Method",
            "Authorization",
            "Content-Encoding",
            "Content-Language",
            "Content-Type",
            "Cookie",
            "Date",
            "Forwarded",
            "Host",
            "Idempotency-Key",
            "If-Match",
            "If-Modified-Since",
            "If-None-Match",
            "If-Range",
            "If-Unmodified-Since",
            "Origin",
            "Range",
            "Referer",
            "TE",
            "User-Agent",
            "X-Forwarded-For",
            "X-Forwarded-Host",
            "X-Forwarded-Port",
            "X-Forwarded-Proto",
            "X-HTTP-Method-Override",
            "X-Secret",
            "X-Unknown");

    private static TestGateway gateway;

    @BeforeAll
    static void start() throws Exception {
        gateway =
                TestGateway.start("--tributary.delivery.endpoint-check=false", "--tributary.egress.allow=127.0.0.1:1");
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void everyOperationThatTakesABodyHasASampleThatIsAccepted() throws Exception {
        var tenant = new HostileTenant(gateway, "samples");
        for (Operation operation : tenant.operations()) {
            assertThat(operation.takesBody()).as("%s has a sample", operation).isEqualTo(operation.sample() != null);
            if (operation.sample() != null) {
                String answer = tenant.send(operation, operation.path(), "", operation.sample());
                assertThat(answer).as("%s", operation).startsWith("HTTP/1.1 2");
            }
        }
    }

    @Test
    void whatOnceBrokeTheServerIsRefused() throws Exception {
        var tenant = new HostileTenant(gateway, "once");
        for (Operation operation : tenant.operations()) {
            for (String field : List.of(
                    "\"rate_limit\":1e99999999999",
                    "\"api\":{\"rate\":-1E+2147483648}",
                    "\"events\":[\"" + "a.".repeat(5_000) + "a\"]",
                    "\"base_uri\":\"https://" + "a_".repeat(4_000) + "/\"",
                    "\"base_uri\":\"https://[::ffff:127.0.0.16666666666666]/\"",
                    "\"api\":{\"base_uri\":\"https://" + "a_".repeat(4_000) + "/\"}")) {
                if (operation.pattern().contains("/configuration/") && operation.takesBody()) {
                    String answer = tenant.send(operation, operation.path(), "", "{" + field + "}");
                    assertThat(answer).as("%s %.40s", operation, field).startsWith("HTTP/1.1 400");
                }
            }
        }
    }

    @Test
    void noFieldIsAnErrorOfTheServer() throws Exception {
        assertNoError("field", (tenant, random) -> tenant.operations().stream()
                .filter(operation -> operation.sample() != null)
                .flatMap(operation -> Mutations.of(String.valueOf(operation.sample()), HostileValues.JSON).stream()
                        .map(body -> new Sent(operation, operation.path(), "", body)))
                .toList());
    }

    @Test
    void noQueryParameterIsAnErrorOfTheServer() throws Exception {
        assertNoError("query", (tenant, random) -> {
            List<Sent> all = new ArrayList<>();
            for (Operation operation : tenant.operations()) {
                for (String name : PARAMETERS) {
                    for (String value : HostileValues.TEXTS) {
                        all.add(withQuery(operation, name, value, random));
                    }
                }
            }
            return all;
        });
    }

    @Test
    void noHeaderIsAnErrorOfTheServer() throws Exception {
        assertNoError("header", (tenant, random) -> {
            List<Sent> all = new ArrayList<>();
            for (Operation operation : tenant.operations()) {
                for (String name : HEADERS) {
                    for (String value : HostileValues.TEXTS) {
                        String body = operation.sample() == null ? "" : operation.sample();
                        all.add(new Sent(operation, operation.path(), name + ": " + value + "\r\n", body));
                    }
                }
            }
            return all;
        });
    }

    @Test
    void noPathIsAnErrorOfTheServer() throws Exception {
        assertNoError("path", (tenant, random) -> {
            List<Sent> all = new ArrayList<>();
            for (Operation operation : tenant.operations()) {
                for (String value : HostileValues.TEXTS) {
                    String body = operation.sample() == null ? "" : operation.sample();
                    String encoded = random.nextBoolean() ? URLEncoder.encode(value, UTF_8) : value.replace(" ", "%20");
                    all.add(new Sent(operation, operation.pathWith(encoded), "", body));
                    all.add(new Sent(operation, operation.path() + encoded, "", body));
                }
            }
            return all;
        });
    }

    private record Sent(Operation operation, String path, String headers, String body) {

        @Override
        public String toString() {
            String all = operation.method() + " " + path + " " + headers + body;
            return all.length() < 400 ? all : all.substring(0, 400) + "...";
        }
    }

    private static Sent withQuery(Operation operation, String name, String value, Random random) {
        String query = URLEncoder.encode(name, UTF_8) + "="
                + (random.nextInt(4) == 0 ? value.replace(" ", "+") : URLEncoder.encode(value, UTF_8));
        if (random.nextInt(3) == 0) {
            query += "&" + URLEncoder.encode(PARAMETERS.get(random.nextInt(PARAMETERS.size())), UTF_8) + "="
                    + URLEncoder.encode(HostileValues.TEXTS.get(random.nextInt(HostileValues.TEXTS.size())), UTF_8);
        }
        String body = operation.sample() == null ? "" : operation.sample();
        return new Sent(operation, operation.path() + "?" + query, "", body);
    }

    /** In groups of a tenant each, what deletes last: limits of a tenant would hide what is behind them. */
    private static void assertNoError(String part, BiFunction<HostileTenant, Random, List<Sent>> requests)
            throws Exception {
        var random = new Random(SEED);
        var order = new Random(SEED);
        int count = requests.apply(new HostileTenant(gateway, part), random).size();
        List<Integer> chosen = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            chosen.add(i);
        }
        Collections.shuffle(chosen, order);
        chosen = chosen.subList(0, Math.min(count, Form.choose(CHOSEN, count)));
        List<String> errors = new ArrayList<>();
        for (int from = 0; from < chosen.size(); from += A_TENANT) {
            var tenant = new HostileTenant(gateway, part + from);
            List<Sent> all = requests.apply(tenant, new Random(SEED));
            chosen.subList(from, Math.min(from + A_TENANT, chosen.size())).stream()
                    .map(all::get)
                    .sorted(Comparator.comparing(
                            sent -> sent.operation().method().equals("DELETE")))
                    .forEach(sent -> check(tenant, sent, errors));
        }
        assertThat(errors)
                .as("seed %d, %d of %d requests", SEED, chosen.size(), count)
                .isEmpty();
    }

    private static void check(HostileTenant tenant, Sent sent, List<String> errors) {
        String answer = tenant.send(sent.operation(), sent.path(), sent.headers(), sent.body());
        boolean isRefused = answer.startsWith("HTTP/1.1 4") && answer.contains("application/problem+json");
        // a line break in the path ends the request line, which is one of HTTP/0.9: its answer is a body alone
        boolean isOld = answer.startsWith("{\"type\":\"about:blank\"") && answer.contains("\"status\":4");
        // the provider of these sources does not answer, which is not an error of the gateway
        boolean isOfProvider = answer.startsWith("HTTP/1.1 502") && answer.contains("\"code\":\"provider_error\"");
        if (!isRefused && !isOld && !isOfProvider && !answer.matches("(?s)HTTP/1.1 [23]\\d\\d .*")) {
            errors.add(sent + " -> " + answer.lines().findFirst().orElse("no answer"));
        }
    }
}
