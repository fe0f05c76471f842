package dev.tributary.source.access;

import com.mongodb.client.MongoDatabase;
import dev.tributary.egress.OutgoingHttp;
import dev.tributary.egress.address.AddressRules;
import dev.tributary.provider.ProviderCatalog;
import dev.tributary.security.secret.SecretCipher;
import java.time.Clock;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class AccessConfiguration {

    private static final OutgoingHttp.Limits LIMITS =
            new OutgoingHttp.Limits(Duration.ofSeconds(10), 1 << 20, false, 4, 16);

    @Bean
    RefreshTokenStore refreshTokenStore(MongoDatabase database, SecretCipher cipher) {
        return new RefreshTokenStore(database, cipher);
    }

    @Bean
    ProviderApi providerApi(
            OutgoingHttp outgoing,
            AddressRules rules,
            RefreshTokenStore refreshTokens,
            ProviderCatalog providers,
            Clock clock) {
        var http = new ApiHttp(outgoing.client(LIMITS), rules);
        return new ProviderApi(http, new ApiTokens(http, refreshTokens, clock), providers::find);
    }
}
