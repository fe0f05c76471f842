package dev.tributary.source.rule;

import dev.tributary.provider.ProviderCatalog;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class RuleConfiguration {

    /**
     * What sources may have.
     *
     * @param allowUnproven whether a source may have a scheme that verifies nothing
     */
    @ConfigurationProperties("tributary.sources")
    record RuleSettings(@DefaultValue("false") boolean allowUnproven) {}

    @Bean
    SourceRules sourceRules(ProviderCatalog providers, RuleSettings settings) {
        return new SourceRules(providers, settings.allowUnproven());
    }
}
