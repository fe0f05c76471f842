package dev.tributary.mongo.connection;

import com.mongodb.ConnectionString;
import dev.tributary.embedded.EmbeddedStore;
import dev.tributary.platform.DataFolder;
import dev.tributary.platform.UnusableConfigurationException;
import dev.tributary.platform.VitalPart;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;

/** Which database is used: a MongoDB by {@code MONGODB_URI}, else the embedded store. */
@Configuration(proxyBeanMethods = false)
public class StoreConfiguration {

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
    StartupTimes startupTimes() {
        return new StartupTimes();
    }

    @Bean
    DataFolder dataFolder(MongoSettings mongo, DataSettings data) {
        return new DataFolder(data.data(), mongo.embedded());
    }

    @Bean
    @Conditional(EmbeddedStoreCondition.class)
    EmbeddedStore embeddedStore(DataFolder data, StartupTimes times) {
        return times.measure("embedded store", () -> new EmbeddedStore(data.path()));
    }

    @Bean
    @Conditional(EmbeddedStoreCondition.class)
    VitalPart embeddedStorePart(EmbeddedStore store) {
        return new VitalPart("embedded store", store::failure);
    }

    @Bean
    StoreAddress storeAddress(MongoSettings settings, DataFolder data, ObjectProvider<EmbeddedStore> embedded) {
        EmbeddedStore own = embedded.getIfAvailable();
        if (own != null) {
            var folder = data.path().toAbsolutePath().normalize().toString();
            return new StoreAddress(
                    "TRIBUTARY_DATA", "embedded store", folder, new ConnectionString(own.uri()), DEFAULT_DATABASE);
        }
        ConnectionString uri = parse(Objects.requireNonNull(settings.uri()));
        String named = uri.getDatabase();
        return new StoreAddress(
                "MONGODB_URI",
                "server",
                String.join(",", uri.getHosts()),
                uri,
                named == null ? DEFAULT_DATABASE : named);
    }

    private static ConnectionString parse(String uri) {
        try {
            return new ConnectionString(uri);
        } catch (IllegalArgumentException e) {
            // The driver's text may repeat a part of the URI, and so a password.
            throw new UnusableConfigurationException(
                    "MONGODB_URI", "is not a connection string of the form mongodb://host");
        }
    }
}
