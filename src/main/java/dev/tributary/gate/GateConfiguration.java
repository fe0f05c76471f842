package dev.tributary.gate;

import java.util.UUID;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.component.servlet.CamelHttpTransportServlet;
import org.apache.camel.component.servlet.ServletComponent;
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
class GateConfiguration {

    /** A call keeps its thread until it is durable; where threads are dear, fewer may wait. */
    private static final int CALLS_ON_PLATFORM_THREADS = 256;

    private static final int CALLS_ON_VIRTUAL_THREADS = 2048;

    private static final String HOOKS = "/hooks/*";

    @Bean
    Refusals refusals() {
        return new Refusals();
    }

    @Bean
    ServletRegistrationBean<CamelHttpTransportServlet> hooks() {
        var hooks = new ServletRegistrationBean<>(new CamelHttpTransportServlet(), HOOKS);
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
    FilterRegistrationBean<CallGate> callGate(
            ObjectProvider<CamelContext> camel,
            ServletRegistrationBean<CamelHttpTransportServlet> hooks,
            IngestSettings settings,
            Refusals refusals,
            Environment environment) {
        int calls = Threading.VIRTUAL.isActive(environment) ? CALLS_ON_VIRTUAL_THREADS : CALLS_ON_PLATFORM_THREADS;
        int maxBody = Math.toIntExact(settings.maxBody().toBytes());
        Supplier<CamelContext> routes = SingletonSupplier.of(camel::getObject);
        var gate =
                new CallGate(() -> routes.get().getStatus().isStarted(), hooks.getServlet(), maxBody, calls, refusals);
        var registration = new FilterRegistrationBean<>(gate);
        registration.addUrlPatterns(HOOKS);
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
        return registration;
    }
}
