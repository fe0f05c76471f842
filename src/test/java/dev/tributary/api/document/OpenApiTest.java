package dev.tributary.api.document;

import static dev.tributary.api.document.DescribedAnswers.at;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import dev.tributary.TestGateway;
import java.io.InputStream;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** The OpenAPI document describes every route, its scopes and its bodies, and its examples are true. */
class OpenApiTest {

    private static final TestGateway GATEWAY = TestGateway.shared();

    private static JsonNode document;

    @BeforeAll
    static void read() throws Exception {
        document = GATEWAY.sendAs("", "GET", "/openapi.json", "").json();
    }

    @Test
    void isValidByTheSchemaOfOpenApi() throws Exception {
        try (InputStream in =
                Objects.requireNonNull(getClass().getResourceAsStream("/openapi-schema/schema-3.1.json"))) {
            var schema = JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(in);
            assertThat(schema.validate(document)).isEmpty();
            assertThat(schema.validate(((ObjectNode) document.deepCopy()).put("further", 1)))
                    .isNotEmpty();
        }
    }

    /** YAML takes what stands behind a comma for a further member, whose name is the text. */
    @Test
    void hasNoTextThatWasCutAtAComma() {
        List<String> cut = new ArrayList<>();
        document.findParents("description").forEach(node -> node.fieldNames().forEachRemaining(name -> {
            if (name.contains(" ")) {
                cut.add(name);
            }
        }));
        assertThat(cut).isEmpty();
    }

