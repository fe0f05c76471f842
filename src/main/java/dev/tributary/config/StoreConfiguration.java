package dev.tributary.config;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.MongoException;
import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import dev.tributary.UnusableConfigurationException;
import dev.tributary.embedded.EmbeddedStore;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.mongodb.MongoMetricsCommandListener;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;

/** The database: a MongoDB by {@code MONGODB_URI}, else the embedded store. */
@Configuration(proxyBeanMethods = false)
class StoreConfiguration {

    private static final Logger log = LoggerFactory.getLogger(StoreConfiguration.class);
    private static final String DEFAULT_DATABASE = "tributary";

    /** @param uri connection string; null or blank means the embedded store */
    @ConfigurationProperties("mongodb")
    record MongoSettings(@Nullable String uri) {

        boolean embedded() {
            return uri == null || uri.isBlank();
        }
    }

    /** @param data folder of the embedded store, generated keys and the administrator's token */
    @ConfigurationProperties("tributary")
    record DataSettings(@DefaultValue("./data") Path data) {}

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    DataFolder dataFolder(MongoSettings mongo, DataSettings data) {
        return new DataFolder(data.data(), mongo.embedded());
    }

    @Bean
    @Conditional(EmbeddedStoreCondition.class)
    EmbeddedStore embeddedStore(DataFolder data) {
        var store = new EmbeddedStore(data.path());
        log.info(
                "Embedded store in {} (for a first try: one gateway, this machine only); MONGODB_URI names a MongoDB",
                data.path().toAbsolutePath().normalize());
        return store;
    }

    @Bean
    MongoClient mongoClient(MongoSettings settings, ObjectProvider<EmbeddedStore> embedded, MeterRegistry metrics) {
        EmbeddedStore own = embedded.getIfAvailable();
        ConnectionString uri =
                own == null ? parse(Objects.requireNonNull(settings.uri())) : new ConnectionString(own.uri());
        return MongoClients.create(MongoClientSettings.builder()
                .applyToClusterSettings(cluster -> cluster.serverSelectionTimeout(2, TimeUnit.SECONDS))
                .applyToSocketSettings(
                        socket -> socket.connectTimeout(2, TimeUnit.SECONDS).readTimeout(10, TimeUnit.SECONDS))
                .applyToConnectionPoolSettings(pool -> pool.maxWaitTime(2, TimeUnit.SECONDS))
                .applyConnectionString(uri)
                .addCommandListener(new MongoMetricsCommandListener(metrics))
                .build());
    }

    /**
     * Concerns in code, not left to a server's defaults or to the URI: what is answered is journaled on a majority, and
     * claims and read-backs see what was written.
     */
    @Bean
    MongoDatabase mongoDatabase(MongoClient client, MongoSettings settings) {
        String named = settings.embedded()
                ? null
                : parse(Objects.requireNonNull(settings.uri())).getDatabase();
        MongoDatabase database = client.getDatabase(named == null ? DEFAULT_DATABASE : named)
                .withWriteConcern(WriteConcern.MAJORITY.withJournal(true))
                .withReadPreference(ReadPreference.primary())
                .withReadConcern(ReadConcern.LOCAL);
        try {
            database.runCommand(new Document("ping", 1));
        } catch (MongoException e) {
            throw new UnusableConfigurationException(
                    "MONGODB_URI",
                    "no server to write to at " + client.getClusterDescription().getShortDescription());
        }
        return database;
    }

    @Bean
    HealthIndicator storeHealthIndicator(MongoDatabase database) {
        return () -> {
            try {
                database.runCommand(new Document("ping", 1));
                return Health.up().build();
            } catch (MongoException e) {
                return Health.down()
                        .withDetail("error", e.getClass().getSimpleName())
                        .build();
            }
        };
    }

    private static ConnectionString parse(String uri) {
        try {
            return new ConnectionString(uri);
        } catch (IllegalArgumentException e) {
            // The driver's text may repeat a part of the URI, and so a password.
            throw new UnusableConfigurationException(
                    "MONGODB_URI", "is no connection string of the form mongodb://host");
        }
    }
}
