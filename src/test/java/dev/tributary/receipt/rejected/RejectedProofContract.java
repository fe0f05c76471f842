package dev.tributary.receipt.rejected;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import dev.tributary.mongo.retention.Retention;
import dev.tributary.platform.UnusableConfigurationException;
import dev.tributary.security.secret.KeyRotation;
import dev.tributary.security.secret.RotationWriter;
import dev.tributary.security.secret.SecretCipher;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bson.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The proofs of rejected calls at rest, on every server of the protocol. */
abstract class RejectedProofContract {

    private static final String OLD = "old:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    private static final String NEW = "new:MjM0NTY3ODk6Ozw9Pj9AQUJDREVGR0hJSktMTU5PUFE=";
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Map<String, List<String>> HEADERS = Map.of("x-signature", List.of("canary-1", "canary-2"));

    private MongoDatabase database;

    abstract MongoDatabase database();

    @BeforeEach
    void fill() {
        database = database();
        store(OLD)
                .insert(List.of(
                        new RejectedProof("r1", "alpha", HEADERS),
                        new RejectedProof("r2", "beta", Map.of("x-signature", List.of("canary-3")))));
    }

    private RejectedProofStore store(String keys) {
        Retention retention = Retention.parse("RETENTION", "30d,beta=7d", Duration.ofDays(1));
        return new RejectedProofStore(database, SecretCipher.of(keys), retention, Clock.fixed(NOON, ZoneOffset.UTC));
    }

    @Test
    void areThereForTheirTenantAndUnreadableInTheDatabase() {
        assertThat(store(OLD).find("alpha", "r1")).contains(HEADERS);
        assertThat(store(OLD).find("beta", "r1")).isEmpty();
        assertThat(store(OLD).kept("alpha", List.of("r1", "r2", "r3"))).containsExactly("r1");
        assertThat(rows().find()).hasSize(2).allSatisfy(row -> assertThat(row.toJson())
                .doesNotContain("canary", "signature"));
        store(OLD).remove("alpha", List.of("r1", "r2"));
        assertThat(rows().find()).singleElement().extracting("_id").isEqualTo("r2");
    }

    @Test
    void endWithTheirReceipts() {
        assertThat(expiry("r1")).isEqualTo(NOON.plus(Duration.ofDays(31)));
        assertThat(expiry("r2")).isEqualTo(NOON.plus(Duration.ofDays(8)));
    }

    @Test
    void areEncryptedAgainWithTheMasterKey() {
        var rotation = new RotationWriter(database, SecretCipher.of(NEW + "," + OLD));
        KeyRotation.Outcome outcome = new KeyRotation(rotation, List.of(RejectedProofStore.SECRETS)).run();
        assertThat(outcome.complete()).isTrue();
        assertThat(outcome.documents()).isEqualTo(2);
        assertThat(store(NEW).find("alpha", "r1")).contains(HEADERS);
        assertThatThrownBy(() -> store(OLD).find("alpha", "r1")).isInstanceOf(UnusableConfigurationException.class);
    }

    private Instant expiry(String id) {
        Document row =
                Objects.requireNonNull(rows().find(new Document("_id", id)).first());
        return row.get("expireAt", Date.class).toInstant();
    }

    private MongoCollection<Document> rows() {
        return database.getCollection("rejected_proofs");
    }
}