    @Test
    void describesEveryRouteOfTheApplicationAndNoOther() {
        Set<String> routes = new TreeSet<>(Set.of("POST /hooks/{provider}/{source}"));
        GATEWAY.context()
                .getBean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class)
                .getHandlerMethods()
                .forEach((mapping, method) -> {
                    boolean isPage = method.getBeanType().getPackageName().startsWith("dev.tributary.console");
                    for (String path : isPage ? Set.<String>of() : mapping.getPatternValues()) {
                        mapping.getMethodsCondition().getMethods().forEach(verb -> routes.add(verb + " " + path));
                    }
                });
        Set<String> described = new TreeSet<>();
        DescribedOperation.of(document).forEach(operation -> described.add(operation.toString()));
        assertThat(described).isEqualTo(routes);
    }

    @Test
    void namesTheScopesThatEachOperationNeeds() throws Exception {
        for (DescribedOperation operation : operations()) {
            Set<String> scopes = operation.scopes();
            assertThat(scopes.isEmpty())
                    .as("%s", operation)
                    .isEqualTo(operation.path().equals("/api/v1/me"));
            assertThat(status(scopes, operation)).as("%s", operation).isNotIn(401, 403);
            for (String scope : scopes) {
                Set<String> others = new TreeSet<>(List.of(TestGateway.EVERYTHING.split(" ", -1)));
                others.remove(scope);
                assertThat(status(others, operation)).as("%s", operation).isEqualTo(403);
            }
        }
    }

    /** With a body that every operation refuses. */
    private static int status(Set<String> scopes, DescribedOperation operation) throws Exception {
        String path = operation.path().replace("{provider}", "tink").replaceAll("\\{[^}]*}", "none");
        String body = operation.json().has("requestBody") ? "{\"none\":1}" : "";
        String token = GATEWAY.token("scopes", String.join(" ", scopes));
        return GATEWAY.sendAs(token, operation.method(), path, body, "Idempotency-Key", "k")
                .status();
    }

    @Test
    void namesEachFilterThatAListTakes() throws Exception {
        List<DescribedOperation> lists = operations().stream()
                .filter(operation -> operation.method().equals("GET")
                        && !operation.path().contains("{")
                        && !operation.parameters(document).isEmpty())
                .toList();
        Set<String> filters = new TreeSet<>();
        lists.forEach(list -> filters.addAll(list.parameters(document)));
        filters.removeAll(Set.of("limit", "cursor"));
        for (DescribedOperation list : lists) {
            Set<String> taken = new TreeSet<>();
            for (String name : filters) {
                String query = "?" + URLEncoder.encode(name, UTF_8) + "=none";
                if (!GATEWAY.send("GET", list.path() + query, "").body().contains("\"is unknown\"")) {
                    taken.add(name);
                }
            }
            Set<String> described = list.parameters(document);
            described.removeAll(Set.of("limit", "cursor"));
            assertThat(taken).as("%s", list).isEqualTo(described);
        }
        assertThat(lists).hasSizeGreaterThan(14);
    }

    @Test
    void saysWhatNeedsNoToken() throws Exception {
        List<DescribedOperation> open = DescribedOperation.of(document).stream()
                .filter(operation ->
                        !operation.isOfTheApi() && operation.method().equals("GET"))
                .toList();
        for (DescribedOperation operation : open) {
            String path = operation.path().replace("{family}", "payment").replace("{file}", "1.0.json");
            assertThat(operation.json().path("security")).as(path).isEmpty();
            assertThat(GATEWAY.sendAs("", "GET", path, "").status()).as(path).isEqualTo(200);
        }
        assertThat(open).hasSizeGreaterThan(3);
    }

    @Test
    void hasAnExampleOfEachBodyThatIsSent() {
        operations().stream()
                .filter(operation -> !operation.body().isMissingNode())
                .forEach(operation -> assertThat(examples(operation.body()))
                        .as("%s", operation)
                        .isNotEmpty());
    }

    @Test
    void hasOnlyExamplesThatFitTheirSchemas() {
        List<String> faults = new ArrayList<>();
        int[] count = {0};
        compare("/paths", document.path("paths"), OpenApiSchemas.closed(document), faults, count);
        compare(
                "/components/responses",
                document.at("/components/responses"),
                OpenApiSchemas.closed(document),
                faults,
                count);
        assertThat(faults).isEmpty();
        assertThat(count[0]).isGreaterThan(60);
    }

    private static void compare(String place, JsonNode node, OpenApiSchemas schemas, List<String> faults, int[] count) {
        if (node.path("schema").isObject()) {
            for (JsonNode example : examples(node)) {
                count[0]++;
                schemas.faults(place + "/schema", example).forEach(fault -> faults.add(place + ": " + fault));
            }
        }
        for (Map.Entry<String, JsonNode> member : node.properties()) {
            if (!member.getKey().startsWith("example")) {
                compare(at(place, member.getKey()), member.getValue(), schemas, faults, count);
            }
        }
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            compare(place + "/" + i, node.get(i), schemas, faults, count);
        }
    }

    private static List<JsonNode> examples(JsonNode described) {
        List<JsonNode> examples = new ArrayList<>();
        if (described.has("example")) {
            examples.add(described.get("example"));
        }
        described.path("examples").forEach(example -> examples.add(example.path("value")));
        return examples;
    }

    @Test
    void hasExamplesOfBodiesThatAreAccepted() throws Exception {
        String token = GATEWAY.token("examples", TestGateway.EVERYTHING);
        List<DescribedOperation> sent = operations().stream()
                .filter(operation -> !operation.path().matches(".*(registration|quarantine/\\{).*"))
                .sorted(Comparator.comparing(operation -> operation.path().contains("{")))
                .toList();
        int accepted = 0;
        for (DescribedOperation operation : sent) {
            String path = operation
                    .path()
                    .replace("sources/{id}", "sources/tink-main")
                    .replace("web-hooks/{id}", "web-hooks/alarms");
            for (JsonNode example : examples(operation.body())) {
                String key = "example-" + accepted++;
                assertThat(GATEWAY.sendAs(token, operation.method(), path, example.toString(), "Idempotency-Key", key)
                                .status())
                        .as("%s %s", operation, example)
                        .isBetween(200, 299);
            }
        }
        assertThat(accepted).isGreaterThan(12);
    }

    private static List<DescribedOperation> operations() {
        return DescribedOperation.of(document).stream()
                .filter(DescribedOperation::isOfTheApi)
                .toList();
    }
}
