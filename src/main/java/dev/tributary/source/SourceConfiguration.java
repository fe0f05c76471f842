package dev.tributary.source;

import com.mongodb.client.MongoDatabase;
import dev.tributary.mongo.StoreIndexes;
import dev.tributary.platform.Worker;
import dev.tributary.provider.ProviderCatalog;
import dev.tributary.secret.SecretCipher;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;

@Configuration(proxyBeanMethods = false)
@EnableScheduling
class SourceConfiguration {

    /** @param allowUnproven whether a source may have a scheme that proves nothing */
    @ConfigurationProperties("tributary.sources")
    record SourceSettings(@DefaultValue("false") boolean allowUnproven) {}

    @Bean
    StoreIndexes sourceIndexes() {
        return SourceStore.INDEXES;
    }

    @Bean
    SourceStore sourceStore(MongoDatabase database, SecretCipher cipher) {
        return new SourceStore(database, cipher);
    }

    @Bean
    SourceDirectory sourceDirectory(SourceStore store, MeterRegistry metrics) {
        var directory = new SourceDirectory(store);
        Gauge.builder("tributary.sources.unreadable", directory, SourceDirectory::unusable)
                .description("Sources that cannot be read, for example encrypted under another master key")
                .register(metrics);
        return directory;
    }

    @Bean
    Worker sourceFollower(SourceDirectory directory) {
        return new Worker("sources", Integer.MIN_VALUE + 1000, directory::follow, () -> {});
    }

    @Bean
    SourceRules sourceRules(ProviderCatalog providers, SourceSettings settings) {
        return new SourceRules(providers, settings.allowUnproven());
    }
}
