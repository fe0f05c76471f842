package dev.tributary.gate;

import io.micrometer.observation.ObservationPredicate;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.spi.PlatformHttpEngine;
import org.apache.camel.component.platform.http.springboot.SpringBootPlatformHttpEngine;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.thread.Threading;
import org.springframework.boot.autoconfigure.web.ServerProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;
import org.springframework.http.server.observation.ServerRequestObservationContext;
import org.springframework.util.function.SingletonSupplier;

@Configuration(proxyBeanMethods = false)
class GateConfiguration {

    /** A call keeps its thread until it is durable; where threads are dear, fewer may wait. */
    private static final int CALLS_ON_PLATFORM_THREADS = 256;

    private static final int CALLS_ON_VIRTUAL_THREADS = 2048;

    @Bean
    Refusals refusals() {
        return new Refusals();
    }

    @Bean
    FilterRegistrationBean<CallGate> callGate(
            ObjectProvider<CamelContext> camel, IngestSettings settings, Refusals refusals, Environment environment) {
        int calls = Threading.VIRTUAL.isActive(environment) ? CALLS_ON_VIRTUAL_THREADS : CALLS_ON_PLATFORM_THREADS;
        int maxBody = Math.toIntExact(settings.maxBody().toBytes());
        Supplier<CamelContext> routes = SingletonSupplier.of(camel::getObject);
        var gate = new CallGate(() -> routes.get().getStatus().isStarted(), maxBody, calls, refusals);
        var registration = new FilterRegistrationBean<>(gate);
        registration.addUrlPatterns("/hooks/*");
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
        return registration;
    }

    /** Calls are counted by their verdict; a span for each, most of them of microseconds, would cost more than the proof. */
    @Bean
    ObservationPredicate callsAreNotObserved() {
        return (name, context) -> !(context instanceof ServerRequestObservationContext request
                && request.getCarrier().getRequestURI().startsWith("/hooks/"));
    }

    /** Routes run on the server's own threads: the gate has bounded them, so a second pool would only hand over. */
    @Bean("platform-http-engine") // the name by which the component looks it up
    PlatformHttpEngine platformHttpEngine(ServerProperties server) {
        return new SpringBootPlatformHttpEngine(server.getPort() == null ? 8080 : server.getPort(), Runnable::run);
    }
}
