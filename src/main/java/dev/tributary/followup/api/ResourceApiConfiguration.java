package dev.tributary.followup.api;

import dev.tributary.provider.ProviderCatalog;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class ResourceApiConfiguration {

    @Bean
    ResourceApis resourceApis(List<ResourceApi> apis, ProviderCatalog providers) {
        return new ResourceApis(apis, providers::find);
    }
}
