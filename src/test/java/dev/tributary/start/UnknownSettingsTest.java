package dev.tributary.start;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.TestGateway;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** What is set for a gateway and not read by it; {@link StartupFailureTest} shows the line in the log. */
class UnknownSettingsTest {

    private static final Set<String> KNOWN =
            UnknownSettings.known(TestGateway.shared().context().getBeanFactory());

    @Test
    void knowsWhatTheReadmeNamesAndWhatTheComposeFileSetsForGateways() throws Exception {
        String compose = Files.readString(Path.of("docker/compose.yaml"));
        String gateways = compose.substring(0, compose.indexOf("\nservices:"));
        String[] names = Pattern.compile("\\bTRIBUTARY_[A-Z_]*[A-Z]\\b")
                .matcher(Files.readString(Path.of("README.md")) + gateways.replaceAll("\\$\\{.*", ""))
                .results()
                .map(MatchResult::group)
                .toArray(String[]::new);
        assertThat(names).contains("TRIBUTARY_MASTER_KEY", "TRIBUTARY_SOURCES_ALLOW_UNPROVEN");
        assertThat(ofVariables(names)).isEmpty();
    }

    /** All but the last are forms in which Spring Boot binds a setting. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "tributary.export.max-rows",
                "tributary.export.maxRows",
                "tributary.delivery.schedule[1]",
                "tributary.simulator.run-for",
                "tributary.test.form"
            })
    void knowsAProperty(String name) {
        assertThat(ofProperties(name)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "TRIBUTARY_EXPORT_MAX_ROWS",
                "TRIBUTARY_EXPORT_MAXROWS",
                "TRIBUTARY_FOLLOW_UP_SCHEDULE_1",
                "TRIBUTARY_SIMULATOR_RUN_FOR",
                "TRIBUTARY_TEST_MONGODB_IMAGE",
                "TRIBUTARIES"
            })
    void knowsAVariable(String name) {
        assertThat(ofVariables(name)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "TRIBUTARY_EXPORT_MAX_ROW, TRIBUTARY_EXPORT_MAX_ROWS",
        "TRIBUTARY_EXPORT__MAX_ROWS, TRIBUTARY_EXPORT_MAX_ROWS",
        "TRIBUTARY_SERVER_MAXWAITING_PER_ADDRESS, TRIBUTARY_SERVER_MAX_WAITING_PER_ADDRESS",
        "TRIBUTARY_MASTERKEYS, TRIBUTARY_MASTER_KEY",
        "TRIBUTARY_LIMIT_EXPORTS, TRIBUTARY_LIMITS_EXPORTS",
        "TRIBUTARY_MONGODB_URI, MONGODB_URI"
    })
    void namesAVariableAndTheLikelyOne(String name, String likely) {
        assertThat(ofVariables(name)).containsExactly(line(name, likely));
    }

    @ParameterizedTest
    @CsvSource({
        "tributary.exports.max-rows, tributary.export.max-rows",
        "tributary.export.max.rows, tributary.export.max-rows",
        "TRIBUTARY_EXPORT_MAX_ROWS, tributary.export.max-rows"
    })
    void namesAPropertyAndTheLikelyOne(String name, String likely) {
        assertThat(ofProperties(name)).containsExactly(line(name, likely));
    }

    @Test
    void guessesNothingWhereNoSettingIsNear() {
        assertThat(ofVariables("TRIBUTARY_HOME", "PATH"))
                .containsExactly("TRIBUTARY_HOME is not a setting of the gateway and is ignored");
    }

    @Test
    void leavesOutWhatKubernetesSetsForAService() {
        assertThat(ofVariables(
                        "TRIBUTARY_SERVICE_HOST",
                        "TRIBUTARY_SERVICE_PORT",
                        "TRIBUTARY_SERVICE_PORT_HTTP",
                        "TRIBUTARY_PORT",
                        "TRIBUTARY_PORT_8080_TCP",
                        "TRIBUTARY_PORT_8080_TCP_ADDR",
                        "TRIBUTARY_SERVER_PORT"))
                .containsExactly("TRIBUTARY_SERVER_PORT is not a setting of the gateway and is ignored");
    }

    private static String line(String name, String likely) {
        return name + " is not a setting of the gateway and is ignored; did you mean " + likely + "?";
    }

    private static Set<String> ofVariables(String... names) {
        return UnknownSettings.lines(
                List.of(new SystemEnvironmentPropertySource("systemEnvironment", withValues(names))), KNOWN);
    }

    private static Set<String> ofProperties(String... names) {
        return UnknownSettings.lines(List.of(new MapPropertySource("arguments", withValues(names))), KNOWN);
    }

    private static Map<String, Object> withValues(String... names) {
        return Arrays.stream(names).distinct().collect(Collectors.toMap(Function.identity(), name -> "s3cret"));
    }
}
