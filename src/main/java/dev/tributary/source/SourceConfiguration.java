package dev.tributary.source;

import com.mongodb.client.MongoDatabase;
import dev.tributary.mongo.schema.StoreIndexes;
import dev.tributary.platform.Worker;
import dev.tributary.security.secret.SecretCipher;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class SourceConfiguration {

    /**
     * How long sources keep what is no longer used.
     *
     * @param keepExpired how long a secret stays after it has expired
     */
    @ConfigurationProperties("tributary.sources")
    record SourceSettings(@DefaultValue("1h") Duration keepExpired) {}

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
        return new Worker("sources", Integer.MIN_VALUE + 1000, directory::follow);
    }

    @Bean
    Worker expiredSecrets(SourceDirectory directory, SourceStore store, SourceSettings settings, Clock clock) {
        var expired = new ExpiredSecrets(directory, store, settings.keepExpired(), clock);
        return new Worker("expired-secrets", Integer.MIN_VALUE + 1000, expired::round);
    }
}
