package dev.tributary.start;

import dev.tributary.platform.UnusableConfigurationException;
import java.net.BindException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import org.apache.camel.FailedToCreateRouteException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringBootExceptionReporter;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.convert.ConversionFailedException;

/** Tells an operator in one line which setting stopped start-up. What is not a setting's fault is left to Spring Boot. */
@Order(Ordered.HIGHEST_PRECEDENCE)
class StartupFailure implements SpringBootExceptionReporter {

    private static final Logger log = LoggerFactory.getLogger(StartupFailure.class);

    private final @Nullable ConfigurableApplicationContext context;

    StartupFailure(@Nullable ConfigurableApplicationContext context) {
        this.context = context;
    }

    @Override
    public boolean reportException(Throwable failure) {
        String line = line(failure);
        if (line == null) {
            return false;
        }
        log.error("{}", line);
        return true;
    }

    private @Nullable String line(Throwable failure) {
        var unusable = find(failure, UnusableConfigurationException.class);
        if (unusable != null) {
            return unusable.getMessage();
        }
        var binding = find(failure, org.springframework.boot.context.properties.bind.BindException.class);
        if (binding != null) {
            return variable(binding.getName().toString()) + ": " + problem(binding);
        }
        var value = find(failure, InvalidConfigurationPropertyValueException.class);
        if (value != null) {
            return variable(value.getName()) + ": '" + value.getValue() + "' is "
                    + word(value.getReason().substring(value.getReason().lastIndexOf('.') + 1));
        }
        var port = find(failure, PortInUseException.class);
        if (port != null) {
            return portSetting(port.getPort()) + ": port " + port.getPort() + " is in use";
        }
        var route = find(failure, FailedToCreateRouteException.class);
        if (route != null) {
            return "TRIBUTARY_ROUTES: route " + route.getRouteId() + ": " + rootMessage(route);
        }
        return find(failure, BindException.class) == null
                ? null
                : "SERVER_ADDRESS: " + setting("server.address") + " is not an address of this machine";
    }

    /** The documented form: {@code tributary.follow-up.schedule} is {@code TRIBUTARY_FOLLOW_UP_SCHEDULE}. */
    static String variable(String setting) {
        return setting.replaceAll("\\[.*", "")
                .replace('.', '_')
                .replace('-', '_')
                .toUpperCase(Locale.ROOT);
    }

    private static String problem(org.springframework.boot.context.properties.bind.BindException binding) {
        var conversion = find(binding, ConversionFailedException.class);
        if (conversion != null) {
            Class<?> type = conversion.getTargetType().getType();
            return "'" + conversion.getValue() + "' is "
                    + (type.isEnum()
                            ? "not one of " + Arrays.toString(type.getEnumConstants())
                            : word(type.getSimpleName()));
        }
        return rootMessage(binding);
    }

    private static String rootMessage(Throwable failure) {
        return Objects.requireNonNullElse(
                NestedExceptionUtils.getMostSpecificCause(failure).getMessage(), "cannot be used");
    }

    private static String word(String type) {
        return switch (type) {
            case "int", "Integer", "long", "Long", "double", "Double", "BigDecimal" -> "not a number";
            case "boolean", "Boolean" -> "neither true nor false";
            case "DataSize" -> "not a size";
            case "InetAddress" -> "not an address";
            default -> "not a " + type.toLowerCase(Locale.ROOT);
        };
    }

    private String portSetting(int port) {
        return String.valueOf(port).equals(setting("management.server.port"))
                ? "MANAGEMENT_SERVER_PORT"
                : "SERVER_PORT";
    }

    private @Nullable String setting(String name) {
        return context == null ? null : context.getEnvironment().getProperty(name);
    }

    private static <T extends Throwable> @Nullable T find(Throwable failure, Class<T> kind) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (kind.isInstance(cause)) {
                return kind.cast(cause);
            }
        }
        return null;
    }
}
