package dev.tributary.followup.sixpark;

import dev.tributary.followup.api.ResourceApi;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class SixParkConfiguration {

    @Bean
    ResourceApi sixParkResources() {
        return new SixParkResources();
    }
}
