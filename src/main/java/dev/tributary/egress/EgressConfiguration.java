package dev.tributary.egress;

import dev.tributary.egress.address.AddressRules;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class EgressConfiguration {

    @Bean
    AddressRules addressRules(AddressRules.Settings settings) {
        return new AddressRules(settings);
    }

    @Bean
    OutgoingHttp outgoingHttp(AddressRules rules) {
        return new OutgoingHttp(rules, SystemDefaultDnsResolver.INSTANCE);
    }
}
