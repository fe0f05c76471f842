package dev.tributary.start;

import dev.tributary.platform.UnusableConfigurationException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Keeps a gateway that trusts its own machine, by the embedded store or the local identity, from being reached by
 * others: without an address it listens on loopback, and any other address stops start-up.
 */
class LoopbackOnly implements ApplicationContextInitializer<ConfigurableApplicationContext> {

    private static final String LOOPBACK = "127.0.0.1";
    private static final String SERVER = "server.address";
    private static final String MANAGEMENT = "management.server.address";

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        ConfigurableEnvironment environment = context.getEnvironment();
        String server = text(environment, SERVER);
        String management = text(environment, MANAGEMENT);
        String reason = reason(environment);
        if (reason != null) {
            check("SERVER_ADDRESS", server, reason);
            check("MANAGEMENT_SERVER_ADDRESS", management, reason);
            server = server == null ? LOOPBACK : server;
        }
        if (server != null) {
            var defaults = new HashMap<String, Object>(Map.of(SERVER, server));
            defaults.put(MANAGEMENT, management == null ? server : management);
            environment.getPropertySources().addLast(new MapPropertySource("bound addresses", defaults));
        }
    }

    private static @Nullable String reason(ConfigurableEnvironment environment) {
        if (text(environment, "mongodb.uri") == null) {
            return "the embedded store is in use; set MONGODB_URI";
        }
        if (text(environment, "spring.security.oauth2.resourceserver.jwt.issuer-uri") == null) {
            return "the local identity is in use; set SPRING_SECURITY_OAUTH2_RESOURCESERVER_JWT_ISSUER_URI";
        }
        return null;
    }

    private static void check(String setting, @Nullable String address, String reason) {
        if (address != null && !isLoopback(address)) {
            throw new UnusableConfigurationException(
                    setting, "'" + address + "' is not loopback, which is required while " + reason);
        }
    }

    private static boolean isLoopback(String address) {
        try {
            return InetAddress.getByName(address).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static @Nullable String text(ConfigurableEnvironment environment, String name) {
        String value = environment.getProperty(name);
        return value == null || value.isBlank() ? null : value.strip();
    }
}
