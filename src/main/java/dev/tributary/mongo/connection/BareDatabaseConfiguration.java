package dev.tributary.mongo.connection;

import com.mongodb.MongoClientSettings;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import java.util.concurrent.TimeUnit;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/** The database as it is found, for a command: neither its version nor its indexes are looked at. */
@Import(StoreConfiguration.class)
public final class BareDatabaseConfiguration {

    @Bean
    static MongoClient mongoClient(StoreAddress address) {
        return MongoClients.create(MongoClientSettings.builder()
                .applyToClusterSettings(cluster -> cluster.serverSelectionTimeout(5, TimeUnit.SECONDS))
                .applyConnectionString(address.uri())
                .build());
    }

    @Bean
    static MongoDatabase mongoDatabase(MongoClient client, StoreAddress address) {
        return address.open(client);
    }
}
