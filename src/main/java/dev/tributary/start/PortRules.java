package dev.tributary.start;

import dev.tributary.platform.UnusableConfigurationException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;

/** Ports are checked before anything starts: in range, and each in use once. A text that is not a number is reported when the setting is bound. */
class PortRules implements ApplicationContextInitializer<ConfigurableApplicationContext> {

    private static final int MAX = 65_535;
    private static final List<String> SETTINGS = List.of(
            "server.port",
            "management.server.port",
            "tributary.simulator.paybook-port",
            "tributary.simulator.subscriber-port");

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        Map<Integer, String> taken = new HashMap<>();
        for (String setting : SETTINGS) {
            String text = context.getEnvironment().getProperty(setting, setting.equals("server.port") ? "8080" : "");
            if (text.strip().matches("-?[0-9]{1,9}")) {
                check(setting, Integer.parseInt(text.strip()), taken);
            }
        }
    }

    private static void check(String setting, int port, Map<Integer, String> taken) {
        String name = StartupFailure.variable(setting);
        if (port < 0 || port > MAX) {
            throw new UnusableConfigurationException(
                    name, "'" + port + "' is not a port; allowed are 1 to " + MAX + ", and 0 for any free one");
        }
        String other = port == 0 ? null : taken.put(port, name);
        if (other != null) {
            throw new UnusableConfigurationException(
                    name, "port " + port + " is also that of " + other + "; each needs its own port");
        }
    }
}
