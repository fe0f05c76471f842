package dev.tributary.mapping;

import dev.tributary.event.GatewayUri;
import dev.tributary.event.PersonalMembers;
import dev.tributary.mapping.profile.Profiles;
import dev.tributary.provider.ProviderCatalog;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class MappingConfiguration {

    @Bean
    EventMapper eventMapper(ProviderCatalog catalog, List<ProviderNormalizer> normalizers, GatewayUri gateway) {
        return new EventMapper(new Profiles(catalog), normalizers, gateway);
    }

    @Bean
    PersonalMembers personalMembers(EventMapper mapper) {
        return mapper.personal();
    }

    @Bean
    ProviderNormalizer tinkNormalizer() {
        return new TinkNormalizer();
    }

    @Bean
    ProviderNormalizer paybookNormalizer() {
        return new PaybookNormalizer();
    }
}
