package dev.tributary;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;

/** The bill of materials in the jar is of this jar. */
class BillOfMaterialsIT {

    private static final Path JAR = Path.of(System.getProperty("tributary.test.jar", "target/tributary.jar"));

    @Test
    void namesEveryLibraryThatIsInTheJarWithItsVersionAndDigest() throws IOException {
        try (var jar = new JarFile(JAR.toFile())) {
            Set<String> libraries = new TreeSet<>();
            jar.stream()
                    .map(entry -> entry.getName())
                    .filter(name -> name.startsWith("BOOT-INF/lib/") && name.endsWith(".jar"))
                    .map(name -> name.substring("BOOT-INF/lib/".length()))
                    .filter(name -> !name.startsWith("spring-boot-jarmode-tools")) // added when the jar is packaged
                    .forEach(libraries::add);
            JsonNode bill = bill(jar);
            Set<String> named = new TreeSet<>();
            for (JsonNode component : bill.path("components")) {
                String classifier = component.path("purl").asText().replaceFirst("^[^?]*\\??", "");
                assertThat(component.path("hashes"))
                        .as(component.path("purl").asText())
                        .isNotEmpty();
                assertThat(classifier).contains("type=jar");
                named.add(fileName(component, classifier));
            }
            assertThat(libraries).hasSizeGreaterThan(50);
            assertThat(named).containsAll(libraries);
            assertThat(bill.path("bomFormat").asText()).isEqualTo("CycloneDX");
            assertThat(bill.at("/metadata/component/name").asText()).isEqualTo("tributary");
        }
    }

    private static String fileName(JsonNode component, String qualifiers) {
        String name = component.path("name").asText() + "-"
                + component.path("version").asText();
        String classifier = List.of(qualifiers.split("&")).stream()
                .filter(qualifier -> qualifier.startsWith("classifier="))
                .map(qualifier -> "-" + qualifier.substring("classifier=".length()))
                .findFirst()
                .orElse("");
        return name + classifier + ".jar";
    }

    private static JsonNode bill(JarFile jar) throws IOException {
        var entry = Objects.requireNonNull(jar.getEntry("META-INF/sbom/application.cdx.json"), "a bill of materials");
        try (InputStream in = jar.getInputStream(entry)) {
            return new ObjectMapper().readTree(in);
        }
    }
}
