package dev.tributary.mongo.connection;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoClientSettings;
import com.mongodb.MongoException;
import com.mongodb.MongoSecurityException;
import com.mongodb.MongoServerException;
import com.mongodb.MongoTimeoutException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import dev.tributary.mongo.schema.StoreIndexes;
import dev.tributary.mongo.schema.StoreSchema;
import dev.tributary.platform.UnusableConfigurationException;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * That the store has this release's version and indexes, and takes writes.
 *
 * @param version of the schema
 */
public record PreparedStore(int version) {

    private static final int UNAUTHORIZED = 13;

    /**
     * Upgrades the store where that is needed.
     *
     * @throws UnusableConfigurationException if it cannot be reached, written to, or upgraded
     */
    public static PreparedStore of(StoreAddress address, List<StoreIndexes> declared, Clock clock) {
        try (MongoClient client = MongoClients.create(withoutDeadlines(address))) {
            var schema = new StoreSchema(
                    address.open(client), client.getDatabase("admin"), SchemaSteps.ALL, declared, clock);
            schema.prepare();
            return new PreparedStore(schema.version());
        } catch (StoreSchema.UnusableVersionException e) {
            throw unusable(address, address + " " + e.getMessage());
        } catch (MongoException e) {
            throw unusable(address, problem(e, address));
        }
    }

    /** An index may take hours, so that nothing but the choice of a server and the connection to it has a deadline. */
    private static MongoClientSettings withoutDeadlines(StoreAddress address) {
        var settings = MongoClientSettings.builder()
                .applyToClusterSettings(cluster -> cluster.serverSelectionTimeout(2, TimeUnit.SECONDS))
                .applyToSocketSettings(socket -> socket.connectTimeout(2, TimeUnit.SECONDS))
                .applyConnectionString(address.uri())
                .applyToSocketSettings(socket -> socket.readTimeout(0, TimeUnit.SECONDS));
        return address.uri().getTimeout() == null
                ? settings.build()
                : settings.timeout(0, TimeUnit.SECONDS).build();
    }

    /** The driver's texts are long, and may repeat what is secret. */
    private static String problem(MongoException e, StoreAddress address) {
        if (e instanceof MongoSecurityException) {
            return "the " + address.kind() + " " + address.place() + " refuses the user or the password";
        }
        if (e instanceof MongoTimeoutException) {
            return "no server to write to at " + address.place();
        }
        if (e.getCode() == UNAUTHORIZED) {
            return "the user may not read and write the " + address + "; it needs the role readWrite there";
        }
        if (ErrorCategory.fromErrorCode(e.getCode()) == ErrorCategory.DUPLICATE_KEY) {
            return "a unique index cannot be built in the " + address + ", because documents have the same key";
        }
        return "the " + address + " cannot be used: " + e.getClass().getSimpleName()
                + (e instanceof MongoServerException ? " with code " + e.getCode() : "");
    }

    private static UnusableConfigurationException unusable(StoreAddress address, String problem) {
        return new UnusableConfigurationException(address.setting(), problem);
    }
}
