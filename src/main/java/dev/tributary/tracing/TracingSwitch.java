package dev.tributary.tracing;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.env.EnvironmentPostProcessor;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/** Without an endpoint for spans nothing of OpenTelemetry is started: no bean, no thread, no place for ids in the log. */
final class TracingSwitch implements EnvironmentPostProcessor, Ordered {

    /** Spring Boot's own, so that its further settings go with it. */
    static final String ENDPOINT = "management.otlp.tracing.endpoint";

    private static final String EXCLUDE = "spring.autoconfigure.exclude";
    private static final String PACKAGE = "org.springframework.boot.actuate.autoconfigure.";
    private static final List<String> CONFIGURATIONS = List.of(
            PACKAGE + "opentelemetry.OpenTelemetryAutoConfiguration",
            PACKAGE + "logging.OpenTelemetryLoggingAutoConfiguration",
            PACKAGE + "tracing.OpenTelemetryTracingAutoConfiguration",
            PACKAGE + "tracing.MicrometerTracingAutoConfiguration",
            PACKAGE + "tracing.NoopTracerAutoConfiguration",
            PACKAGE + "tracing.otlp.OtlpTracingAutoConfiguration",
            PACKAGE + "tracing.prometheus.PrometheusExemplarsAutoConfiguration");

    /** After the files with settings were read. */
    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE;
    }

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        if (!environment.getProperty(ENDPOINT, "").isBlank()) {
            return;
        }
        List<String> excluded = new ArrayList<>(Binder.get(environment)
                .bind(EXCLUDE, Bindable.listOf(String.class))
                .orElseGet(List::of));
        excluded.addAll(CONFIGURATIONS);
        environment
                .getPropertySources()
                .addFirst(new MapPropertySource(
                        "tracing is off",
                        Map.of("management.tracing.enabled", false, EXCLUDE, String.join(",", excluded))));
    }
}
