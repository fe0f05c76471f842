package dev.tributary;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.Yaml;

/** The queries of the dashboard and the alert rules, held against what a gateway exposes and the README says. */
final class ObservabilityFiles {

    private static final Path FOLDER = Path.of("docker/observability");
    private static final Set<String> LANGUAGE = Set.of(
            "sum by rate increase histogram_quantile max min count abs or and vector label_values instance".split(" "));
    /** Prometheus adds them when it scrapes, or when it adds up a histogram. */
    private static final Set<String> OF_PROMETHEUS = Set.of("instance", "job", "le");

    private static final Pattern IDENTIFIER = Pattern.compile("\\b[a-z_]{2,}\\b");
    private static final Pattern MATCHER = Pattern.compile("(\\w+)=~?\"([^\"]*)\"");
    private static final Pattern BY = Pattern.compile("\\bby \\(([^)]*)\\)");
    private static final Pattern IN_TEXT = Pattern.compile("\\{\\{\\s*(?:\\$labels\\.)?(\\w+)\\s*}}");

    private record Query(String expression, String text) {}

    private final String scrape;
    private final String readme;

    ObservabilityFiles(String scrape, String readme) {
        this.scrape = scrape;
        this.readme = readme;
    }

    void areOfWhatIsExposed() throws IOException {
        List<Query> queries = dashboard();
        assertThat(queries).hasSizeGreaterThan(30);
        List<Query> rules = rules();
        assertThat(rules).hasSizeGreaterThan(10);
        queries.addAll(rules);
        for (Query query : queries) {
            String expression = query.expression();
            Set<String> names = names(expression);
            assertThat(names).as(expression).isNotEmpty();
            Set<String> labels = new TreeSet<>(OF_PROMETHEUS);
            for (String name : names) {
                labels.addAll(labels(name));
                String selector = Pattern.quote(name) + "\\{([^}]*)}";
                first(Pattern.compile(selector), expression).forEach(matchers -> isExposed(name, matchers));
            }
            assertThat(labels).as(expression).containsAll(used(BY, expression));
            assertThat(labels).as(query.text()).containsAll(used(IN_TEXT, query.text()));
        }
    }

    /** Labels of the metrics that are exposed stand in the README. */
    void haveLabelsAsDocumented() {
        Set<String> exposed = new LinkedHashSet<>(
                first(Pattern.compile("(?m)^(tributary_[a-z_]+?)(?:_bucket|_count|_sum|_max)?(?:\\{| )"), scrape));
        assertThat(exposed).hasSizeGreaterThan(20);
        for (String name : exposed) {
            Set<String> labels = exposedLabels(name);
            labels.removeAll(OF_PROMETHEUS);
            assertThat(documentedLabels(name)).as(name).isEqualTo(labels);
        }
    }

    private void isExposed(String name, String matchers) {
        MATCHER.matcher(matchers)
                .results()
                .filter(matcher -> !OF_PROMETHEUS.contains(matcher.group(1)))
                .forEach(matcher -> {
                    assertThat(labels(name)).contains(matcher.group(1));
                    for (String value : matcher.group(2).split("\\|", -1)) {
                        boolean scraped = scrape.lines()
                                .anyMatch(line -> line.startsWith(name + '{')
                                        && line.contains(matcher.group(1) + "=\"" + value + '"'));
                        assertThat(scraped || row(name).contains('`' + value + '`'))
                                .as("%s=%s of %s", matcher.group(1), value, name)
                                .isTrue();
                    }
                });
    }

    /** Of what has not happened in the scraped gateway, the README tells them. */
    private Set<String> labels(String name) {
        return name.equals("up") || !scrape.contains("\n" + name) ? documentedLabels(name) : exposedLabels(name);
    }

    private Set<String> exposedLabels(String name) {
        return scrape.lines()
                .filter(line -> line.matches(Pattern.quote(name) + "(_bucket|_count|_sum)?[{ ].*"))
                .flatMap(line -> first(Pattern.compile("(\\w+)=\""), line).stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private Set<String> documentedLabels(String name) {
        if (name.equals("up")) {
            return Set.of();
        }
        return first(Pattern.compile('`' + name + "(?:\\{([a-z,]+)})?`"), row(name)).stream()
                .flatMap(labels -> Arrays.stream(labels.split(",", -1)))
                .filter(label -> !label.isEmpty())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private String row(String name) {
        return readme.lines()
                .filter(line -> line.startsWith("| `") && line.matches(".*`" + name + "[`{].*"))
                .findFirst()
                .orElseThrow(() -> new AssertionError(name + " is neither exposed nor documented"));
    }

    private static Set<String> names(String expression) {
        String bare = BY.matcher(expression).replaceAll(" ").replaceAll("\\{[^}]*}|\\[[^]]*]", " ");
        Set<String> names = new LinkedHashSet<>(first(Pattern.compile("(" + IDENTIFIER + ")"), bare));
        names.removeAll(LANGUAGE);
        return names;
    }

    private static Set<String> used(Pattern pattern, String text) {
        return first(pattern, text).stream()
                .flatMap(labels -> Arrays.stream(labels.split("[, ]+", -1)))
                .collect(Collectors.toSet());
    }

    private static List<String> first(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map((MatchResult found) -> found.group(1) == null ? "" : found.group(1))
                .toList();
    }

    /** The queries of the dashboard, as Grafana sends them for all gateways and a short span of time. */
    static List<String> panels() throws IOException {
        return dashboard().stream()
                .map(query -> query.expression().replace("$instance", ".*").replace("$__rate_interval", "1m"))
                .toList();
    }

    private static List<Query> dashboard() throws IOException {
        JsonNode dashboard = new ObjectMapper()
                .readTree(FOLDER.resolve("grafana/dashboards/tributary.json").toFile());
        List<Query> queries = new ArrayList<>();
        dashboard
                .findParents("expr")
                .forEach(target -> queries.add(new Query(
                        target.path("expr").textValue(),
                        target.path("legendFormat").textValue())));
        return queries;
    }

    private static List<Query> rules() throws IOException {
        JsonNode rules =
                new ObjectMapper().valueToTree(new Yaml().load(Files.readString(FOLDER.resolve("alerts.yml"))));
        List<Query> queries = new ArrayList<>();
        rules.findParents("expr")
                .forEach(rule -> queries.add(new Query(
                        rule.path("expr").textValue(),
                        rule.at("/annotations/summary").textValue())));
        return queries;
    }
}
