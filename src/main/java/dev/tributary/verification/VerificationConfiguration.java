package dev.tributary.verification;

import dev.tributary.event.GatewayUri;
import dev.tributary.provider.ProviderCatalog;
import java.time.Clock;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class VerificationConfiguration {

    @Bean
    HmacScheme hmacScheme(Clock clock, GatewayUri gateway) {
        return new HmacScheme(clock, gateway);
    }

    @Bean
    JwtScheme jwtScheme(Clock clock) {
        return new JwtScheme(clock);
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
