package dev.tributary;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/** What an operator sets for the containers arrives at both gateways, and the choice of the store is made once. */
class ComposeTest {

    /** Ports are published under other names, and a gateway with a store and an issuer keeps no files. */
    private static final Set<String> FIXED_IN_CONTAINER =
            Set.of("SERVER_PORT", "SERVER_ADDRESS", "MANAGEMENT_SERVER_PORT", "TRIBUTARY_DATA");

    private static final Set<String> FOLDERS = Set.of("TRIBUTARY_MAPPINGS", "TRIBUTARY_ROUTES");
    private static final Pattern SETTING = Pattern.compile("`([A-Z_]+)`");
    private static final String STORE = "mongodb://me:pass@host.docker.internal:27017/bank?directConnection=true&w=1";

    @TempDir
    Path folder;

    @Test
    void passesEachSettingOfTheReadmeToBothGateways() throws IOException {
        Set<String> settings = settings();
        assertThat(settings).hasSizeGreaterThan(40).containsAll(FIXED_IN_CONTAINER);
        settings.removeAll(FIXED_IN_CONTAINER);
        for (String gateway : List.of("gateway1", "gateway2")) {
            Map<String, Object> environment = members(service(gateway).get("environment"));
            assertThat(environment).containsKeys(settings.toArray(String[]::new));
            // no value stands for what docker/.env or the shell says
            assertThat(environment).allSatisfy((name, value) -> assertThat(String.valueOf(value))
                    .containsAnyOf("null", "${"));
        }
    }

    @Test
    void mountsTheFoldersOfMappingsAndRoutesWhereTheGatewaysLookForThem() throws IOException {
        Map<String, Object> environment = members(service("gateway2").get("environment"));
        List<?> mounts = (List<?>) service("gateway2").get("volumes");
        for (String setting : FOLDERS) {
            assertThat(mounts).anySatisfy(mount -> assertThat(members(mount))
                    .satisfies(bind ->
                            assertThat(String.valueOf(bind.get("source"))).startsWith("${" + setting + ":-"))
                    .containsEntry("read_only", true)
                    .containsEntry(
                            "target", String.valueOf(environment.get(setting)).replaceAll("^\\$\\{\\w+:\\+|}$", "")));
        }
    }

    @Test
    void choosesTheStoreOnceAndKeepsWhatIsThere() throws Exception {
        assertThat(makeEnv(0, "--store", STORE)).contains("MONGODB_URI");
        String made = Files.readString(folder.resolve(".env"));
        assertThat(made)
                .contains("\nCOMPOSE_PROFILES=\n", "\nMONGODB_URI='" + STORE + "'\n", "\nTRIBUTARY_MASTER_KEY=")
                .doesNotContain("MONGO_KEY");

        String older = made.replaceAll("TRIBUTARY_AUDITOR_PASSWORD=.*\n", "");
        Files.writeString(folder.resolve(".env"), older);
        assertThat(makeEnv(0)).contains("Added to docker/.env: TRIBUTARY_AUDITOR_PASSWORD\n");
        assertThat(makeEnv(2, "--store", "mongodb://elsewhere/bank")).contains("another choice of the store");
        assertThat(makeEnv(2, "--store", "mongodb://localhost/bank")).contains("host.docker.internal");
        assertThat(folder.resolve(".env")).content().startsWith(older).hasLineCount((int)
                made.lines().count());

        Files.delete(folder.resolve(".env"));
        makeEnv(0);
        assertThat(folder.resolve(".env")).content().contains("\nCOMPOSE_PROFILES=mongodb\nMONGO_KEY=");
    }

    private String makeEnv(int exit, String... arguments) throws Exception {
        Path script = folder.resolve("make-env");
        Files.writeString(script, Files.readString(Path.of("docker/make-env")));
        var command = new ArrayList<>(List.of("bash", script.toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(output).isEqualTo(exit);
        return output;
    }

    private static Map<String, Object> service(String name) throws IOException {
        Map<String, Object> compose = members(new Yaml().load(Files.readString(Path.of("docker/compose.yaml"))));
        return members(members(compose.get("services")).get(name));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> members(@Nullable Object value) {
        return (Map<String, Object>) requireNonNull(value);
    }

    private static Set<String> settings() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        return readme.substring(readme.indexOf("\n## Settings\n"))
                .lines()
                .dropWhile(line -> !line.startsWith("|"))
                .takeWhile(line -> line.startsWith("|"))
                .flatMap(row -> SETTING.matcher(row.split("\\|", 3)[1]).results())
                .map(name -> name.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
