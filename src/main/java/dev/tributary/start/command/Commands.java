package dev.tributary.start.command;

import dev.tributary.start.listen.Listen;
import java.time.Clock;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.springframework.boot.ConfigurableBootstrapContext;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringApplicationRunListener;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;

/** Carries out the command that the first argument names, in the place of a gateway, and ends the process. */
final class Commands implements SpringApplicationRunListener {

    private static final Map<String, Class<?>> ALL =
            new TreeMap<>(Map.of("rotate-keys", RotateKeys.class, "verify-audit", VerifyAudit.class));
    /** Has no settings of a gateway, and needs none of its parts. */
    private static final String LISTEN = "listen";

    private static final int MISUSE = 2;
    private static final String HELP = """
            java -jar tributary.jar [command] [--setting=value ...]

            Without a command, a gateway is started; README.md lists the settings. Commands:
              listen         forwards a stream of events to a port of this machine; see listen --help
              rotate-keys    encrypts all secrets with the first of the master keys
              verify-audit   checks that the audit is as it was written""";

    private final String[] arguments;
    private final boolean ofGateway;

    /** As Spring Boot calls it. */
    Commands(SpringApplication application, String[] arguments) {
        this.arguments = arguments;
        this.ofGateway = !application.getAllSources().contains(CommandContext.class);
    }

    /** Before anything of a gateway is made. Settings begin with a hyphen, so that they are not commands. */
    @Override
    @SuppressWarnings("SystemOut") // there is no log yet
    public void starting(ConfigurableBootstrapContext context) {
        if (!ofGateway || arguments.length == 0) {
            return;
        }
        if (Set.of("--help", "-h", "help").contains(arguments[0])) {
            System.out.println(HELP);
            System.exit(0);
        }
        if (!arguments[0].startsWith("-")) {
            System.exit(exitCode(arguments[0], Arrays.copyOfRange(arguments, 1, arguments.length)));
        }
    }

    @SuppressWarnings("SystemOut") // there is no log yet
    private static int exitCode(String name, String[] settings) {
        if (name.equals(LISTEN)) {
            return new Listen(Clock.systemUTC(), System.out, System.err).run(settings);
        }
        Class<?> command = ALL.get(name);
        if (command == null) {
            System.err.println("'" + name + "' is not a command; there are " + LISTEN + ", "
                    + String.join(", ", ALL.keySet()) + ". Without one a gateway is started; settings begin with --");
            return MISUSE;
        }
        var application = new SpringApplication(CommandContext.class, command);
        application.setWebApplicationType(WebApplicationType.NONE);
        application.setLogStartupInfo(false);
        try (ConfigurableApplicationContext done = application.run(settings)) {
            return SpringApplication.exit(done);
        }
    }
}
