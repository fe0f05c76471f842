package dev.tributary.followup.paybook;

import dev.tributary.followup.api.ResourceApi;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class PaybookConfiguration {

    @Bean
    ResourceApi paybookResources() {
        return new PaybookResources();
    }
}
