package dev.tributary.security.secret;

import static com.mongodb.client.model.Filters.not;
import static com.mongodb.client.model.Filters.regex;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandSucceededEvent;
import dev.tributary.TestGateway;
import dev.tributary.platform.UnusableConfigurationException;
import dev.tributary.security.privacy.UserKeys;
import dev.tributary.security.secret.KeyRotation.Outcome;
import dev.tributary.source.SourceStore;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.bson.Document;
import org.junit.jupiter.api.Test;

/** The keys of end users are among what a change of the master key encrypts again, also by a rotation that was broken off. */
abstract class UserKeyRotationContract {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String OLD = "old:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    private static final String NEW = "new:MjM0NTY3ODk6Ozw9Pj9AQUJDREVGR0hJSktMTU5PUFE=";
    /** More than two of the pages that a rotation reads. */
    private static final int USERS = 130;

    private final String name = "t" + UUID.randomUUID().toString().replace("-", "");

    /** The address of a database on the server. */
    abstract String uri(String database);

    @Test
    void aRotationThatIsBrokenOffAndResumedLeavesNothingToTheOldKeyAndEachUserReadable() throws Exception {
        try (TestGateway gateway = start(OLD)) {
            gateway.source("s1", "paybook", "paybook-header", Map.of("header", "X-Secret"), "secret", null);
            for (int user = 0; user < USERS; user++) {
                assertThat(call(gateway, user)).isEqualTo(200);
            }
        }
        breakOffAfterTwoPages();
        try (MongoClient client = MongoClients.create(uri(name))) {
            MongoDatabase database = client.getDatabase(name);
            assertThat(encryptedWith(database, "new")).isEqualTo(100);
            assertThat(encryptedWith(database, "old")).isEqualTo(USERS - 100);
            try (TestGateway between = start(NEW + "," + OLD)) {
                assertEachUserIsReadable(between);
            }

            Outcome resumed = rotate(database);

            assertThat(resumed.complete()).isTrue();
            assertThat(resumed.unreadable()).isEmpty();
            assertThat(resumed.documents()).isEqualTo(USERS - 100);
            assertTheOldKeyOpensNothing(database);
        }
        try (TestGateway after = start(NEW)) {
            assertEachUserIsReadable(after);
            assertThat(call(after, 7)).isEqualTo(200);
            assertEachUserIsReadable(after);
        }
    }

    private TestGateway start(String masterKeys) {
        return TestGateway.startOn(uri(name), "--tributary.master-key=" + masterKeys);
    }

    private static int call(TestGateway gateway, int user) {
        String body = """
                {"event": "credential_update", "id_credential": "c%d", "id_user": "user%1$d", "id_external": "tax-%1$d",
                 "id_job": "%s", "is_executing": 1}""".formatted(user, UUID.randomUUID());
        return gateway.post("/hooks/paybook/s1", body.getBytes(UTF_8), "X-Secret", "secret")
                .statusCode();
    }

    /** As a process that is killed: once the source and two pages of keys are written, nothing more reaches the store. */
    private void breakOffAfterTwoPages() {
        var writes = new AtomicInteger();
        var client = new CompletableFuture<MongoClient>();
        var killer = new CommandListener() {
            @Override
            public void commandSucceeded(CommandSucceededEvent event) {
                if (event.getCommandName().equals("update") && writes.incrementAndGet() == 3) {
                    client.join().close();
                }
            }
        };
        client.complete(MongoClients.create(MongoClientSettings.builder()
                .applyConnectionString(new ConnectionString(uri(name)))
                .addCommandListener(killer)
                .build()));
        assertThatThrownBy(() -> rotate(client.join().getDatabase(name))).isNotInstanceOf(AssertionError.class);
        assertThat(writes).hasValue(3);
    }

    private static Outcome rotate(MongoDatabase database) {
        var writer = new RotationWriter(database, SecretCipher.of(NEW + "," + OLD));
        return new KeyRotation(writer, List.of(SourceStore.SECRETS, UserKeys.SECRETS)).run();
    }

    private static long encryptedWith(MongoDatabase database, String key) {
        return keys(database).countDocuments(regex("key", "^" + key + "\\."));
    }

    private static MongoCollection<Document> keys(MongoDatabase database) {
        return database.getCollection(UserKeys.SECRETS.collection());
    }

    private static void assertTheOldKeyOpensNothing(MongoDatabase database) {
        SecretCipher old = SecretCipher.of(OLD);
        assertThat(keys(database).countDocuments()).isEqualTo(USERS);
        assertThat(keys(database).countDocuments(not(regex("key", "^new\\.")))).isZero();
        for (Document row : keys(database).find()) {
            String stored = row.getString("key");
            String asOld = "old" + stored.substring(stored.indexOf('.'));
            for (String text : List.of(stored, asOld)) {
                assertThatThrownBy(() -> old.decrypt(row.getString("_id"), text))
                        .isInstanceOf(UnusableConfigurationException.class);
            }
        }
    }

    private static void assertEachUserIsReadable(TestGateway gateway) throws Exception {
        for (int user = 0; user < USERS; user++) {
            JsonNode events = JSON.readTree(gateway.get("/api/v1/events?subject=connections/c" + user)
                            .body())
                    .path("result");
            assertThat(events).isNotEmpty();
            for (JsonNode event : events) {
                assertThat(event.at("/data/user/externalId").asText()).isEqualTo("tax-" + user);
            }
        }
    }
}
