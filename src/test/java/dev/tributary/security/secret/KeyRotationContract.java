package dev.tributary.security.secret;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Updates.set;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import dev.tributary.security.secret.KeyRotation.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.bson.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** A change of the master key, on every server of the protocol. */
abstract class KeyRotationContract {

    private static final String OLD = "old:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    private static final String NEW = "new:MjM0NTY3ODk6Ozw9Pj9AQUJDREVGR0hJSktMTU5PUFE=";
    private static final SecretMembers MEMBERS =
            new SecretMembers("rows", "rows/", List.of("password", "secrets.value", "api.apiKey", "api.clientSecret"));
    private static final int CHANGES = 300;

    private final SecretCipher old = SecretCipher.of(OLD);
    private final SecretCipher both = SecretCipher.of(NEW + "," + OLD);
    private final SecretCipher only = SecretCipher.of(NEW);
    private MongoDatabase database;
    private MongoCollection<Document> rows;

    abstract MongoDatabase freshDatabase();

    @BeforeEach
    void open() {
        database = freshDatabase();
        rows = database.getCollection("rows");
    }

    @Test
    void encryptsEverySecretAgainAndChangesNothingElse() {
        for (int i = 0; i < 120; i++) {
            rows.insertOne(row("row" + i));
        }

        Outcome outcome = rotate();

        assertThat(outcome).isEqualTo(new Outcome(120, true, Map.of()));
        for (Document row : rows.find()) {
            String id = row.getString("_id");
            assertThat(secrets(row, only))
                    .containsExactly("password of " + id, "first of " + id, "second of " + id, "key of " + id);
            assertThat(only.decrypt("rows/" + id, row.get("api", Document.class).getString("clientSecret")))
                    .isEqualTo("client of " + id);
            assertThat(row.getString("name")).isEqualTo("old.is a name");
            assertThat(row.getList("secrets", Document.class).get(1).getString("id"))
                    .isEqualTo("k2");
        }
        assertThat(rotate().documents()).isZero();
    }

    @Test
    void saysHowFarItIsEveryFiveSecondsOfItsWorkOnly() {
        for (int i = 0; i < 120; i++) {
            rows.insertOne(row("row" + i));
        }
        var said = new ListAppender<ILoggingEvent>();
        said.start();
        var log = (Logger) LoggerFactory.getLogger(KeyRotation.class);
        log.addAppender(said);
        log.setLevel(Level.INFO);
        var seconds = new AtomicLong();
        var rotation = new KeyRotation(
                new RotationWriter(database, both), List.of(MEMBERS), () -> Duration.ofSeconds(seconds.addAndGet(2))
                        .toNanos());
        seconds.set(3_600); // it was made long before it runs
        try {
            assertThat(rotation.run().documents()).isEqualTo(120);
            assertThat(said.list)
                    .extracting(ILoggingEvent::getFormattedMessage)
                    .hasSize(2)
                    .containsOnly("Encrypted the secrets of 120 documents again; is at rows (end)");
        } finally {
            log.setLevel(null);
            log.detachAppender(said);
        }
    }

    @Test
    void leavesRowsWithoutSecretsAsTheyAre() {
        var empty = new Document("_id", "a").append("secrets", List.of()).append("api", null);
        rows.insertOne(empty);
        assertThat(rotate()).isEqualTo(new Outcome(0, true, Map.of()));
        assertThat(find("a")).isEqualTo(empty);
    }

    @Test
    void keepsAndNamesWhatNoKeyDecrypts() {
        String lost = "lost.AAAA";
        rows.insertOne(row("a"));
        rows.insertOne(row("b").append("password", lost));

        Outcome outcome = rotate();

        assertThat(outcome.complete()).isTrue();
        assertThat(outcome.unreadable())
                .containsExactly(Map.entry("TRIBUTARY_MASTER_KEY: has no key with the id 'lost'", Set.of("rows/b")));
        assertThat(find("b").getString("password")).isEqualTo(lost);
        assertThat(only.decrypt("rows/b", api(find("b")))).isEqualTo("key of b");
    }

    /** Each change is written over what the rotation may be writing; none may be undone by it. */
    @Test
    void neverOverwritesASecretThatIsChangedMeanwhile() {
        rows.insertOne(row("busy"));
        var undone = CompletableFuture.supplyAsync(() -> {
            int lost = 0;
            for (int i = 0; i < CHANGES; i++) {
                String written = "password " + i;
                rows.updateOne(eq("_id", "busy"), set("password", old.encrypt("rows/busy", written)));
                String read = both.decrypt("rows/busy", find("busy").getString("password"));
                lost += read.equals(written) ? 0 : 1;
            }
            return lost;
        });
        while (!undone.isDone()) {
            rotate();
        }
        assertThat(undone.join()).as("changes that were undone").isZero();
        rotate();
        assertThat(only.decrypt("rows/busy", find("busy").getString("password")))
                .isEqualTo("password " + (CHANGES - 1));
    }

    private Outcome rotate() {
        return new KeyRotation(new RotationWriter(database, both), List.of(MEMBERS)).run();
    }

    private Document row(String id) {
        String owner = "rows/" + id;
        return new Document("_id", id)
                .append("name", "old.is a name")
                .append("password", old.encrypt(owner, "password of " + id))
                .append(
                        "secrets",
                        List.of(
                                new Document("id", "k1").append("value", old.encrypt(owner, "first of " + id)),
                                new Document("id", "k2").append("value", both.encrypt(owner, "second of " + id))))
                .append(
                        "api",
                        new Document("apiKey", old.encrypt(owner, "key of " + id))
                                .append("clientSecret", old.encrypt(owner, "client of " + id))
                                .append("rate", 5.0));
    }

    private static List<String> secrets(Document row, SecretCipher cipher) {
        String owner = "rows/" + row.getString("_id");
        List<Document> secrets = row.getList("secrets", Document.class);
        return List.of(
                cipher.decrypt(owner, row.getString("password")),
                cipher.decrypt(owner, secrets.get(0).getString("value")),
                cipher.decrypt(owner, secrets.get(1).getString("value")),
                cipher.decrypt(owner, api(row)));
    }

    private static String api(Document row) {
        return row.get("api", Document.class).getString("apiKey");
    }

    private Document find(String id) {
        return Objects.requireNonNull(rows.find(eq("_id", id)).first());
    }
}
