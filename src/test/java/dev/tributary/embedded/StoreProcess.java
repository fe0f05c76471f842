package dev.tributary.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;

/** A store in a process of its own, which a test can kill. */
record StoreProcess(Process process, String uri) implements AutoCloseable {

    static StoreProcess start(Path folder) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        StoreProcess.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String uri = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8)).readLine();
        if (uri == null) {
            throw new IOException("the store did not start");
        }
        return new StoreProcess(process, uri);
    }

    /** Serves until its input ends. */
    public static void main(String[] arguments) throws IOException {
        try (EmbeddedStore store = new EmbeddedStore(Path.of(arguments[0]))) {
            System.out.println(store.uri());
            if (System.in.read() >= 0) {
                throw new IOException("nothing is expected");
            }
        }
        System.exit(0);
    }

    void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** Stops the store in order, unless it was killed. */
    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        process.onExit().join();
    }
}
