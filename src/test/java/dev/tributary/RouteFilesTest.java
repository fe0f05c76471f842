package dev.tributary;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What Camel does not check when it loads {@code routes/}; each rule has turned a 401 into a 500 somewhere. */
class RouteFilesTest {

    private static final Path ROUTES = Path.of("routes");
    private static final String SUFFIX = ".camel.yaml";
    private static final YAMLMapper YAML = new YAMLMapper();

    static Stream<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(ROUTES)) {
            return files.sorted().toList().stream();
        }
    }

    @Test
    void theFolderIsFlat() throws IOException {
        assertThat(files())
                .isNotEmpty()
                .allMatch(file -> Files.isRegularFile(file) && name(file).endsWith(SUFFIX));
    }

    @ParameterizedTest
    @MethodSource("files")
    void passesTheCanonicalSchema(Path file) throws IOException {
        assertThat(schema().validate(read(file))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("files")
    void holdsOneRouteOfTheFilesNameOrTheConfigurationOfSuch(Path file) throws IOException {
        JsonNode root = read(file);
        assertThat(root).hasSize(1);
        JsonNode content = root.get(0).elements().next();
        assertThat(content.path("id").asText() + SUFFIX).isEqualTo(name(file));
        assertThat(content.path("description").asText()).hasSizeGreaterThan(20);
    }

    @ParameterizedTest
    @MethodSource("files")
    void prefixesEveryNodeWithTheNameOfTheFile(Path file) throws IOException {
        String prefix = name(file).replace(SUFFIX, "");
        List<String> ids = read(file).findValuesAsText("id");
        assertThat(ids).allMatch(id -> id.startsWith(prefix));
        assertThat(steps(read(file))).allMatch(step -> step.elements().next().has("id"));
    }

    @ParameterizedTest
    @MethodSource("files")
    void hasAtMostTwelveSteps(Path file) throws IOException {
        JsonNode content = read(file).get(0);
        assertThat(steps(content.path("route"))).hasSizeLessThanOrEqualTo(12);
        for (JsonNode handler : content.path("routeConfiguration").path("onException")) {
            assertThat(steps(handler)).as(handler.toString()).hasSizeBetween(1, 12);
        }
    }

    @Test
    void theGatewaysOwnDirectRoutesTakeNoEventsOfSubscriptions() throws IOException {
        List<String> groups = new ArrayList<>();
        for (Path file : files().toList()) {
            JsonNode route = read(file).get(0).path("route");
            if (route.path("from").path("uri").asText().startsWith("direct")) {
                groups.add(route.path("group").asText());
            }
        }
        assertThat(groups).isNotEmpty().containsOnly("gateway");
    }

    @Test
    void nodeIdsAreUniqueOverAllRoutes() throws IOException {
        List<String> ids = new ArrayList<>();
        for (Path file : files().toList()) {
            ids.addAll(read(file).findValuesAsText("id"));
        }
        assertThat(ids).doesNotHaveDuplicates();
    }

    @Test
    void everyRouteConfigurationThatIsNamedExists() throws IOException {
        Set<String> named = new HashSet<>();
        Set<String> declared = new HashSet<>();
        for (Path file : files().toList()) {
            JsonNode content = read(file).get(0);
            named.addAll(content.findValuesAsText("routeConfigurationId"));
            declared.add(content.path("routeConfiguration").path("id").asText());
        }
        assertThat(named).isNotEmpty();
        assertThat(declared).containsAll(named);
    }

    @Test
    void countsAndNamesAlsoTheStepsInsideSteps() throws IOException {
        JsonNode route = YAML.readTree("""
                - route:
                    from:
                      steps:
                        - choice:
                            when:
                              - steps: [{ log: {} }, { filter: { steps: [{ stop: {} }] } }]
                            otherwise: { steps: [{ log: {} }] }
                        - to: {}
                """);

        assertThat(steps(route).stream().map(step -> step.fieldNames().next()))
                .containsExactlyInAnyOrder("choice", "log", "filter", "stop", "log", "to");
    }

    /** At any depth. */
    private static List<JsonNode> steps(JsonNode node) {
        List<JsonNode> steps = new ArrayList<>();
        node.path("steps").forEach(steps::add);
        node.forEach(inside -> steps.addAll(steps(inside)));
        return steps;
    }

    private static JsonSchema schema() throws IOException {
        String resource = "/camel-yaml-dsl/camelYamlDsl-canonical.json";
        try (InputStream in = Objects.requireNonNull(RouteFilesTest.class.getResourceAsStream(resource), resource)) {
            return JsonSchemaFactory.getInstance(VersionFlag.V4).getSchema(in);
        }
    }

    private static JsonNode read(Path file) throws IOException {
        return YAML.readTree(file.toFile());
    }

    private static String name(Path file) {
        return file.getFileName().toString();
    }
}
