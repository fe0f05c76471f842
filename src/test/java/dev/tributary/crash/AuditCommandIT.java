package dev.tributary.crash;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Updates.set;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.faultrun.GatewayProcess;
import dev.tributary.faultrun.Store;
import dev.tributary.faultrun.TestBed;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of the jar beside a gateway that runs. */
class AuditCommandIT {

    private static final String COMMAND = "verify-audit";

    @TempDir
    Path data;

    @Test
    void theCommandNamesTheEntryThatWasChanged() throws Exception {
        try (var bed = new TestBed(Store.CONTAINER, data)) {
            GatewayProcess gateway = bed.gateway();
            gateway.api().createSource("second");
            gateway.api().createSource("third");

            assertThat(exitCode(gateway, COMMAND))
                    .as(gateway.commandLog(COMMAND))
                    .isZero();
            assertThat(gateway.commandLog(COMMAND))
                    .contains(
                            "Audit of the tenant default: 3 entries are intact; entry 3 is the last one and has the hash");

            bed.inDatabase(database ->
                    database.getCollection("audit").updateOne(eq("what", "second"), set("who", "somebody else")));

            assertThat(exitCode(gateway, COMMAND)).isEqualTo(1);
            assertThat(gateway.commandLog(COMMAND))
                    .containsPattern(
                            "Audit of the tenant default: entry 2 \\(id [0-9a-f-]{36}\\) was changed: its hash is not"
                                    + " that of its content\\. The 1 entries before are intact")
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void anUnknownCommandStartsNoGateway() throws Exception {
        try (var bed = new TestBed(Store.EMBEDDED, data)) {
            assertThat(exitCode(bed.gateway(), "rotate-key")).isEqualTo(2);
            assertThat(bed.gateway().commandLog("rotate-key"))
                    .contains("'rotate-key' is not a command; there are listen, rotate-keys, verify-audit.");
            assertThat(exitCode(bed.gateway(), "--help")).isZero();
            assertThat(bed.gateway().commandLog("--help")).contains("verify-audit   checks", "see listen --help");
            assertThat(exitCode(bed.gateway(), COMMAND)).isEqualTo(1);
            assertThat(bed.gateway().commandLog(COMMAND))
                    .contains("is in use by another gateway")
                    .doesNotContain("\tat ", "UnsatisfiedDependencyException");
        }
    }

    private static int exitCode(GatewayProcess gateway, String command) throws Exception {
        Process process = gateway.command(command);
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        return process.exitValue();
    }
}
