package dev.tributary.mongo.connection;

import com.mongodb.MongoClientSettings;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import dev.tributary.mongo.schema.StoreIndexes;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.mongodb.MongoMetricsCommandListener;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The database as a gateway uses it: of this release's version, with its indexes. */
@Configuration(proxyBeanMethods = false)
class DatabaseConfiguration {

    /** Before any store is used: what needs the database needs this. */
    @Bean
    PreparedStore preparedStore(
            StoreAddress address, ObjectProvider<StoreIndexes> declared, StartupTimes times, Clock clock) {
        return times.measure(
                "version and indexes",
                () -> PreparedStore.of(address, declared.stream().toList(), clock));
    }

    @Bean
    MongoClient mongoClient(StoreAddress address, PreparedStore prepared, MeterRegistry metrics) {
        return MongoClients.create(MongoClientSettings.builder()
                .applyToClusterSettings(cluster -> cluster.serverSelectionTimeout(2, TimeUnit.SECONDS))
                .applyToSocketSettings(
                        socket -> socket.connectTimeout(2, TimeUnit.SECONDS).readTimeout(10, TimeUnit.SECONDS))
                .applyToConnectionPoolSettings(pool -> pool.maxWaitTime(2, TimeUnit.SECONDS))
                .applyConnectionString(address.uri())
                .addCommandListener(new MongoMetricsCommandListener(metrics))
                .build());
    }

    @Bean
    MongoDatabase mongoDatabase(MongoClient client, StoreAddress address) {
        return address.open(client);
    }
}
