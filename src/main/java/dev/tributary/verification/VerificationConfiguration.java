package dev.tributary.verification;

import dev.tributary.event.GatewayUri;
import dev.tributary.provider.ProviderCatalog;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class VerificationConfiguration {

    @Bean
    HmacScheme hmacScheme(GatewayUri gateway) {
        return new HmacScheme(gateway);
    }

    @Bean
    JwtScheme jwtScheme() {
        return new JwtScheme();
    }

    @Bean
    SharedSecretScheme sharedSecretScheme() {
        return new SharedSecretScheme();
    }

    @Bean
    UnprovenScheme unprovenScheme() {
        return new UnprovenScheme();
    }

    @Bean
    WebhookVerifier webhookVerifier(ProviderCatalog providers, List<SignatureScheme> kinds) {
        return new WebhookVerifier(providers, kinds);
    }

    @Bean
    SecretRedaction secretRedaction(ProviderCatalog providers) {
        return new SecretRedaction(providers);
    }
}
