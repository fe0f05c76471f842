package dev.tributary.followup;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;

/** The parts that read settings, as the gateway wires them; one set for all tests. */
final class GatewayParts {

    @Configuration(proxyBeanMethods = false)
    @ComponentScan({"dev.tributary.provider", "dev.tributary.egress"})
    @ConfigurationPropertiesScan({"dev.tributary.provider", "dev.tributary.egress"})
    static class Parts {}

    private static final ConfigurableApplicationContext PARTS = new SpringApplicationBuilder(Parts.class)
            .web(WebApplicationType.NONE)
            .properties("tributary.egress.allow=127.0.0.0/8", "spring.main.banner-mode=off", "spring.config.name=none")
            .run();

    private GatewayParts() {}

    static <T> T of(Class<T> type) {
        return PARTS.getBean(type);
    }
}
