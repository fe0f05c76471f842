package dev.tributary.api;

import static org.awaitility.Awaitility.await;

import dev.tributary.TestGateway;
import dev.tributary.TestGateway.Answer;
import dev.tributary.faultrun.RawConnection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** A tenant with one resource of each kind, and the operations that the gateway has for it. */
final class HostileTenant {

    private static final String CONFIGURATION = "/api/v1/configuration/";
    private static final String RANGE = "\"from\":\"2026-01-01T00:00:00Z\",\"before\":\"2026-01-02T00:00:00Z\"";
    private static final String SOURCE = """
            {"id":"%s","provider":"paybook","scheme":"paybook-header","name":"n","enabled":true,
             "options":{"header":"X-Secret"},"secrets":[{"value":"a-secret-of-thirty-two-characters"}],
             "api":{"base_uri":"https://127.0.0.1:1/v1","api_key":"a-key","rate":5}}""";
    private static final String OF_USERS = """
            {"id":"%s","provider":"tink","scheme":"tink-legacy",
             "secrets":[{"value":"a-secret-of-thirty-two-characters","applies_to":"a"}]}""";
    private static final String TIMED = """
            {"id":"%s","provider":"tink","scheme":"tink-events-v2","options":{"tolerance":"PT1M"},
             "secrets":[{"value":"a-secret-of-thirty-two-characters"}]}""";
    private static final String WEB_HOOK = """
            {"id":"%s","type":"EVENTS","name":"n","base_uri":"https://hooks.a.example/hook","enabled":true,
             "authentication_method":"BASIC","username":"u","password":"p","headers":{"X-A":"b"},"rate_limit":5,
             "events":["bank.*"],"filters":{"all":[{"exact":{"provider":"paybook"}},{"not":{"prefix":{"type":"a"}}}]},
             "signature":"v1","signing_secret":"whsec_c2luay1zZWNyZXQtZm9yLXRlc3RzLTAxMjM0NTY3ODk="}""";

    private final int port;
    private final String token;
    private final TestGateway gateway;
    private final String id;
    private final Map<String, String> ids;
    private final Map<String, List<String>> samples;
    private int created;

    HostileTenant(TestGateway gateway, String name) throws Exception {
        this.gateway = gateway;
        this.port = Integer.parseInt(gateway.context().getEnvironment().getRequiredProperty("local.server.port"));
        this.id = name + Long.toString(System.nanoTime(), 36);
        this.token = gateway.token(id, TestGateway.EVERYTHING);
        create("sources", SOURCE.formatted(id));
        create("web-hooks", WEB_HOOK.formatted(id));
        create("authorized-domains", "{\"id\":\"%s\",\"domain\":\"*.a.example\"}".formatted(id));
        Answer stored = gateway.send(
                "POST",
                "/hooks/paybook/" + id,
                "{\"event\":\"credential_create\",\"id_credential\":\"c\",\"id_user\":\"u\"}",
                "X-Secret",
                "a-secret-of-thirty-two-characters");
        expect(200, stored);
        String eventId = first("events");
        String receiptId = first("receipts");
        this.ids = Map.of("events", eventId, "receipts", receiptId, "quarantine", rejected());
        this.samples = samples(id, eventId);
    }

    /** The receipt of a rejected call whose source has the right secret since. */
    private String rejected() throws Exception {
        create("sources", SOURCE.formatted(id + "-r").replace("a-secret", "another"));
        String call = "{\"event\":\"credential_create\",\"id_credential\":\"r\",\"id_user\":\"u\"}";
        String secret = "a-secret-of-thirty-two-characters";
        expect(401, gateway.send("POST", "/hooks/paybook/" + id + "-r", call, "X-Secret", secret));
        String list = "/api/v1/quarantine?sourceId=" + id + "-r";
        await().until(() ->
                gateway.getAs(token, list).json().at("/result/0/releasable").asBoolean());
        String patch = "{\"secrets\":[{\"value\":\"" + secret + "\"}]}";
        expect(204, gateway.sendAs(token, "PATCH", CONFIGURATION + "sources/" + id + "-r", patch));
        return gateway.getAs(token, list).json().at("/result/0/id").asText();
    }

    private static Map<String, List<String>> samples(String id, String eventId) {
        String range = RANGE + ",\"webHookId\":\"" + id + "\",\"eventType\":\"a\"";
        String selection = "\"events\":[\"bank.*\"],\"filters\":{\"exact\":{\"type\":\"a\"}}";
        String calls = RANGE + ",\"sourceId\":\"" + id + "\",\"dryRun\":";
        return Map.ofEntries(
                Map.entry("POST sources", List.of(SOURCE, OF_USERS, TIMED)),
                Map.entry("PATCH sources/{id}", List.of(withoutId(SOURCE))),
                Map.entry("POST web-hooks", List.of(WEB_HOOK)),
                Map.entry(
                        "PATCH web-hooks/{id}",
                        List.of(withoutId(WEB_HOOK).replaceAll(",\\s*\"signing_secret\":\"[^\"]*\"", ""))),
                Map.entry(
                        "POST web-hooks/{id}/test",
                        List.of(
                                "{\"event_id\":\"" + eventId + "\"," + selection + "}",
                                "{" + RANGE + "," + selection + "}")),
                Map.entry("POST web-hooks/test", List.of("{" + RANGE + "," + selection + "}")),
                Map.entry("POST authorized-domains", List.of("{\"id\":\"%s\",\"domain\":\"a%1$s.example\"}")),
                Map.entry(
                        "POST /api/v1/views",
                        List.of("{\"list\":\"events\",\"name\":\"%s\",\"filters\":{\"type[prefix]\":\"bank.\"}}")),
                Map.entry("POST /api/v1/replays", List.of("{" + range + ",\"states\":[\"failed\"],\"events\":false}")),
                Map.entry("POST /api/v1/cancellations", List.of("{" + range + "}")),
                Map.entry("POST /api/v1/quarantine/{id}/release", List.of("{\"dryRun\":true}", "{}")),
                Map.entry(
                        "POST /api/v1/quarantine/releases",
                        List.of(
                                "{\"kind\":\"rejected\"," + calls + "true}",
                                "{\"kind\":\"unmapped\"," + calls + "false}")),
                Map.entry(
                        "POST /api/v1/remaps",
                        List.of("{\"type\":\"a\"," + calls + "true}", "{\"type\":\"a\"," + calls + "false}")));
    }

