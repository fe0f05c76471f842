package dev.tributary.platform;

import dev.tributary.TributaryApplication;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.springframework.boot.SpringApplication;
import org.springframework.context.support.GenericApplicationContext;

/** The gateway with one more worker, whose thread ends when a file is there. */
public final class DyingGateway {

    private DyingGateway() {}

    /** @param arguments the path of the file, then settings */
    public static void main(String[] arguments) {
        Path signal = Path.of(arguments[0]);
        var application = new SpringApplication(TributaryApplication.class);
        application.addInitializers((GenericApplicationContext context) ->
                context.registerBean("dyingWorker", Worker.class, () -> new Worker("dying", 0, () -> round(signal))));
        application.run(java.util.Arrays.copyOfRange(arguments, 1, arguments.length));
    }

    private static Duration round(Path signal) throws InterruptedException {
        if (Files.exists(signal)) {
            throw new InterruptedException();
        }
        return Duration.ofMillis(100);
    }
}
