package dev.tributary.ingest.http;

import dev.tributary.ingest.http.Admission.Limits;
import dev.tributary.platform.Shares;
import dev.tributary.platform.Worker;
import dev.tributary.provider.ProviderCatalog;
import dev.tributary.provider.ProviderDescriptor;
import dev.tributary.source.SourceDirectory;
import dev.tributary.tracing.Traces;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.ServletConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.component.servlet.CamelHttpTransportServlet;
import org.apache.camel.component.servlet.ServletComponent;
import org.apache.camel.http.common.HttpConsumer;
import org.apache.camel.http.common.HttpRestServletResolveConsumerStrategy;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.thread.Threading;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;
import org.springframework.util.function.SingletonSupplier;

@Configuration(proxyBeanMethods = false)
class HttpConfiguration {

    /** A call keeps its thread until it is durable; where threads are dear, fewer may wait. */
    private static final int CALLS_ON_PLATFORM_THREADS = 256;

    private static final int CALLS_ON_VIRTUAL_THREADS = 2048;

    private static final String HOOKS = "/hooks/*";

    @Bean
    Refusals refusals(MeterRegistry metrics) {
        return new Refusals(metrics);
    }

    @Bean
    Limits admissionLimits(IngestSettings settings, Environment environment, MeterRegistry metrics) {
        int calls = Threading.VIRTUAL.isActive(environment) ? CALLS_ON_VIRTUAL_THREADS : CALLS_ON_PLATFORM_THREADS;
        var limits = new Limits(
                new Shares(calls),
                new Shares(settings.bytes()),
                new Shares(settings.maxReading()),
                new Shares(settings.maxReading()));
        Gauge.builder("tributary.ingest.calls", limits, all -> all.places().taken())
                .description("Calls of providers that are being verified, mapped or stored")
                .register(metrics);
        Gauge.builder("tributary.ingest.reading", limits, all -> all.reading().taken())
                .description("Calls of providers whose body has not arrived whole")
                .register(metrics);
        return limits;
    }

    @Bean
    ArrivingBodies arrivingBodies(IngestSettings settings, Limits limits, Refusals refusals) {
        return new ArrivingBodies(settings, limits, refusals);
    }

    @Bean
    Worker slowBodies(ArrivingBodies bodies) {
        return new Worker("slow-bodies", Integer.MIN_VALUE + 1000, bodies::cutSlow);
    }

    @Bean
    ServletRegistrationBean<CamelHttpTransportServlet> hooks() {
        var hooks = new ServletRegistrationBean<CamelHttpTransportServlet>(new Hooks(), HOOKS);
        // Camel keeps servlets by name for the whole process, and a process may hold several gateways
        hooks.setName("hooks-" + UUID.randomUUID());
        hooks.setLoadOnStartup(1);
        return hooks;
    }

    @Bean("servlet-component") // the name by which routes look it up
    ServletComponent servletComponent(ServletRegistrationBean<CamelHttpTransportServlet> hooks) {
        var component = new ServletComponent();
        component.setServletName(hooks.getServletName());
        component.setHttpBinding(new CallBinding());
        return component;
    }

    @Bean
    FilterRegistrationBean<Admission> admission(
            ObjectProvider<CamelContext> camel,
            ServletRegistrationBean<CamelHttpTransportServlet> hooks,
            SourceDirectory sources,
            ArrivingBodies arriving,
            Limits limits,
            IngestSettings settings,
            ProviderCatalog providers,
            Refusals refusals,
            Traces traces) {
        Supplier<CamelContext> routes = SingletonSupplier.of(camel::getObject);
        var admission = new Admission(
                () -> routes.get().getStatus().isStarted(),
                traces.calls(hooks.getServlet()),
                sources,
                arriving,
                limits,
                Math.toIntExact(settings.maxBody().toBytes()),
                providers.all().stream()
                        .filter(ProviderDescriptor::sendsOnce)
                        .map(ProviderDescriptor::provider)
                        .collect(Collectors.toUnmodifiableSet()),
                refusals);
        var registration = new FilterRegistrationBean<>(admission);
        registration.addUrlPatterns(HOOKS);
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
        return registration;
    }

    private static final class Hooks extends CamelHttpTransportServlet {

        private static final long serialVersionUID = 1L;

        /** Sets the strategy last, as Camel puts its own in place of one that was set before. */
        @Override
        public void init(ServletConfig config) throws ServletException {
            super.init(config);
            setServletResolveConsumerStrategy(new RouteOfProvider());
        }
    }

    /** Finds the route of a call by its provider. Camel's own way splits the paths of all routes for every call. */
    private static final class RouteOfProvider extends HttpRestServletResolveConsumerStrategy {

        private static final String ANY_SOURCE = "{source}";

        @Override
        protected @Nullable HttpConsumer doResolve(
                HttpServletRequest request, String method, Map<String, HttpConsumer> consumers) {
            String path = request.getPathInfo();
            int end = path == null ? 0 : path.lastIndexOf('/') + 1;
            for (HttpConsumer consumer : consumers.values()) {
                String template = consumer.getPath();
                if (template.length() == end + ANY_SOURCE.length()
                        && template.endsWith(ANY_SOURCE)
                        && template.regionMatches(0, path, 0, end)
                        && method.equals(consumer.getEndpoint().getHttpMethodRestrict())) {
                    return consumer;
                }
            }
            return super.doResolve(request, method, consumers);
        }
    }
}
