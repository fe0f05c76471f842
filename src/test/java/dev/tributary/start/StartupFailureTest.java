package dev.tributary.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.TributaryApplication;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class StartupFailureTest {

    @TempDir
    Path data;

    @Test
    void namesTheSettingAndTheValueThatCannotBeRead(CapturedOutput output) {
        assertThat(oneErrorOf(output, "--tributary.sources.allow-unproven=perhaps"))
                .endsWith("TRIBUTARY_SOURCES_ALLOW_UNPROVEN: 'perhaps' is neither true nor false");
    }

    @Test
    void namesAGraceTimeThatCannotBeUsed(CapturedOutput output) {
        assertThat(oneErrorOf(output, "--tributary.delivery.signing.grace=-1s"))
                .endsWith("TRIBUTARY_DELIVERY_SIGNING_GRACE: must be a duration from 0s to 365d");
    }

    @Test
    void namesTheMisspeltSettingBeforeAnotherStopsStartUp(CapturedOutput output) {
        assertThat(oneErrorOf(output, "--tributary.master-keys=s3cret", "--tributary.sources.allow-unproven=perhaps"))
                .contains("TRIBUTARY_SOURCES_ALLOW_UNPROVEN");
        assertThat(output)
                .containsOnlyOnce("WARN  d.t.s.UnknownSettings tributary.master-keys is not a setting of the gateway"
                        + " and is ignored; did you mean tributary.master-key?")
                .doesNotContain("s3cret");
    }

    @Test
    void namesAPortThatIsNotANumber(CapturedOutput output) {
        assertThat(oneErrorOf(output, "--server.port=eighty")).endsWith("SERVER_PORT: 'eighty' is not a number");
    }

    @Test
    void namesThePortThatIsInUse(CapturedOutput output) throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();
            assertThat(oneErrorOf(output, "--server.port=" + port))
                    .endsWith("SERVER_PORT: port " + port + " is in use");
        }
    }

    @Test
    void namesTheManagementPortThatIsInUse(CapturedOutput output) throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();
            assertThat(oneErrorOf(output, "--management.server.port=" + port))
                    .endsWith("MANAGEMENT_SERVER_PORT: port " + port + " is in use");
        }
    }

    @Test
    void refusesToBeReachedByOthersWithTheEmbeddedStore(CapturedOutput output) {
        assertThat(oneErrorOf(output, "--server.address=0.0.0.0"))
                .endsWith("SERVER_ADDRESS: '0.0.0.0' is not loopback, which is required while"
                        + " the embedded store is in use; set MONGODB_URI");
    }

    @Test
    void refusesToBeReachedByOthersWithTheLocalIdentity(CapturedOutput output) {
        assertThat(oneErrorOf(output, "--server.address=0.0.0.0", "--mongodb.uri=mongodb://127.0.0.1:1"))
                .endsWith("SERVER_ADDRESS: '0.0.0.0' is not loopback, which is required while the local identity is in"
                        + " use; set SPRING_SECURITY_OAUTH2_RESOURCESERVER_JWT_ISSUER_URI");
    }

    @Test
    void refusesToBeManagedByOthersWithTheEmbeddedStore(CapturedOutput output) {
        assertThat(oneErrorOf(output, "--management.server.address=0.0.0.0")).contains("MANAGEMENT_SERVER_ADDRESS: ");
    }

    @Test
    void refusesKeysWithoutAnIssuerToHoldTokensTo(CapturedOutput output) {
        assertThat(oneErrorOf(
                        output, "--spring.security.oauth2.resourceserver.jwt.jwk-set-uri=http://127.0.0.1:1/certs"))
                .contains("SPRING_SECURITY_OAUTH2_RESOURCESERVER_JWT_ISSUER_URI: is required");
    }

    @Test
    void namesAnIssuerThatIsNotAUrl(CapturedOutput output) {
        assertThat(oneErrorOf(
                        output, "--spring.security.oauth2.resourceserver.jwt.issuer-uri=keycloak/realms/tributary"))
                .endsWith(
                        "SPRING_SECURITY_OAUTH2_RESOURCESERVER_JWT_ISSUER_URI: 'keycloak/realms/tributary' is not an http or"
                                + " https URL");
    }

    @Test
    void refusesAnInvalidAdminScope(CapturedOutput output) {
        assertThat(oneErrorOf(output, "--tributary.admin-scope=two scopes")).contains("TRIBUTARY_ADMIN_SCOPE: must be");
    }

    @Test
    void refusesATokenAddressThatIsNotAUrl(CapturedOutput output) {
        assertThat(oneErrorOf(output, "--tributary.token-uri=keycloak/token")).contains("TRIBUTARY_TOKEN_URI: must be");
    }

    @Test
    void refusesOnePortForCallsAndForHealth(CapturedOutput output) {
        assertThat(oneErrorOf(output, "--server.port=18099", "--management.server.port=18099"))
                .endsWith("MANAGEMENT_SERVER_PORT: port 18099 is also that of SERVER_PORT; each needs its own port");
    }

    @Test
    void refusesTheDefaultPortForHealth(CapturedOutput output) {
        assertThat(oneErrorOf(output, "--management.server.port=8080", "--server.port=8080"))
                .contains("MANAGEMENT_SERVER_PORT: port 8080 is also that of SERVER_PORT");
    }

    @Test
    void refusesAPortThatIsOutOfRange(CapturedOutput output) {
        assertThat(oneErrorOf(output, "--server.port=65536"))
                .endsWith("SERVER_PORT: '65536' is not a port; allowed are 1 to 65535, and 0 for any free one");
    }

    @Test
    void namesTheLineOfARouteFileAndSaysNothingElse(CapturedOutput output) throws IOException {
        Path file = route("too: { uri: \"direct:ingest\" }");
        assertThat(oneErrorOf(output, "--tributary.routes=" + file.getParent()))
                .endsWith("TRIBUTARY_ROUTES: " + file + ": Unknown node id: too in " + file.toUri()
                        + ", line 6, column 11");
        assertThat(output).as("of workers and threads").doesNotContain(" WARN ");
    }

    @Test
    void namesTheRouteWhoseBeanDoesNotExist(CapturedOutput output) throws IOException {
        Path file = route("to: { uri: \"bean:nosuch\" }");
        assertThat(oneErrorOf(output, "--tributary.routes=" + file.getParent()))
                .contains("TRIBUTARY_ROUTES: route delta: No bean could be found")
                .endsWith("nosuch");
    }

    private Path route(String step) throws IOException {
        return Files.writeString(
                Files.createDirectory(data.resolve("routes")).resolve("delta.camel.yaml"), """
                - route:
                    id: delta
                    from:
                      uri: servlet:/delta/{source}
                      steps:
                        - %s
                """.formatted(step));
    }

    private String oneErrorOf(CapturedOutput output, String... settings) {
        List<String> arguments = new ArrayList<>(List.of(settings));
        for (String usual : List.of("--server.port=0", "--management.server.port=0", "--tributary.data=" + data)) {
            String name = usual.substring(0, usual.indexOf('=') + 1);
            if (Stream.of(settings).noneMatch(setting -> setting.startsWith(name))) {
                arguments.add(usual);
            }
        }
        assertThatThrownBy(() -> SpringApplication.run(TributaryApplication.class, arguments.toArray(String[]::new)))
                .isNotNull();
        assertThat(output).doesNotContain("\tat ").doesNotContain("APPLICATION FAILED TO START");
        List<String> errors = output.getAll()
                .lines()
                .filter(line -> line.contains("ERROR") || line.contains("Exception"))
                .toList();
        assertThat(errors).hasSize(1);
        return errors.get(0);
    }
}
