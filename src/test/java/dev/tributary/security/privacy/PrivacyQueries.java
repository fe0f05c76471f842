package dev.tributary.security.privacy;

import com.mongodb.client.MongoDatabase;
import dev.tributary.security.secret.SecretCipher;
import java.util.List;
import java.util.Map;

/** The queries for keys of users, which calls and lists send, for a test of another package. */
public final class PrivacyQueries {

    private PrivacyQueries() {}

    public static Map<String, Runnable> of(MongoDatabase database) {
        var keys = new UserKeyStore(database, new SecretCipher(new byte[32]));
        return Map.of("keys of users", () -> keys.find(List.of("a", "b")));
    }
}
