package dev.tributary.faultrun;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a gateway process is started. The long form runs the packaged jar as users do. The short form, which starts more
 * than sixty gateways, unpacks the jar once, archives the classes of one start, and compiles only with the quick
 * compiler: a start takes a third of the time.
 */
final class GatewayJar {

    /** Of every gateway process. */
    private static final String HEAP = "-Xmx384m";

    private static final String QUICK_COMPILER = "-XX:TieredStopAtLevel=1";

    private static @Nullable List<String> quickly;

    private GatewayJar() {}

    /** The command that starts the packaged jar; arguments can follow. */
    static List<String> asPackaged() {
        return List.of(java(), HEAP, "-jar", jar().toString());
    }

    /** The command that starts a gateway in the form that runs; arguments can follow. */
    static synchronized List<String> inForm() throws IOException {
        if (quickly == null) {
            quickly = Form.choose(true, false) ? unpacked() : asPackaged();
        }
        return quickly;
    }

    private static List<String> unpacked() throws IOException {
        // another process of the tests may do the same meanwhile
        String own = "unpacked-" + ProcessHandle.current().pid();
        Path folder = Files.createDirectories(jar().toAbsolutePath().resolveSibling(own));
        Path log = folder.resolve("unpacking.log");
        run(
                log,
                Map.of(),
                List.of(
                        java(),
                        "-Djarmode=tools",
                        "-jar",
                        jar().toString(),
                        "extract",
                        "--force",
                        "--destination",
                        folder.toString()));
        Path unpacked = folder.resolve(jar().getFileName());
        Path archive = folder.resolve("classes.jsa");
        // a gateway that ends when it has started
        run(
                log,
                Map.of(
                        "SERVER_PORT",
                        "0",
                        "MANAGEMENT_SERVER_PORT",
                        "0",
                        "TRIBUTARY_DATA",
                        folder.resolve("data").toString()),
                List.of(
                        java(),
                        HEAP,
                        QUICK_COMPILER,
                        "-XX:ArchiveClassesAtExit=" + archive,
                        "-Dspring.context.exit=onRefresh",
                        "-jar",
                        unpacked.toString()));
        return List.of(java(), HEAP, QUICK_COMPILER, "-XX:SharedArchiveFile=" + archive, "-jar", unpacked.toString());
    }

    private static void run(Path log, Map<String, String> environment, List<String> command) throws IOException {
        var builder = new ProcessBuilder(new ArrayList<>(command));
        builder.environment().putAll(environment);
        int exit = builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start()
                .onExit()
                .join()
                .exitValue();
        if (exit != 0) {
            throw new IOException(command + " ended with " + exit + ":\n" + Files.readString(log, UTF_8));
        }
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private static Path jar() {
        return Path.of(System.getProperty("tributary.test.jar", "target/tributary.jar"));
    }
}
