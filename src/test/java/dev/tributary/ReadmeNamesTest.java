package dev.tributary;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.util.ClassUtils;

/** The names of settings and metrics in the README are those of the code, all of them and no others. */
class ReadmeNamesTest {

    private static final Path MAIN = Path.of("src/main/java");

    private static final Pattern SETTING = Pattern.compile("\\b(?:TRIBUTARY|MONGODB)_[A-Z_]*[A-Z]\\b");
    /** Of a setting that is read from the environment itself and not by a record. */
    private static final Pattern READ_BY_NAME =
            Pattern.compile("(?:Property|Value|bind)\\([^)]*?\"(?:\\$\\{)?(tributary\\.[a-z.-]+)[:}\"]");

    private static final String OF_SIMULATOR = "TRIBUTARY_SIMULATOR_";
    private static final String OF_TESTS = "TRIBUTARY_TEST_MONGODB_IMAGE";

    private static final Pattern METRIC_IN_README = Pattern.compile("`(tributary_[a-z_]+)");
    /** Each name that is a literal and not that of a setting. */
    private static final Pattern METRIC_IN_CODE =
            Pattern.compile("(?<!ConfigurationProperties\\(|getProperty\\()\"(tributary\\.[a-z.]+)\"");
    /** What the registry adds to a name: the unit, or that it is a counter. */
    private static final List<String> SUFFIXES = List.of("", "_total", "_seconds", "_bytes", "_calls");

    @Test
    void documentsEachSettingThatIsReadAndNoOther() throws Exception {
        Set<String> documented = rows("## Settings")
                .flatMap(row -> names(SETTING, row.split("\\|", 3)[1]))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(documented).isEqualTo(settingsOfCode());
    }

    @Test
    void namesNoSettingThatIsNotRead() throws Exception {
        Set<String> read = settingsOfCode();
        String compose = Files.readString(Path.of("docker/compose.yaml"));
        String gateways = compose.substring(0, compose.indexOf("\nservices:"));
        assertThat(names(SETTING, gateways.replaceAll("\\$\\{.*", "")))
                .isNotEmpty()
                .isSubsetOf(read);
        assertThat(names(SETTING, readme()).filter(name -> !name.equals(OF_TESTS)))
                .isSubsetOf(read);
        assertThat(names(SETTING, code())).isNotEmpty().isSubsetOf(read);
        assertThat(names(READ_BY_NAME, code()).map(ReadmeNamesTest::variable))
                .isNotEmpty()
                .isSubsetOf(read);
    }

    @Test
    void documentsEachMetricAndNoOther() throws IOException {
        Set<String> documented = rows("### Metrics")
                .flatMap(row -> names(METRIC_IN_README, row.split("\\|", 3)[1]))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> registered = names(METRIC_IN_CODE, code())
                .map(name -> name.replace('.', '_'))
                .map(name -> SUFFIXES.stream()
                        .map(name::concat)
                        .filter(documented::contains)
                        .findFirst()
                        .orElse(name))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(documented).hasSizeGreaterThan(30).isEqualTo(registered);
    }

    /** The documented form of each component of the records that settings are bound to, without those of the first try. */
    private static Set<String> settingsOfCode() {
        var scanner = new ClassPathScanningCandidateComponentProvider(false);
        scanner.addIncludeFilter(new AnnotationTypeFilter(ConfigurationProperties.class));
        Set<String> names = new TreeSet<>();
        for (var found : scanner.findCandidateComponents("dev.tributary")) {
            Class<?> type = ClassUtils.resolveClassName(String.valueOf(found.getBeanClassName()), null);
            String prefix = type.getAnnotation(ConfigurationProperties.class).value();
            for (RecordComponent component : type.getRecordComponents()) {
                assertThat(component.getType().isRecord()).as("%s", component).isFalse();
                names.add(variable(prefix + '.' + DataObjectPropertyName.toDashedForm(component.getName())));
            }
        }
        names.removeIf(name -> name.startsWith(OF_SIMULATOR));
        return names;
    }

    private static String variable(String property) {
        return property.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
    }

    /** The rows of the table below a heading. */
    private static Stream<String> rows(String heading) throws IOException {
        String readme = readme();
        return readme.substring(readme.indexOf("\n" + heading + "\n"))
                .lines()
                .dropWhile(line -> !line.startsWith("|"))
                .takeWhile(line -> line.startsWith("|"));
    }

    private static String readme() throws IOException {
        return Files.readString(Path.of("README.md"));
    }

    private static String code() throws IOException {
        var code = new StringBuilder();
        try (Stream<Path> files = Files.walk(MAIN)) {
            for (Path file :
                    files.filter(file -> file.toString().endsWith(".java")).toList()) {
                code.append(Files.readString(file));
            }
        }
        return code.toString();
    }

    private static Stream<String> names(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(found -> found.group(found.groupCount()));
    }
}