    private static String withoutId(String sample) {
        return sample.replace("\"id\":\"%s\",", "");
    }

    /**
     * One method of one path.
     *
     * @param path with the id of a resource that exists, where there is one
     * @param sample a body that is accepted; null where none is read
     */
    record Operation(
            String method,
            String pattern,
            String path,
            boolean takesBody,
            @Nullable String sample) {

        /** The path with another text in the place of its variable. */
        String pathWith(String text) {
            return pattern.replaceAll("\\{[^}]*}", Matcher.quoteReplacement(text));
        }

        @Override
        public String toString() {
            return method + " " + pattern;
        }
    }

    /** All that controllers offer, and the calls of providers. */
    List<Operation> operations() {
        List<Operation> all = new ArrayList<>();
        gateway.context()
                .getBean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class)
                .getHandlerMethods()
                .keySet()
                .forEach(mapping -> add(mapping, all));
        all.add(
                new Operation(
                        "POST",
                        "/hooks/paybook/{source}",
                        "/hooks/paybook/" + id,
                        true,
                        "{\"event\":\"refresh\",\"id_credential\":\"c\",\"id_user\":\"u\",\"n\":1.5,\"endpoints\":{\"accounts\":[\"/v1/accounts?id_credential=c\"]}}"));
        all.sort(Comparator.comparing(Operation::toString));
        return all;
    }

    private void add(RequestMappingInfo mapping, List<Operation> to) {
        for (String pattern : mapping.getPatternValues()) {
            Set<RequestMethod> methods = mapping.getMethodsCondition().getMethods();
            for (RequestMethod method : methods.isEmpty() ? Set.of(RequestMethod.GET) : methods) {
                boolean hasEnd = !pattern.endsWith("/stream");
                if (hasEnd && !pattern.contains("error") && !pattern.startsWith("/console") && !pattern.equals("/")) {
                    add(method.name(), pattern, !mapping.getConsumesCondition().isEmpty(), to);
                }
            }
        }
    }

    private void add(String method, String pattern, boolean takesBody, List<Operation> to) {
        List<String> found = samples.getOrDefault(method + " " + pattern.replace(CONFIGURATION, ""), List.of());
        if (found.isEmpty()) {
            to.add(new Operation(method, pattern, path(pattern), takesBody, null));
        }
        for (String sample : found) {
            to.add(new Operation(method, pattern, path(pattern), takesBody, sample.formatted(id + "n" + created++)));
        }
    }

    private String path(String pattern) {
        String collection = pattern.replaceAll("^/api/v1/(configuration/)?", "").replaceAll("/.*", "");
        return pattern.replaceFirst("\\{[^}]*}", ids.getOrDefault(collection, id))
                .replaceAll("\\{[^}]*}", "x");
    }

    /** The whole answer, or an empty text where the connection was closed without one. */
    String send(Operation operation, String path, String headers, String body) {
        try (var connection = new RawConnection(port)) {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            var head = new StringBuilder(operation.method() + " " + path + " HTTP/1.1\r\n");
            add(head, headers, "Host", "localhost");
            add(head, headers, "Authorization", "Bearer " + token);
            add(head, headers, "X-Secret", "a-secret-of-thirty-two-characters");
            add(head, headers, "Idempotency-Key", "k" + System.nanoTime());
            if (!body.isEmpty()) {
                add(head, headers, "Content-Type", "application/json");
                head.append("Content-Length: ").append(bytes.length).append("\r\n");
            }
            head.append(headers).append("Connection: close\r\n\r\n");
            return connection
                    .write(head.toString() + new String(bytes, StandardCharsets.ISO_8859_1))
                    .readToEnd(Duration.ofSeconds(20));
        } catch (IOException e) {
            throw new UncheckedIOException(operation + " " + headers, e);
        }
    }

    private static void add(StringBuilder head, String others, String name, String value) {
        if (!others.startsWith(name + ":")) {
            head.append(name).append(": ").append(value).append("\r\n");
        }
    }

    private String first(String collection) throws Exception {
        Answer list = gateway.getAs(token, "/api/v1/" + collection);
        expect(200, list);
        return list.json().at("/result/0/id").asText();
    }

    private void create(String collection, String json) throws Exception {
        expect(201, gateway.sendAs(token, "POST", CONFIGURATION + collection, json));
    }

    private static void expect(int status, Answer answer) {
        if (answer.status() != status) {
            throw new AssertionError(answer.status() + " " + Objects.requireNonNull(answer.body()));
        }
    }
}
