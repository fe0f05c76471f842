package dev.tributary.tracing;

import io.micrometer.tracing.exporter.SpanExportingPredicate;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.time.Clock;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.actuate.autoconfigure.tracing.SdkTracerProviderBuilderCustomizer;
import org.springframework.boot.actuate.autoconfigure.tracing.TracingProperties;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class TracingConfiguration {

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnBooleanProperty(name = "management.tracing.enabled", havingValue = false)
    static class Off {

        @Bean
        Traces traces() {
            return Traces.OFF;
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnBooleanProperty(name = "management.tracing.enabled", matchIfMissing = true)
    @EnableConfigurationProperties(TracingProperties.class)
    static class On {

        @Bean
        ReceiptTraces receiptTraces() {
            return new ReceiptTraces();
        }

        @Bean
        SdkTracerProviderBuilderCustomizer idsOfReceipts(ReceiptTraces ids) {
            return builder -> builder.setIdGenerator(ids);
        }

        @Bean
        Sampler traceSampler(TracingProperties settings) {
            return new TraceSampler(settings.getSampling().getProbability());
        }

        /** Probes, scrapes and the steps of the security chain would be most of what is sent. */
        @Bean
        SpanExportingPredicate withoutProbes() {
            return span -> !span.getName().contains("secur")
                    && !span.getName().startsWith("authorize")
                    && !span.getName().contains("/actuator");
        }

        @Bean
        Traces traces(@Qualifier("otelTracer") Tracer tracer, ReceiptTraces ids, Clock clock) {
            return new Spans(tracer, ids, clock);
        }
    }
}
